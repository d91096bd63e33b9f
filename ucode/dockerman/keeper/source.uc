/*
 * One answer of an engine, read inside uloop: what a stream is fed from. It reads only while there is room, so that a slow
 * reader slows the engine down, and in gulps: an engine writes a log line at a time, and waking for each one would cost
 * more than the line.
 */

'use strict';

import * as uloop from 'uloop';
import { exchange } from 'luci.dockerman.exchange';
import { ERROR_BYTES } from 'luci.dockerman.keeper.limits';
import { milliseconds } from 'luci.dockerman.keeper.monotonic';
import { protect } from 'luci.dockerman.keeper.protect';

/* Milliseconds: pieces that follow each other faster make a connection busy; it is then read after a pause. A unix
 * socket holds some 250 small writes, so that a longer pause would slow down an engine that writes line by line. */
const BUSY = 20;
const PAUSE = 5;

/**
 * Sends a prepared request (request.uc: `{row, head, body}`) and reads the answer. Nothing of `on` is called before it has
 * returned. `on` is an object of functions:
 *   head(type)   once, for an answer below 400, with its Content-Type
 *   data(bytes)  pieces of its body, not empty
 *   end(outcome) once and last: null for a whole answer, `{failure, message}` for a broken or missing one, and
 *                `{status, type, body}` when the engine refused (status 400 and above)
 *   room()       whether more may be read
 * Returns `{resume, close, write, unsent}`: `resume` is to be called when there is room again; `close` ends it without a word; `write`
 * and `unsent` are for a hijacked connection (exchange.uc).
 */
export function start(engine, request, on) {
	let refusal, connection, timer, last = 0, waiting = false;

	function resume() {
		if (waiting && connection && on.room()) {
			waiting = false;
			connection.resume();
		}
	}

	function release() {
		timer?.cancel();
		timer = connection = null;
	}

	function wait() {
		waiting = true;
		connection.pause();
	}

	/* The connection waits; a reader that makes room meanwhile may wake it before the pause is over. */
	function rest() {
		wait();
		timer = timer ?? uloop.timer(-1, protect(resume));
		timer.set(PAUSE);
	}

	function take(bytes) {
		if (refusal) {
			refusal.body = substr(refusal.body + bytes, 0, ERROR_BYTES);
			return;
		}

		on.data(bytes);

		let now = milliseconds();

		if (!connection)
			return;

		if (!on.room())
			wait();
		else if (now - last < BUSY)
			rest();

		last = now;
	}

	function end(outcome) {
		release();
		on.end(refusal ?? outcome);
	}

	connection = exchange({ engine, method: request.row.method, head: request.head, body: request.body }, {
		head: function(head) {
			let type = head.headers['content-type'] ?? '';

			if (head.status >= 400)
				refusal = { status: head.status, type, body: '' };
			else
				on.head(type);
		},

		body: take,
		end: () => end(null),
		fail: (failure, message) => end({ failure, message }),
	});

	return {
		resume,

		close: function() {
			connection?.close();
			release();
		},

		write: (bytes) => connection?.write(bytes),

		unsent: () => connection?.unsent() ?? 0,
	};
};
