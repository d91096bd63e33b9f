/*
 * The last events of one engine, for many readers. Positions count entries; an entry is an event's line, or one of the
 * two marks below. Old entries go when the ring is full, and a reader that was behind them is told how many it missed.
 */

'use strict';

import { EVENTS, EVENTS_BYTES } from 'luci.dockerman.keeper.limits';

/* The connection to the engine is gone; it is back, and events may be missing before this point. */
export const DOWN = false;
export const BACK = true;

/** An empty ring: `{begin, end, bytes, entries}`. */
export function create() {
	return { begin: 0, end: 0, bytes: 0, entries: [] };
};

function size(entry) {
	return type(entry) == 'string' ? length(entry) + 1 : 1;
}

/** Appends an event's line (without its line end) or a mark. A quarter of the ring goes at once when it is full. */
export function append(ring, entry) {
	push(ring.entries, entry);
	ring.end++;
	ring.bytes += size(entry);

	if (length(ring.entries) <= EVENTS && ring.bytes <= EVENTS_BYTES)
		return;

	let drop = 0;

	while (length(ring.entries) - drop > EVENTS * 3 / 4 || ring.bytes > EVENTS_BYTES * 3 / 4)
		ring.bytes -= size(ring.entries[drop++]);

	splice(ring.entries, 0, drop);
	ring.begin += drop;
};

/**
 * What a reader at `position` has not seen, up to `most` bytes (one event at least):
 * `{cursor, text, skipped, reset, down}` with `down` true when the last mark in it says so; null for a position
 * behind the end, which no reader can have been given.
 */
export function after(ring, position, most) {
	if (position > ring.end)
		return null;

	let skipped = max(ring.begin - position, 0);
	let at = max(position, ring.begin);
	let lines = [], bytes = 0, reset = skipped > 0, down = false;

	for (; at < ring.end; at++) {
		let entry = ring.entries[at - ring.begin];

		if (entry === BACK) {
			reset = true;
			down = false;
		}
		else if (entry === DOWN) {
			down = true;
		}
		else {
			bytes += length(entry) + 1;

			if (bytes > most && length(lines))
				break;

			push(lines, entry);
		}
	}

	return { cursor: at, text: length(lines) ? join('\n', lines) + '\n' : '', skipped, reset, down };
};
