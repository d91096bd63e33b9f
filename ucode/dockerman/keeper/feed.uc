/*
 * An answer of an engine that several readers share, for as long as somebody wants it: begun again when it breaks, and
 * kept for a moment when the last reader leaves, because a page that is reloaded comes back.
 */

'use strict';

import * as uloop from 'uloop';
import { LINGER, RETRY_FIRST, RETRY_LONGEST } from 'luci.dockerman.keeper.limits';
import { milliseconds } from 'luci.dockerman.keeper.monotonic';
import { protect } from 'luci.dockerman.keeper.protect';
import { delay } from 'luci.dockerman.keeper.retry';
import { start } from 'luci.dockerman.keeper.source';

/**
 * Begins a prepared request (request.uc). `on` is an object of functions:
 *   head(type), data(bytes)  as in source.uc
 *   end(outcome)             the answer has ended, `outcome` as in source.uc; returns whether to try again
 *   wanted()                 whether somebody reads it
 *   closed()                 it is over for good, also after an exception; may be called more than once
 * Returns `{release, close}`: `release` is to be called when a reader has left.
 */
export function open(engine, request, on) {
	let source, timer, began, failures = 0, begin;

	function close() {
		timer?.cancel();
		source?.close();
		timer = source = null;
		on.closed();
	}

	function later(wait, work) {
		timer?.cancel();
		timer = uloop.timer(wait, protect(work, close));
	}

	function end(outcome) {
		source = null;

		let again = on.end(outcome);

		if (!again || !on.wanted())
			return close();

		/* one that held for long has not failed */
		if (milliseconds() - began > RETRY_LONGEST)
			failures = 0;

		later(delay(failures++, RETRY_FIRST, RETRY_LONGEST), begin);
	}

	begin = function() {
		began = milliseconds();
		source = start(engine, request, { room: () => true, head: on.head, data: on.data, end: protect(end, close) });
	};

	begin();

	return {
		close,

		release: function() {
			if (on.wanted())
				return;

			if (source)
				later(LINGER, () => on.wanted() || close());
			else
				close();
		},
	};
};
