/*
 * Lines out of pieces of bytes, each line bounded. Engines end each JSON value of a stream with a line feed; a stream of
 * application/json-seq also begins it with a record separator, which is cut off.
 */

'use strict';

/** A splitter that gives up on lines longer than `most` bytes. */
export function create(most) {
	return { most, partial: [], size: 0, dropping: false };
};

function finish(splitter, line) {
	if (splitter.dropping) {
		splitter.dropping = false;
		return null;
	}

	push(splitter.partial, line);
	line = join('', splitter.partial);
	splitter.partial = [];
	splitter.size = 0;

	if (length(line) > splitter.most)
		return null;

	if (ord(line, 0) == 0x1e)
		line = substr(line, 1);

	if (ord(line, -1) == 13)
		line = substr(line, 0, -1);

	return line;
}

/**
 * Takes the next piece and gives `{lines, dropped}`: the lines that it completed (without their ends, empty ones left
 * out), and how many were longer than allowed.
 */
export function feed(splitter, data) {
	let parts = split(data, '\n'), rest = pop(parts);
	let lines = [], dropped = 0;

	for (let part in parts) {
		let line = finish(splitter, part);

		if (line == null)
			dropped++;
		else if (length(line))
			push(lines, line);
	}

	if (!splitter.dropping && length(rest)) {
		push(splitter.partial, rest);
		splitter.size += length(rest);

		if (splitter.size > splitter.most) {
			splitter.partial = [];
			splitter.size = 0;
			splitter.dropping = true;
		}
	}

	return { lines, dropped };
};
