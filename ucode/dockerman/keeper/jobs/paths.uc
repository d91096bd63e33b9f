/*
 * Files on the router that a job reads or writes: which paths may be named, and how much room there is.
 */

'use strict';

import * as fs from 'fs';
import { printable } from 'luci.dockerman.bytes';
import { MEMORY_LEFT, SPACE_LEFT } from 'luci.dockerman.keeper.jobs.bounds';
import { free_memory } from 'luci.dockerman.keeper.transfers.store';

const PATH_BYTES = 1024;

/* No files but what the kernel makes them. */
const NOT_FILES = ['/proc', '/sys', '/dev'];

/* statfs(2) */
const TMPFS = 0x01021994;

function refused(message) {
	return { failure: 'refused', message };
}

/** What is wrong with `path` as the parameter `name`, as a sentence, or null. Looks at the text alone. */
export function path_fault(name, path) {
	if (length(path) > PATH_BYTES)
		return `${name} is longer than ${PATH_BYTES} bytes`;

	if (!printable(path))
		return `${name} contains a control character`;

	if (ord(path) != 47)
		return `${name} must be an absolute path, like /mnt/usb/image.tar`;

	return ord(path, -1) == 47 ? `${name} must be the path of a file, not of a folder` : null;
};

function kernels(real) {
	for (let folder in NOT_FILES)
		if (real == folder || index(real, `${folder}/`) == 0)
			return true;

	return false;
}

/** A file that is there, to be read: `{path, size}` (its real path), or the failure `refused`. */
export function existing(name, path) {
	let wrong = path_fault(name, path), real = wrong ? null : fs.realpath(path);

	if (wrong)
		return refused(wrong);

	if (!real)
		return refused(`${name}: there is no file ${path} on the router`);

	let found = fs.stat(real);

	if (found?.type != 'file' || kernels(real))
		return refused(`${name}: ${path} is no regular file`);

	return found.size ? { path: real, size: found.size } : refused(`${name}: ${path} is empty`);
};

/** A file that is to be made: `{path, folder}` (real paths), or the failure `refused`. */
export function wanted(name, path) {
	let wrong = path_fault(name, path), folder = wrong ? null : fs.realpath(fs.dirname(path)), file = fs.basename(path);

	if (wrong)
		return refused(wrong);

	if (file in ['.', '..'])
		return refused(`${name} must be the path of a file, not of a folder`);

	if (!folder || fs.stat(folder)?.type != 'directory')
		return refused(`${name}: there is no folder ${fs.dirname(path)} on the router`);

	if (kernels(folder))
		return refused(`${name}: no file can be written to ${folder}`);

	let real = folder == '/' ? `/${file}` : `${folder}/${file}`;

	return fs.lstat(real) ? refused(`${name}: ${path} is there already; choose another name`) : { path: real, folder };
};

/** Bytes as people read them. */
export function megabytes(bytes) {
	return sprintf('%d MB', max(int(bytes / 1000000), 0));
};

/**
 * Whether `more` bytes fit into `folder` and leave the router what it needs: null, or a sentence. Where the fs module cannot tell (it can since
 * the end of 2025: https://github.com/jow-/ucode/commit/de98652), a full disk is noticed when it is full.
 */
export function space_fault(folder, more) {
	let found = fs.statvfs?.(folder);

	if (!found)
		return null;

	let room = found.bavail * (found.frsize || found.bsize) - SPACE_LEFT;

	if (found.type == TMPFS)
		room = min(room, free_memory() - MEMORY_LEFT);

	if (more <= room)
		return null;

	return found.type == TMPFS
		? `There is not enough room in ${folder}, which is the router's memory (${megabytes(room)} can be used).`
		: `There is not enough room in ${folder} (${megabytes(room)} can be used).`;
};
