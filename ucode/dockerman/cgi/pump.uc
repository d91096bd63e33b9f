// Carries one request to the engine and its answer back, some KiB at a time in both directions, spooling nothing.
// Blocking: for a process of its own (a CGI program, or uhttpd's fork for LuCI), never for rpcd or the keeper.

'use strict';

import * as socket from 'socket';
import { now } from 'luci.dockerman.cgi.clock';
import { browser_is_there } from 'luci.dockerman.cgi.peer';
import { bound_waits, pass_run, pass_upload } from 'luci.dockerman.cgi.run';
import { would_block } from 'luci.dockerman.engine';
import { response_parser } from 'luci.dockerman.http';

// musl keeps and uses again what was freed of up to 26,188 bytes; above, each string is a mapping of its own, and its page faults
// cost more than the two copies of its bytes (src/malloc/mallocng of musl: is_bouncing in meta.h, free_group in free.c)
const PIECE = 24576;

// how often the engine is read before the clock and the browser are looked at again
const READS = 32;

// a silent upload: how often the browser is looked for
const LOOK_EVERY = 1000;

// What an engine tells while it still reads (image load: about 200 bytes for every 512 KiB) waits here: a browser reads
// nothing before it has sent all. It is enough for the 2 GiB that uhttpd takes in one request.
const MAX_HELD = 1048576;

const READABLE = socket.POLLIN | socket.POLLHUP | socket.POLLERR;

/** What `pump` returns when the browser has gone. */
export const GONE = { failure: 'gone', message: 'The browser has closed the connection.' };

function broken(message)
{
	return { failure: 'broken', message };
}

const ENDED_EARLY = broken('The upload ended before its announced length.');

/**
 * Sends `request` and passes the answer on.
 *
 * `io` has `input` and `output` (handles, to wait for), `read(size)` (`''` at the end, null for an error), and perhaps `taker()` (input.uc).
 * `connection` is the engine's socket. `request` is `{ head, body, method, upload, length, beat_every, lane }`: `upload` tells that a body from `io` follows,
 * of `length` bytes or, with null, of any length (the head then announced chunks); `beat_every` is in milliseconds; `lane` is the sink's short
 * way for answers that pass as they are, or null. `until` is the time by `now()` or null.
 * `answer` takes what comes back: `head(head)`, `body(bytes)`, `end()`, `beat()`; each returns false to stop at once.
 *
 * Returns null when the answer is complete, or a failure: `broken`, `timeout`, `engine-down`, or `GONE`.
 */
