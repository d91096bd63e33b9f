/*
 * Events: one connection to the engine for all browsers that ask for the same.
 */

'use strict';

import * as eventring from 'luci.dockerman.keeper.eventring';
import * as feed from 'luci.dockerman.keeper.feed';
import { EVENT_BYTES } from 'luci.dockerman.keeper.limits';
import * as lines from 'luci.dockerman.keeper.lines';
import { mask_answer } from 'luci.dockerman.mask_answer';

/* The text of a reply that others share. */
const REPLY_EVENTS_BYTES = 128 * 1024;

const BROKEN = { ended: true, failure: 'broken', message: 'The keeper failed at these events; the system log has more.' };

/** The shared connections, by what they ask for. */
export function create() {
	return {};
};

/* A connection as it is shared; `key` finds it again. `state` is connecting, up, down or closed. */
function connect(hub, key, engine, request) {
	let shared = { ring: eventring.create(), readers: [], type: '', state: 'connecting', outcome: null };
	let splitter = lines.create(EVENT_BYTES);

	function tell() {
		for (let reader in [...shared.readers])
			reader.news();
	}

	/* Returns the state before. */
	function become(state, outcome) {
		let before = shared.state;

		shared.state = state;
		shared.outcome = outcome;

		if (before == 'connecting')
			for (let reader in [...shared.readers])
				reader.settled(outcome);

		return before;
	}

	shared.feed = feed.open(engine, request, {
		wanted: () => length(shared.readers) > 0,

		head: function(content_type) {
			shared.type = content_type;

			/* what happened before the first head nobody was promised */
			if (become('up', null) == 'down') {
				eventring.append(shared.ring, eventring.BACK);
				tell();
			}
		},

		data: function(bytes) {
			let fed = lines.feed(splitter, bytes);

			for (let line in fed.lines) {
				let event = request.masked ? mask_answer(line) : line;

				if (event != null)
					eventring.append(shared.ring, event);
			}

			if (fed.dropped)
				eventring.append(shared.ring, eventring.BACK);

			tell();
		},

		end: function(outcome) {
			let before = become('down', outcome ?? { failure: 'engine-down', message: 'The engine has ended its events.' });

			splitter = lines.create(EVENT_BYTES);

			if (before != 'down') {
				eventring.append(shared.ring, eventring.DOWN);
				tell();
			}

			return before != 'connecting' || !outcome?.status;
		},

		closed: function() {
			shared.state = 'closed';

			if (hub[key] === shared)
				delete hub[key];

			tell();
		},
	});

	return shared;
}

/**
 * Opens the shared stream of a prepared request. `hooks` has `opened(outcome)` and `news()`, as in bytestream.uc; `opened`
 * is not called for a stream that is `settled` from the start. A stream whose engine is not there opens all the same,
 * and tells so.
 */
export function open(hub, engine, request, hooks) {
	let key = sprintf('%s %s %s', request.role, engine.address, request.head);
	let shared = hub[key] = hub[key] ?? connect(hub, key, engine, request);
	let stream = { role: request.role, type: shared.type, settled: shared.state != 'connecting' };

	let reader = {
		news: hooks.news,

		settled: function(outcome) {
			stream.type = shared.type;
			hooks.opened(outcome?.status ? outcome : null);
		},
	};

	/* the last entry of an engine that is down says so */
	stream.cursor = shared.ring.end - (shared.state == 'down' ? 1 : 0);

	stream.ready = (cursor) => cursor != shared.ring.end || shared.state == 'closed';
	stream.urgent = (cursor) => false;
	stream.due = (now) => null;

	stream.after = function(cursor, most) {
		if (shared.state == 'closed')
			return { cursor, ...BROKEN };

		if (cursor == shared.ring.end)
			return null;

		let found = eventring.after(shared.ring, cursor, min(most, REPLY_EVENTS_BYTES));

		if (!found)
			return { cursor, ended: true, failure: 'broken', message: 'The keeper never sent that many events.' };

		let down = found.down ? { failure: 'engine-down', message: shared.outcome?.message } : {};

		return { cursor: found.cursor, text: found.text, skipped: found.skipped, reset: found.reset, ...down };
	};

	stream.close = function() {
		shared.readers = filter(shared.readers, (one) => one !== reader);
		shared.feed.release();
	};

	push(shared.readers, reader);

	return stream;
};
