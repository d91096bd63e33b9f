// The short ways of a download (large chunks of one size, one after the other) and of an upload. Some GB pass here on a weak CPU, so each
// piece takes as few steps of the interpreter as can be; whatever is out of the ordinary is left to the pump.

'use strict';

import { MSG_WAITALL, SOL_SOCKET, SO_RCVTIMEO, SO_SNDTIMEO } from 'socket';

// how many chunks or pieces pass before the clock and the browser are looked at again
const TURN = 32;

/** Bounds each wait for `connection` here to 0.1 s; whoever does not want to wait at all says MSG_DONTWAIT. */
export function bound_waits(connection)
{
	let limit = { sec: 0, usec: 100000 };

	connection.setopt(SOL_SOCKET, SO_RCVTIMEO, limit);
	connection.setopt(SOL_SOCKET, SO_SNDTIMEO, limit);
};

/**
 * Passes on a run of chunks, in pieces of at most `most` bytes, waiting for whole pieces: asking whether there is one costs as much as
 * taking it. `run` is the parser's (http.uc) and is changed: `left` is what is left of the chunk that it is in then. `lane` is the
 * sink's.
 *
 * Returns `{ bytes }` with what it has read behind that, for the parser ('' at the end, null where there was nothing to read);
 * `{ gone: true }` when the receiver is gone; or null when this was enough for one turn.
 */
export function pass_run(connection, run, lane, most)
{
	let stream = lane.stream, flags = MSG_WAITALL;
	let left = run.left, size = run.size, line = run.line, last = length(line);
	let rest = (size - 1) % most + 1;   // of a chunk, behind its pieces of `most` bytes
	let most_line = lane.line(most), rest_line = lane.line(rest);
	let bytes, gone = false, chunks = TURN;

	// to where a piece begins
	if ((left - rest) % most)
		return { bytes: connection.recv(left < rest ? left : (left - rest) % most, flags) };

	while (chunks--) {
		for (; left > rest; left -= most) {
			if (length(bytes = connection.recv(most, flags)) != most)
				break;

			stream.write(most_line);

			if (gone = stream.write(bytes) != most)
				break;
		}

		if (left > rest || length(bytes = connection.recv(rest, flags)) != rest)
			break;

		stream.write(rest_line);
		left = 0;

		if ((gone = stream.write(bytes) != rest) || (bytes = connection.recv(last, flags)) !== line)
			break;

		left = size;
	}

	run.left = left;

	return gone || !lane.flush() ? { gone: true } : chunks < 0 ? null : { bytes };
};

/**
 * Hands what `take` (input.uc) has of an upload to the engine, in pieces of at most `most` bytes, `left` bytes in all. Returns `{ left, unsent }`:
 * how many are still to come, and what the engine has not taken of the last piece ('' for nothing, null where the upload has ended).
 */
export function pass_upload(connection, take, left, most)
{
	let unsent = '';

	for (let pieces = TURN; pieces && left > 0; pieces--) {
		let bytes = take(left < most ? left : most);

		if (!bytes) {
			if (bytes === '')
				unsent = null;

			break;
		}

		let size = length(bytes), sent = connection.send(bytes);

		left -= size;

		if (sent != size) {
			unsent = substr(bytes, sent ?? 0);
			break;
		}
	}

	return { left, unsent };
};
