/*
 * An exception in a callback of uloop or ubus ends the loop, and with it the keeper. Every callback goes through here.
 */

'use strict';

/** What a call is answered with that an exception has ended. */
export const FAULT = { failure: 'broken', message: 'The keeper failed at this call; the system log has more.' };

/** Writes a line to the system log, where procd takes standard error. Never give it what a container or a session said. */
export function note(message) {
	warn(message, '\n');
};

/** Notes an exception with the place where it was thrown. */
export function note_exception(error) {
	let frame = error.stacktrace?.[0];

	note(sprintf('%s: %s (%s:%d)', error.type, error.message, frame?.filename ?? '?', frame?.line ?? 0));
};

/** `work` as a callback that throws nothing: an exception is noted, and `failed()` called, which may throw no more. */
export function protect(work, failed) {
	return function(...args) {
		try {
			return work(...args);
		}
		catch (error) {
			note_exception(error);
		}

		try {
			return failed?.();
		}
		catch (error) {
			note_exception(error);
		}
	};
};
