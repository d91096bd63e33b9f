/*
 * The waiting calls: `next` is answered when one of the named streams has something beyond its cursor, or when its time
 * is over. A call whose browser has gone costs nothing but its turn: it is answered into the void, and since nothing is
 * forgotten before it is acknowledged, the next call gets the same again.
 *
 * A stream here is an object with
 *   role                what a session needs to see it
 *   ready(cursor)       whether there is something beyond the cursor
 *   after(cursor, most) that something (most bytes of it), or null; forgets what lies before the cursor
 *   urgent(cursor)      whether so much is beyond it that waiting for more makes no sense
 *   due(now)            milliseconds until it wants ready() to be asked again by itself, or null
 *   close()             ends it
 * and `over` is set on it once its end has been told.
 */

'use strict';

import { GATHER_BUSY, GATHER_QUIET, REPLY_BYTES } from 'luci.dockerman.keeper.limits';

const UNKNOWN_STREAM = {
	cursor: 0,
	ended: true,
	failure: 'broken',
	message: 'the keeper does not know this stream (it was restarted, or has not been asked for too long)',
};

/** Whether a call with these cursors has something to tell. */
export function ready(client, cursors) {
	for (let id, cursor in cursors)
		if (client.streams[id] ? client.streams[id].ready(cursor) : true)
			return true;

	return false;
};

/**
 * The answer to a call with these cursors, `{id: {cursor, …}}`, empty when there is nothing to tell. `allowed(role)`
 * says what the session may see now; a stream that it may not see any more ends, and its id is in `forbidden`.
 */
export function collect(client, cursors, allowed, forbidden) {
	let answers = {}, room = REPLY_BYTES, left = length(cursors);

	for (let id, cursor in cursors) {
		let stream = client.streams[id], answer;

		if (!stream) {
			answer = UNKNOWN_STREAM;
		}
		else if (!allowed(stream.role)) {
			push(forbidden, id);
			answer = { cursor, ended: true, failure: 'forbidden', message: 'this session may not see it any more' };
		}
		else {
			answer = stream.after(cursor, max(int(room / left), 1024));
			stream.over = answer?.ended;
		}

		left--;

		if (answer) {
			room -= length(answer.text ?? '') + length(answer.bytes ?? '');
			answers[id] = answer;
		}
	}

	return answers;
};

/** When a waiting call that has something to tell is answered, so that what belongs together goes together. */
export function gather(client, waiting, now) {
	for (let id, cursor in waiting.cursors)
		if (client.streams[id] ? client.streams[id].urgent(cursor) : true)
			return now;

	return now + (now - (client.told ?? -1000) < GATHER_BUSY * 5 ? GATHER_BUSY : GATHER_QUIET);
};

/** Milliseconds until a waiting call has to be looked at again: its end, its answer, or a stream that is due. */
export function sleep(client, waiting, now) {
	let at = min(waiting.answer_at ?? waiting.until, waiting.until) - now;

	for (let id in waiting.cursors) {
		let due = client.streams[id]?.due(now);

		if (due != null)
			at = min(at, due);
	}

	return max(at, 0);
};

/** The answer as it goes over ubus: bytes as base64, and only the fields that say something. */
export function encode(answers) {
	let streams = {};

	for (let id, answer in answers) {
		let out = streams[id] = { cursor: answer.cursor };

		if (length(answer.bytes))
			out.base64 = b64enc(answer.bytes);

		for (let field in ['text', 'skipped', 'reset', 'ended', 'status', 'failure', 'message'])
			if (answer[field])
				out[field] = answer[field];
	}

	return { streams };
};
