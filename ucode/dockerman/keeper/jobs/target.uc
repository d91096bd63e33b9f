/*
 * The file on the router that a job's answer goes to. It has its name once it is whole; until then it is `NAME.part`.
 */

'use strict';

import * as fs from 'fs';
import { SPACE_LOOK } from 'luci.dockerman.keeper.jobs.bounds';
import { space_fault } from 'luci.dockerman.keeper.jobs.paths';

/** The name of the file while it is written. */
export function unfinished(path) {
	return `${path}.part`;
};

function failed(path, reason) {
	return { failure: 'broken', message: `${path} could not be written: ${reason ?? 'no space left on device'}` };
}

/**
 * Makes the file (`{path, folder}` of paths.uc): `{size, expected, inode, write(bytes), finish(), discard()}` or a failure. `write` and `finish` give null, or
 * the failure that they ended with; `discard` removes what was written.
 */
export function create(where) {
	let part = unfinished(where.path), wrong = space_fault(where.folder, 0);

	if (wrong)
		return { failure: 'refused', message: `to: ${wrong}` };

	let file = fs.open(part, 'wxe', 0600);

	if (!file)
		return { failure: 'refused', message: `to: ${part} cannot be made (${fs.error()})` };

	let target = { size: 0, expected: where.expected, inode: fs.stat(part)?.inode }, looked = 0;

	target.write = function(bytes) {
		if (file.write(bytes) != length(bytes))
			return failed(where.path, file.error());

		target.size += length(bytes);

		if (target.size - looked < SPACE_LOOK)
			return null;

		looked = target.size;

		let full = space_fault(where.folder, 0);

		return full ? failed(where.path, full) : null;
	};

	target.discard = function() {
		file?.close();
		file = null;
		fs.unlink(part);
	};

	target.finish = function() {
		let flushed = file.flush();

		file.close();
		file = null;

		if (!flushed || fs.stat(part)?.size != target.size)
			return failed(where.path, null);

		if (fs.lstat(where.path))
			return { failure: 'broken', message: `${where.path} was made by somebody else meanwhile.` };

		return fs.rename(part, where.path) ? null : failed(where.path, fs.error());
	};

	return target;
};

/** Removes what a job has left that a keeper which died was writing: the file must be the one that it made. */
export function remove_left(path, inode) {
	let part = unfinished(path);

	if (inode != null && fs.lstat(part)?.inode === inode)
		fs.unlink(part);
};
