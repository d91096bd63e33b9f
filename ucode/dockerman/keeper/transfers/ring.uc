/*
 * A ring of bytes in a file: one writer, and readers in other processes. Positions count the bytes since the beginning; byte p lies
 * at p modulo the size.
 */

'use strict';

import { open, unlink } from 'fs';

/* Others have their turn in the same loop after so many bytes. */
const TURN = 512 * 1024;

/** A ring of `size` bytes in a new file at `path`, or null where that cannot be made. Memory is taken as it is filled. */
export function create(path, size) {
	let file = open(path, 'wx', 0600);

	/* what a flush returns that has succeeded: before 2026 that is null, and true is failure
	 * https://github.com/jow-/ucode/commit/afe4be6 */
	return file && { path, size, file, flushed: file.flush() };
};

/** Writes at a position, which must be the one behind the last write. Returns false where the bytes found no place. */
export function write(ring, position, bytes) {
	let at = position % ring.size, count = length(bytes), room = ring.size - at;

	if (count < room)
		return ring.file.write(bytes) == count;

	let rest = count - room;

	return ring.file.write(rest ? substr(bytes, 0, room) : bytes) == room && ring.file.seek(0) &&
		(!rest || ring.file.write(substr(bytes, room)) == rest);
};

/**
 * Writes chunks of one size as they come from an engine's connection, in pieces of at most `most` bytes, `room` bytes at most and never past the
 * file's end: a file has some hundred thousand pieces, and each step between them counts on a weak CPU. `run` is that of http.uc's parser
 * and is changed. Returns `{count, bytes}`: how many bytes were written, false where they found no place, and what was read
 * behind that, true where the room alone has ended it.
 */
export function fill(ring, position, room, connection, run, most) {
	let file = ring.file, left = run.left, size = run.size, line = run.line, last = length(line), got, bytes;
	let budget = min(room, ring.size - position % ring.size - 1, TURN) - most, count = 0;

	while (true) {
		/* there may be more; at the file's end the last bytes are left to the parser's way */
		if (count > budget) {
			bytes = count ? true : connection.recv(min(left, most) || last);
			break;
		}

		if (left) {
			if (!(got = length(bytes = connection.recv(left < most ? left : most))))
				break;

			if (file.write(bytes) != got)
				return { count: false };

			count += got;
			left -= got;
		}
		else {
			if ((bytes = connection.recv(last)) !== line)
				break;

			left = size;
		}
	}

	run.left = left;

	return { count, bytes };
};

/** Lets readers see what was written. Returns false where it found no place. */
export function flush(ring) {
	return ring.file.flush() === ring.flushed;
};

/** `count` bytes from a position, as one string; shorter where the file is. */
export function read(ring, position, count) {
	/* a handle that is kept would show what it has read ahead */
	let file = open(ring.path, 'r'), at = position % ring.size, first = min(count, ring.size - at), bytes = '';

	if (file?.seek(at)) {
		bytes = file.read(first) ?? '';

		if (count > first && file.seek(0))
			bytes += file.read(count - first) ?? '';
	}

	file?.close();

	return bytes;
};

/** Removes the file; who reads it just now reads on. */
export function remove(ring) {
	ring.file.close();
	unlink(ring.path);
};
