/*
 * The statistics of containers as the engine streams them, one connection per container that somebody watches, whoever
 * and however many that are. Each sample is reduced at once.
 */

'use strict';

import { prepare } from 'luci.dockerman.request';
import { sample } from 'luci.dockerman.keeper.figures';
import * as feed from 'luci.dockerman.keeper.feed';
import * as lines from 'luci.dockerman.keeper.lines';
import { SAMPLE_BYTES, WATCHED } from 'luci.dockerman.keeper.limits';

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
	let splitter = lines.create(SAMPLE_BYTES);

	watched.feed = feed.open(engine, request, {
		wanted: () => watched.watchers > 0,
		head: () => null,

		data: function(bytes) {
			for (let line in lines.feed(splitter, bytes).lines)
				watched.sample = sample(parse(line));
		},

		end: function(outcome) {
			watched.sample = null;
			splitter = lines.create(SAMPLE_BYTES);

			/* removed: its id does not come back */
			return outcome?.status != 404;
		},

		closed: function() {
			watched.sample = null;

			if (hub[key] === watched)
				delete hub[key];
		},
	});

	watched.leave = function() {
		watched.watchers--;
		watched.feed.release();
	};

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
