/*
 * What one reader of statistics knows: a row per container, of which it is sent only what has changed since the last
 * reply that it acknowledged. Whatever is lost on the way is sent again, and nothing piles up for a slow reader.
 */

'use strict';

import { cpu_permille } from 'luci.dockerman.keeper.figures';

/** A table of `count` rows; `cursor` is that of the last reply. */
export function create(count) {
	return {
		count,
		cursor: 0,
		acknowledged: 0,
		known: [], /* row -> figures that the reader has acknowledged */
		sent: null, /* the same after the last reply, once that is acknowledged */
		base: [], /* row -> sample that its last CPU figure ends with */
		rows: [], /* row -> figures now, or null */
	};
};

/** Takes the newest samples (row -> sample or null) and works out the figures since the last time. */
export function update(table, samples) {
	for (let i = 0; i < table.count; i++) {
		let now = samples[i];

		if (!now)
			table.rows[i] = null;
		else if (now !== table.base[i])
			table.rows[i] = [cpu_permille(table.base[i], now), ...now.rest];

		table.base[i] = now;
	}
};

/* The row as it is sent: unchanged figures are null, trailing ones are left out. Null when nothing has changed. */
function difference(index, known, now) {
	if (!now)
		return known ? [index] : null;

	let row = [index], filled = 1;

	for (let i = 0; i < length(now); i++) {
		let same = known && known[i] === now[i];

		push(row, same ? null : now[i]);

		if (row[i + 1] != null)
			filled = i + 2;
	}

	return filled > 1 ? slice(row, 0, filled) : null;
}

/**
 * The rows that a reader at `cursor` has to be sent; an empty array when it knows everything. A cursor that is neither
 * that of the last reply nor of the one before it makes the reader one that knows nothing.
 */
export function news(table, cursor) {
	if (cursor === table.cursor)
		table.known = table.sent ?? table.known;
	else if (cursor !== table.acknowledged)
		table.known = [];

	table.acknowledged = cursor;

	let rows = [];

	for (let i = 0; i < table.count; i++) {
		let row = difference(i, table.known[i], table.rows[i]);

		if (row)
			push(rows, row);
	}

	return rows;
};

/** The reply to a reader at `cursor`: `{cursor, text}` with the rows as a JSON array; null when it knows everything. */
export function after(table, cursor) {
	let rows = news(table, cursor);

	if (!length(rows))
		return null;

	table.sent = slice(table.rows);

	/* without the spaces of %J: this is most of what goes over the wire */
	let text = join(',', map(rows, (row) => sprintf('[%s]', join(',', map(row, (value) => value ?? 'null')))));

	return { cursor: ++table.cursor, text: `[${text}]` };
};
