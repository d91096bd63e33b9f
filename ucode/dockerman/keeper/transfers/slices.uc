/*
 * The slices of an upload that have come and were not read yet, each in a file of its own: they come in any order, and more than once.
 */

'use strict';

import { open, unlink } from 'fs';

/** No slices: `{at, end, held, list}`, the position that is read next, the one behind what has come without a gap, bytes in files. */
export function create() {
	return { at: 0, end: 0, held: 0, list: [], file: null };
};

function drop(slices, slice) {
	slices.held -= slice.count;
	unlink(slice.path);
}

function covers(one, other) {
	return one.offset <= other.offset && one.offset + one.count >= other.offset + other.count;
}

function advance(slices) {
	for (let slice in slices.list)
		if (slice.offset <= slices.end)
			slices.end = max(slices.end, slice.offset + slice.count);
}

/** Takes a file with `count` bytes of the position `offset`; what has come before or is covered by others is dropped. */
export function add(slices, path, offset, count) {
	let slice = { path, offset, count };

	slices.held += count;

	if (offset + count <= slices.end || length(filter(slices.list, (one) => covers(one, slice))))
		return drop(slices, slice);

	/* the one that is being read stays */
	let kept = filter(slices.list, (one) => one.offset <= slices.at || !covers(slice, one));

	for (let one in slices.list)
		if (index(kept, one) < 0)
			drop(slices, one);

	slices.list = sort([...kept, slice], (one, other) => one.offset - other.offset);
	advance(slices);
};

function close_first(slices) {
	slices.file?.close();
	slices.file = null;
	drop(slices, shift(slices.list));
}

/** The next bytes, at most `most`; '' where they have not come yet, null where a file cannot be read. */
export function read(slices, most) {
	while (length(slices.list) && slices.list[0].offset + slices.list[0].count <= slices.at)
		close_first(slices);

	let first = slices.list[0];

	if (!first || first.offset > slices.at)
		return '';

	if (!slices.file) {
		slices.file = open(first.path, 'r');

		if (!slices.file?.seek(slices.at - first.offset))
			return null;
	}

	let count = min(most, first.offset + first.count - slices.at);
	let bytes = slices.file.read(count);

	if (length(bytes) != count)
		return null;

	slices.at += count;

	if (slices.at == first.offset + first.count)
		close_first(slices);

	return bytes;
};

/** Removes what is left. */
export function remove(slices) {
	while (length(slices.list))
		close_first(slices);
};