export function pump(io, connection, request, answer, until)
{
	let parser = response_parser(request.method);
	let out = request.head + request.body;
	let uploading = request.upload;
	let left = request.length;
	let held = [], held_size = 0;
	let last_sign = now();
	let take_eagerly = uploading && left ? io.taker?.() : null;

	bound_waits(connection);

	/** Takes what there is of the body from the browser, at least a piece. Returns a failure or null. */
	function take_input()
	{
		if (take_eagerly) {
			let got = pass_upload(connection, take_eagerly, left, PIECE);

			left = got.left;
			out = got.unsent ?? '';
			uploading = left > 0;

			return got.unsent == null ? ENDED_EARLY : null;
		}

		// an empty upload has nothing to read
		let bytes = left === 0 ? '' : io.read(left == null ? PIECE : min(PIECE, left));

		if (bytes == null || (bytes === '' && left))
			return ENDED_EARLY;

		if (left != null) {
			left -= length(bytes);
			out = bytes;
			uploading = left > 0;

			return null;
		}

		out = sprintf('%x\r\n', length(bytes)) + bytes + '\r\n';
		uploading = bytes !== '';

		// uhttpd closes our input the same way when the body is whole and when the browser is gone, just before it kills us:
		// the engine must not see a whole body then
		if (!uploading)
			socket.poll(50);

		return null;
	}

	/** Sends what is due, as much as the engine takes. False when it takes no more at all. */
	function give_engine()
	{
		let sent = connection.send(out, socket.MSG_DONTWAIT);

		if (sent != null)
			out = sent < length(out) ? substr(out, sent) : '';

		return sent != null || would_block(connection);
	}

	/** Passes on what has come from the engine, held back while the browser is sending. False when the browser is gone. */
	function pass_on(got)
	{
		let steps = [];

		// the common case, as fast as can be
		if (!got.head && !length(held) && !uploading)
			return answer.body(got.body);

		if (got.head)
			push(steps, () => answer.head(got.head));

		if (got.body !== '')
			push(steps, () => answer.body(got.body));

		held_size += length(got.body);
		push(held, ...steps);

		if (uploading && held_size <= MAX_HELD)
			return true;

		let due = held;

		held = [];
		held_size = 0;

		for (let step in due)
			if (!step())
				return false;

		return true;
	}

	/** Judges what has come from the engine: bytes, '' for the end, null for an error. Returns null to go on, or `{ result }`. */
	function take(bytes)
	{
		let got = bytes != null && bytes !== '' ? parser.feed(bytes) : parser.finish();

		// an answer that comes before all is sent and says no, or is complete, needs no more of the body
		if (got.end || (got.head && got.head.status >= 400)) {
			uploading = false;
			out = '';
		}

		if (!pass_on(got))
			return { result: GONE };

		if (got.failure)
			return { result: { failure: got.failure, message: got.message } };

		return got.end ? { result: answer.end() ? null : broken('The answer is shorter than announced.') } : null;
	}

	/**
	 * Reads from the engine, until there is nothing more for now or it has had its turn. A download is little but large chunks of one
	 * size: those take the short way (run.uc) where there is one. Returns null, or the `{ result }` of `take`.
	 */
	function take_engine()
	{
		let simple = !uploading && !length(held), step = null;

		for (let reads = simple ? READS : 1; !step && reads; reads--) {
			let run = simple ? parser.run() : null;
			let lane = run ? request.lane?.() : null;
			let got;

			if (lane) {
				got = pass_run(connection, run, lane, PIECE);
				parser.ran(run.left);

				if (!got || got.gone)
					return got ? { result: GONE } : null;
			}
			else {
				got = { bytes: connection.recv(parser.ahead(PIECE), socket.MSG_DONTWAIT) };
			}

			if (got.bytes == null && would_block(connection))
				break;

			step = take(got.bytes);
		}

		return step;
	}

	function pause(wants_input)
	{
		let due = min(last_sign + request.beat_every, until ?? Infinity);
		let left = max(0, int(due - now()) + 1);

		return wants_input ? min(left, LOOK_EVERY) : left;
	}

	while (true) {
		let wants_input = uploading && out === '';
		let ready = socket.poll(pause(wants_input),
			[ connection, out === '' ? socket.POLLIN : socket.POLLIN | socket.POLLOUT ],
			[ io.output, 0 ],
			...(wants_input ? [ [ io.input, socket.POLLIN ] ] : []));

		if (until != null && now() >= until)
			return { failure: 'timeout', message: 'The web server ends requests after its script timeout (uhttpd.main.script_timeout).' };

		if (!ready)
			continue;

		if (ready[1][1] || (wants_input && !ready[0][1] && !ready[2][1] && !browser_is_there(io)))
			return GONE;

		if (now() - last_sign >= request.beat_every) {
			last_sign = now();

			if (!answer.beat())
				return GONE;
		}

		let events = ready[0][1];

		if (events & READABLE) {
			last_sign = now();

			let step = take_engine();

			if (step)
				return step.result;

			continue;
		}

		if ((events & socket.POLLOUT) && out !== '' && !give_engine()) {
			// its answer, if there is one, is still to be read
			uploading = false;
			out = '';
		}

		if (wants_input && (ready[2][1] & READABLE)) {
			let fault = take_input();

			if (fault)
				return fault;
		}

		if (!uploading && length(held) && !pass_on({ body: '' }))
			return GONE;
	}
};
