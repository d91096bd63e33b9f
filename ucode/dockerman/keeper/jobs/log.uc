/*
 * The last lines of a job. Positions count the bytes since its beginning.
 */

'use strict';

import * as bytequeue from 'luci.dockerman.keeper.bytequeue';

/** An empty log of at most `most` bytes. */
export function create(most) {
	return { most, queue: bytequeue.create() };
};

/* Forgets from the beginning, to the end of a line where there is one in the first piece. */
function trim_to(log, most) {
	let queue = log.queue, excess = bytequeue.held(queue) - most;

	if (excess <= 0)
		return;

	bytequeue.acknowledge(queue, queue.begin + excess);

	let line = length(queue.pieces) ? index(queue.pieces[0], '\n') : -1;

	if (line >= 0)
		bytequeue.acknowledge(queue, queue.begin + line + 1);
}

/** Adds text. The oldest lines go. */
export function append(log, text) {
	if (length(text)) {
		bytequeue.append(log.queue, length(text) > log.most ? substr(text, -log.most) : text);
		trim_to(log, log.most);
	}
};

/** How many bytes it holds. */
export function held(log) {
	return bytequeue.held(log.queue);
};

/** Forgets all it holds. */
export function clear(log) {
	bytequeue.acknowledge(log.queue, log.queue.end);
};

/**
 * What is behind the position, at most `most` bytes: `{cursor, bytes, skipped}`, `skipped` telling how many between are forgotten; null for a
 * position that it never gave.
 */
export function after(log, position, most) {
	let queue = log.queue;

	if (position > queue.end)
		return null;

	let at = queue.begin, from = max(position, at), taken = [], room = most;

	for (let piece in queue.pieces) {
		let here = max(from - at, 0);

		at += length(piece);

		if (here >= length(piece))
			continue;

		let bytes = substr(piece, here, room);

		push(taken, bytes);
		room -= length(bytes);

		if (room <= 0)
			break;
	}

	let bytes = join('', taken);

	return { cursor: from + length(bytes), bytes, skipped: from - position };
};
