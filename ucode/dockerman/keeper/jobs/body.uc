/*
 * The body of a job's request that comes from elsewhere than the call: a file on the router, or a browser's upload.
 *
 * Both are `{size, sent, pull(), close(failure, message)}`: `pull` gives the next bytes, '' or null where there are none; `close` ends it,
 * with a failure where it was not taken as a whole.
 */

'use strict';

import * as fs from 'fs';
import { FILE_PIECE } from 'luci.dockerman.keeper.jobs.bounds';
import * as uploads from 'luci.dockerman.keeper.transfers.upload';

/** A file (`{path, size}` of paths.uc). `gone(failure, message)` is called when it ends before its size. Or the failure `refused`. */
export function from_file(found, gone) {
	let file = fs.open(found.path, 're');

	if (!file)
		return { failure: 'refused', message: `from: ${found.path} cannot be read (${fs.error()})` };

	let body = { size: found.size, sent: 0 };

	body.pull = function() {
		let bytes = file && body.sent < body.size ? file.read(min(FILE_PIECE, body.size - body.sent)) : null;

		if (length(bytes))
			body.sent += length(bytes);
		else if (file && body.sent < body.size)
			gone('broken', `${found.path} became shorter while it was read.`);

		return bytes;
	};

	body.close = function() {
		file?.close();
		file = null;
	};

	return body;
};

/** A browser's upload of `size` bytes. `hooks` as in transfers/upload.uc. It has `transfer`, its id, as well. Or a failure. */
export function from_browser(keeper, caller, upload, hooks) {
	let opened = uploads.open(keeper, caller, upload, hooks);

	if (opened.failure)
		return opened;

	let body = { size: upload.size, sent: 0, transfer: opened.id, close: opened.close };

	body.pull = function() {
		let bytes = opened.pull(FILE_PIECE);

		body.sent += length(bytes ?? '');

		return bytes;
	};

	return body;
};
