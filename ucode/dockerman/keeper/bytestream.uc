/*
 * A stream with a connection of its own: the engine's bytes as they come, held until the reader has acknowledged them.
 */

'use strict';

import * as bytequeue from 'luci.dockerman.keeper.bytequeue';
import { start } from 'luci.dockerman.keeper.source';
import { line_masker } from 'luci.dockerman.mask_lines';

/* So much is worth a reply at once. */
const URGENT_BYTES = 192 * 1024;

/* An engine's error is a JSON object with a message. */
function refusal_message(body) {
	try {
		return json(body)?.message ?? body;
	}
	catch (error) {
		return body;
	}
}

function ending(outcome) {
	if (outcome?.status)
		return { ended: true, status: outcome.status, message: `${refusal_message(outcome.body)}` };

	return { ended: true, failure: outcome?.failure, message: outcome?.message };
}

/**
 * Opens the stream of a prepared request (request.uc). `hooks` is an object of functions: `opened(outcome)`, called once
 * with null when the engine has sent its head (stream.type is then its Content-Type) or with what ended it before that;
 * `news()` when something came; `limit()` how many bytes it may hold. Returns a stream as waiting.uc describes it.
 */
export function open(engine, request, hooks) {
	let queue = bytequeue.create();
	let stream = { role: request.role, type: '' };
	let mask = request.masked ? line_masker() : null;
	let end = null, opened = false, source;

	function settle_open(outcome) {
		if (!opened) {
			opened = true;
			hooks.opened(outcome);
		}
	}

	source = start(engine, request, {
		room: () => bytequeue.held(queue) < hooks.limit(),

		head: function(content_type) {
			stream.type = content_type;
			settle_open(null);
		},

		data: function(bytes) {
			let shown = mask ? mask(bytes) : bytes;

			if (length(shown)) {
				bytequeue.append(queue, shown);
				hooks.news();
			}
		},

		end: function(outcome) {
			end = ending(outcome);
			settle_open(outcome);
			hooks.news();
		},
	});

	/* a cursor behind the end was never given out: the reader mistakes this stream for another */
	stream.ready = (cursor) => cursor > queue.end || queue.end > max(cursor, queue.begin) || end != null;

	stream.urgent = (cursor) => end != null || bytequeue.held(queue) >= min(URGENT_BYTES, hooks.limit() / 2);

	stream.due = (now) => null;

	stream.after = function(cursor, most) {
		if (!bytequeue.acknowledge(queue, cursor))
			return { cursor, ended: true, failure: 'broken', message: 'The keeper never sent that much of this stream.' };

		source.resume();

		let bytes = bytequeue.peek(queue, most), skipped = max(queue.begin - cursor, 0);
		let answer = { cursor: queue.begin + length(bytes), bytes, skipped };

		if (end && answer.cursor == queue.end)
			return { ...answer, ...end };

		return length(bytes) || skipped ? answer : null;
	};

	stream.close = () => source.close();

	return stream;
};
