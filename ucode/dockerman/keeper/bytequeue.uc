/*
 * A queue of bytes between an engine's connection and one reader. Positions count the bytes since the stream began;
 * the reader acknowledges a position, and what lies before it is forgotten.
 */

'use strict';

/* Pieces shorter than this are joined to their neighbour, so that a trickle of lines does not become a million pieces. */
const PIECE = 4096;

/** An empty queue: `{begin, end, pieces}`, positions of the first byte held and behind the last. */
export function create() {
	return { begin: 0, end: 0, pieces: [] };
};

/** How many bytes the queue holds. */
export function held(queue) {
	return queue.end - queue.begin;
};

/** Appends a piece of bytes. Bounds are the caller's: it does not read what it cannot append. */
export function append(queue, data) {
	let last = length(queue.pieces) - 1;

	if (last >= 0 && length(queue.pieces[last]) + length(data) <= PIECE)
		queue.pieces[last] += data;
	else
		push(queue.pieces, data);

	queue.end += length(data);
};

/**
 * Forgets what lies before the position. A position before what is held changes nothing (a call that arrived late);
 * returns false for one behind the end, which no reader can have been given.
 */
export function acknowledge(queue, position) {
	if (position > queue.end)
		return false;

	let drop = position - queue.begin, whole = 0;

	if (drop <= 0)
		return true;

	while (whole < length(queue.pieces) && drop >= length(queue.pieces[whole]))
		drop -= length(queue.pieces[whole++]);

	if (whole)
		splice(queue.pieces, 0, whole);

	if (drop)
		queue.pieces[0] = substr(queue.pieces[0], drop);

	queue.begin = position;

	return true;
};

/** The first bytes held, at most `most` of them, as one string. */
export function peek(queue, most) {
	let taken = [], room = most;

	for (let piece in queue.pieces) {
		if (length(piece) > room) {
			push(taken, substr(piece, 0, room));
			break;
		}

		push(taken, piece);
		room -= length(piece);
	}

	return join('', taken);
};
