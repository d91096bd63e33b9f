/*
 * Events: one connection to the engine for all browsers that ask for the same, kept as long as somebody reads, and made
 * again when it breaks.
 */

'use strict';

import * as uloop from 'uloop';
import * as eventring from 'luci.dockerman.keeper.eventring';
import * as lines from 'luci.dockerman.keeper.lines';
import { EVENT_BYTES, LINGER, RETRY_FIRST, RETRY_LONGEST } from 'luci.dockerman.keeper.limits';
import { protect } from 'luci.dockerman.keeper.protect';
import { delay } from 'luci.dockerman.keeper.retry';
import { start } from 'luci.dockerman.keeper.source';

/* One event is text of a reply that others share. */
const REPLY_EVENTS_BYTES = 128 * 1024;

/** The shared connections, by what they ask for. */
export function create() {
	return {};
};

function each(set, call) {
	for (let reader in [...set])
		call(reader);
}

/* A connection as it is shared. `key` finds it again. */
function connect(hub, key, engine, request) {
	let shared = { ring: eventring.create(), readers: [], type: '', state: 'connecting', outcome: null };
	let splitter, source, timer, failures = 0, begin, retry;

	function tell() {
		each(shared.readers, (reader) => reader.news());
	}

	/* Returns the state before. */
	function become(state, outcome) {
		let before = shared.state;

		shared.state = state;
		shared.outcome = outcome;

		if (before == 'connecting')
			each(shared.readers, (reader) => reader.settled(outcome));

		return before;
	}

	let on = {
		room: () => true,

		head: function(content_type) {
			shared.type = content_type;
			failures = 0;

			/* what happened before the first head nobody was promised */
			if (become('up', null) == 'down') {
				eventring.append(shared.ring, eventring.BACK);
				tell();
			}
		},

		data: function(bytes) {
			let fed = lines.feed(splitter, bytes);

			for (let line in fed.lines)
				eventring.append(shared.ring, line);

			if (fed.dropped)
				eventring.append(shared.ring, eventring.BACK);

			tell();
		},

		end: function(outcome) {
			source = null;

			let before = become('down', outcome ?? { failure: 'engine-down', message: 'The engine has ended its events.' });

			if (!length(shared.readers) || before == 'connecting' && outcome?.status)
				return shared.close();

			retry();

			if (before != 'down') {
				eventring.append(shared.ring, eventring.DOWN);
				tell();
			}
		},
	};

	begin = function() {
		splitter = lines.create(EVENT_BYTES);
		source = start(engine, request, on);
	};

	retry = function() {
		timer?.cancel();
		timer = uloop.timer(delay(failures++, RETRY_FIRST, RETRY_LONGEST), protect(begin, retry));
	};

	shared.close = function() {
		timer?.cancel();
		timer = null;
		source?.close();
		source = null;

		if (hub[key] === shared)
			delete hub[key];
	};

	/* a browser that reloads its page comes back in a moment */
	shared.leave = function(reader) {
		shared.readers = filter(shared.readers, (one) => one !== reader);

		if (length(shared.readers))
			return;

		if (shared.state == 'down')
			return shared.close();

		timer?.cancel();
		timer = uloop.timer(LINGER, protect(() => length(shared.readers) || shared.close()));
	};

	begin();

	return shared;
}

/**
 * Opens the shared stream of a prepared request. `hooks` has `opened(outcome)` and `news()`, as in bytestream.uc; `opened`
 * is not called for a stream that is `settled` from the start. A stream whose engine is not there opens all the same,
 * and tells so.
 */
export function open(hub, engine, request, hooks) {
	let key = sprintf('%s %s', engine.address, request.head);
	let shared = hub[key] = hub[key] ?? connect(hub, key, engine, request);
	let stream = { role: request.row.role, type: shared.type, settled: shared.state != 'connecting' };

	/* the last entry of an engine that is down says so */
	stream.cursor = shared.ring.end - (shared.state == 'down' ? 1 : 0);

	let reader = { news: hooks.news };

	reader.settled = function(outcome) {
		stream.type = shared.type;
		hooks.opened(outcome?.status ? outcome : null);
	};

	push(shared.readers, reader);

	stream.ready = (cursor) => cursor != shared.ring.end;
	stream.urgent = (cursor) => false;
	stream.due = (now) => null;

	stream.after = function(cursor, most) {
		if (cursor == shared.ring.end)
			return null;

		let found = eventring.after(shared.ring, cursor, min(most, REPLY_EVENTS_BYTES));

		if (!found)
			return { cursor, ended: true, failure: 'broken', message: 'The keeper never sent that many events.' };

		let down = found.down ? { failure: 'engine-down', message: shared.outcome?.message } : {};

		return { cursor: found.cursor, text: found.text, skipped: found.skipped, reset: found.reset, ...down };
	};

	stream.close = () => shared.leave(reader);

	return stream;
};
