/*
 * A stream of statistics: the figures of the containers that one reader looks at, at its own pace.
 */

'use strict';

import * as samples from 'luci.dockerman.keeper.samples';
import * as statstable from 'luci.dockerman.keeper.statstable';
import { FIRST_FIGURES, WATCHED_PER_STREAM } from 'luci.dockerman.keeper.limits';
import { FAULT, protect } from 'luci.dockerman.keeper.protect';

function refused(message) {
	return { failure: 'refused', message };
}

/** `{containers, interval}` (milliseconds) out of the parameters, or the failure `refused`. */
export function parse(parameters) {
	let containers = parameters?.containers, interval = parameters?.interval;

	if (type(containers) != 'array' || !length(containers))
		return refused('containers must be a list of container ids');

	if (length(containers) > WATCHED_PER_STREAM)
		return refused(`containers has more than ${WATCHED_PER_STREAM} ids`);

	let seconds = type(interval) == 'string' && length(interval) <= 2 ? +interval : interval;

	if (type(seconds) != 'int' || seconds < 1 || seconds > 60)
		return refused('interval must be whole seconds from 1 to 60');

	return { containers, interval: seconds * 1000 };
};

/**
 * Opens a stream as waiting.uc describes it. `hub` is that of samples.uc, `requests` the prepared requests of its
 * containers in their order, `now()` tells milliseconds.
 */
export function open(hub, engine, requests, interval, now) {
	let table = statstable.create(length(requests)), watched = [];
	let begun = now(), due = begun + min(FIRST_FIGURES, interval);

	function close() {
		for (let one in watched)
			one.leave();

		watched = [];
	}

	/* what was begun is not left behind when the rest fails */
	let complete = protect(() => {
		for (let request in requests)
			push(watched, samples.watch(hub, engine, request));

		return true;
	}, close)();

	if (!complete)
		return FAULT;

	/* Takes the newest samples when it is time for it. */
	function update() {
		let time = now();

		if (time < due)
			return;

		/* from now on, not from when it was due: after a pause there is one round, not many */
		due = time + interval;
		statstable.update(table, map(watched, (one) => one.sample));
	}

	return {
		role: 'viewer',
		type: 'application/json',
		cursor: 0,
		settled: true,

		ready: function(cursor) {
			update();

			return length(statstable.news(table, cursor)) > 0;
		},

		urgent: (cursor) => length(statstable.news(table, cursor)) > 0,

		due: (time) => max(due - time, 0),

		after: (cursor, most) => statstable.after(table, cursor),

		close,
	};
};
