/*
 * The statistics of containers as the engine streams them, one connection per container that somebody watches, whoever
 * and however many that are. Each sample is reduced at once.
 */

'use strict';

import * as uloop from 'uloop';
import { prepare } from 'luci.dockerman.request';
import { sample } from 'luci.dockerman.keeper.figures';
import * as lines from 'luci.dockerman.keeper.lines';
import { LINGER, RETRY_FIRST, RETRY_LONGEST, SAMPLE_BYTES, WATCHED } from 'luci.dockerman.keeper.limits';
import { protect } from 'luci.dockerman.keeper.protect';
import { delay } from 'luci.dockerman.keeper.retry';
import { start } from 'luci.dockerman.keeper.source';

/** The watched containers, by engine, version and id. */
export function create() {
	return {};
};

/** How many more containers can be watched. */
export function room(hub) {
	return WATCHED - length(hub);
};

function parse(line) {
	try {
		return json(line);
	}
	catch (error) {
		return null;
	}
}

/** The prepared request of a container's statistics, or a failure. */
export function request_for(container, api_version, host) {
	return prepare({ operation: 'ContainerStats', parameters: { container, stream: 'true' }, api_version }, ['viewer'],
		{ host });
};

function connect(hub, key, engine, request) {
	let watched = { watchers: 0, sample: null };
	let splitter, source, timer, failures = 0, begin, retry;

	function close() {
		timer?.cancel();
		timer = null;
		source?.close();
		source = null;

		if (hub[key] === watched)
			delete hub[key];
	}

	let on = {
		room: () => true,
		head: () => null,

		data: function(bytes) {
			for (let line in lines.feed(splitter, bytes).lines) {
				watched.sample = sample(parse(line));
				failures = 0;
			}
		},

		end: function(outcome) {
			source = null;
			watched.sample = null;

			if (!watched.watchers)
				close();
			else if (outcome?.status != 404) /* removed: its id does not come back */
				retry();
		},
	};

	begin = function() {
		splitter = lines.create(SAMPLE_BYTES);
		source = start(engine, request, on);
	};

	retry = function() {
		timer?.cancel();
		timer = uloop.timer(delay(failures++, RETRY_FIRST, RETRY_LONGEST), protect(begin, retry));
	};

	/* rows that scroll out of sight may scroll back */
	watched.leave = function() {
		if (--watched.watchers > 0)
			return;

		if (!source)
			return close();

		timer?.cancel();
		timer = uloop.timer(LINGER, protect(() => watched.watchers > 0 || close()));
	};

	begin();

	return watched;
}

/**
 * Begins to watch a container; `request` is that of `request_for`. Returns `{sample, leave}`: the newest sample or null (now
 * and whenever it is asked again), and the function that ends the watch.
 */
export function watch(hub, engine, request) {
	let key = sprintf('%s %s', engine.address, request.head);
	let watched = hub[key] = hub[key] ?? connect(hub, key, engine, request);

	watched.watchers++;

	return watched;
};
