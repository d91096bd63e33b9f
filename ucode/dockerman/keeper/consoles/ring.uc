/*
 * The output of a console: the newest bytes, with positions that count from its beginning. One reader follows it and holds its source up;
 * what it has read stays for whoever comes next.
 */

'use strict';

import { CONSOLE_RING } from 'luci.dockerman.keeper.limits';

/* Pieces shorter than this are joined to their neighbour, so that single characters do not become a million pieces. */
const PIECE = 4096;

/* A new reader begins behind a line's end, if there is one so near: what was cut may be half a character. */
const LINE = 4096;

/**
 * An empty ring: `{begin, end, read, sent, pieces}`; `read` is the position up to which the reader has it, `sent` that up to which it was
 * given; both are null without one.
 */
export function create() {
	return { begin: 0, end: 0, read: null, sent: null, pieces: [] };
};

/* Forgets whole pieces that lie before the position. */
function forget(ring, position) {
	let whole = 0;

	while (whole < length(ring.pieces) && ring.begin + length(ring.pieces[whole]) <= position)
		ring.begin += length(ring.pieces[whole++]);

	if (whole)
		splice(ring.pieces, 0, whole);
}

/** A reader begins at a position; null when it has gone. */
export function follow(ring, position) {
	ring.read = ring.sent = position;
};

/** How many bytes the reader has not read yet; 0 without one. */
export function unread(ring) {
	return ring.read == null ? 0 : ring.end - max(ring.read, ring.begin);
};

/**
 * Appends bytes. What is older than the newest 64 KiB goes, but nothing that the reader has not read, unless `let_go` is set. Bytes that go
 * before the reader was given them do not count: its own count of what it read stays true.
 */
export function append(ring, data, let_go) {
	let last = length(ring.pieces) - 1;

	if (last >= 0 && length(ring.pieces[last]) + length(data) <= PIECE)
		ring.pieces[last] += data;
	else
		push(ring.pieces, data);

	ring.end += length(data);

	let oldest = ring.end - CONSOLE_RING;

	forget(ring, ring.read == null || let_go ? oldest : min(oldest, ring.read));

	let unseen = ring.sent == null ? 0 : ring.begin - ring.sent;

	if (unseen > 0) {
		ring.begin -= unseen;
		ring.end -= unseen;
	}
};

/** Bytes from a position on (from the oldest, where that is gone), at most so many: `{position, bytes}`, the position of the first. */
export function read(ring, position, most) {
	let at = ring.begin, from = max(position, ring.begin), taken = [], room = most;

	for (let piece in ring.pieces) {
		let skip = max(from - at, 0);

		at += length(piece);

		if (skip >= length(piece))
			continue;

		let part = skip || length(piece) > room ? substr(piece, skip, room) : piece;

		push(taken, part);
		room -= length(part);

		if (room <= 0)
			break;
	}

	return { position: from, bytes: join('', taken) };
};

/** Where a new reader begins that has everything up to `position`, or nothing (null). */
export function beginning(ring, position) {
	if (position != null && position >= ring.begin && position <= ring.end)
		return position;

	if (!ring.begin)
		return 0;

	let line = index(read(ring, ring.begin, LINE).bytes, '\n');

	return ring.begin + (line < 0 ? 0 : line + 1);
};
