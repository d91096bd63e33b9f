// How long a request may take: uhttpd kills a script at its `script_timeout`, whatever it does at that moment.

'use strict';

// uhttpd's own default (uhttpd.main.script_timeout), and what we leave it to pass on our last words
const SCRIPT_TIMEOUT = 60;
const RESERVE = 2;

/** Milliseconds of a clock that is never set. */
export function now()
{
	let time = clock(true);

	return time[0] * 1000 + time[1] / 1000000;
};

/**
 * The time (as `now` counts) at which a request that begins now must have ended, or null for never.
 * `cursor` is a uci cursor: the limit is that of uhttpd's configuration.
 */
export function deadline(cursor)
{
	let seconds = +(cursor.get('uhttpd', 'main', 'script_timeout') ?? SCRIPT_TIMEOUT);

	return seconds > 0 ? now() + max(seconds - RESERVE, 1) * 1000 : null;
};
