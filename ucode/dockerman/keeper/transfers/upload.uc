/*
 * A file of a browser on its way to the engine, as the body of a job's request.
 */

'use strict';

import { stat, unlink, writefile } from 'fs';
import { SLICES_COMING } from 'luci.dockerman.keeper.limits';
import * as slices from 'luci.dockerman.keeper.transfers.slices';
import * as store from 'luci.dockerman.keeper.transfers.store';
import { changed } from 'luci.dockerman.keeper.transfers.waiters';

const NO_PLACE = 'The router has no place for the bytes on their way: its memory for files (/tmp) is full.';
const LOST = 'The router lost bytes of this upload: its memory for files (/tmp) is full, or was cleaned.';

function refused(message) {
	return { failure: 'refused', message };
}

/* What a slice is told that it cannot be taken now, or null. */
function slice_fault(transfer, offset, count) {
	if (transfer.failure)
		return { failure: transfer.failure, message: transfer.message };

	if (count < 1 || count > transfer.size)
		return refused(`length must be 1 to ${transfer.size} bytes`);

	if (offset + count > transfer.total)
		return refused(`The upload was announced with ${transfer.total} bytes.`);

	return null;
}

/* Whether a slice may be held now. */
function fits(transfer, offset, count) {
	return offset + count <= transfer.begin + transfer.size && transfer.pieces.held + count <= 2 * transfer.size;
}

/* Whether a slice has come already. */
function has(transfer, offset, count) {
	return offset + count <= transfer.end;
}

/** Whether `expect` has an answer that waiting does not change. */
export function decided(transfer, offset, count) {
	return transfer.failure || has(transfer, offset, count) || fits(transfer, offset, count) || slice_fault(transfer, offset, count) != null;
};

/**
 * A place for a slice that another process will write: `{path}`, and `{}` for one that need not come any more; or a failure, `busy` while
 * there is no room for it.
 */
export function expect(transfer, offset, count) {
	let wrong = slice_fault(transfer, offset, count);

	if (wrong)
		return wrong;

	if (has(transfer, offset, count))
		return {};

	if (!fits(transfer, offset, count))
		return { failure: 'busy', message: 'The engine has not taken yet what came before: send it again in a moment.' };

	/* whoever was to fill it has died, or is late: its bytes are sent again */
	while (length(transfer.coming) >= SLICES_COMING)
		unlink(shift(transfer.coming).path);

	let path = sprintf('%s.%d', transfer.path, ++transfer.named);

	push(transfer.coming, { path, offset, count });

	return { path };
};

/* Takes a complete file. */
function take(transfer, path, offset, count) {
	slices.add(transfer.pieces, path, offset, count);
	transfer.end = transfer.pieces.end;
	transfer.news();
	changed(transfer);
}

/** The slice at `path` has been written: `{end}` or a failure. */
export function received(transfer, path) {
	let one = filter(transfer.coming, (slice) => slice.path == path)[0];

	if (!one)
		return { failure: 'broken', message: 'This slice took too long: send it again.' };

	transfer.coming = filter(transfer.coming, (slice) => slice !== one);

	if (transfer.failure || stat(path)?.size != one.count) {
		unlink(path);

		return transfer.failure
			? { failure: transfer.failure, message: transfer.message }
			: { failure: 'broken', message: NO_PLACE };
	}

	take(transfer, path, one.offset, one.count);

	return { end: transfer.end };
};

/** Takes a slice as bytes: `{end}` or a failure. */
export function write(transfer, offset, bytes) {
	let expected = expect(transfer, offset, length(bytes));

	if (expected.failure || !expected.path)
		return expected.failure ? expected : { end: transfer.end };

	writefile(expected.path, bytes);

	return received(transfer, expected.path);
};

/**
 * Makes the transfer that takes `size` bytes of a browser. `hooks`: `news()` when there is something to pull, `gone(failure, message)` when no
 * more will come before the whole did. Returns `{id, pull, close}` or a failure:
 *   pull(most)               at most `most` bytes that have come, and forgets them; '' for none yet, null once all have been given
 *   close(failure, message)  the end: without a failure the whole was taken, with one the browser is told so
 */
export function open(keeper, caller, upload, hooks) {
	let place = store.place(keeper.transfers);

	if (place.failure)
		return place;

	let transfer = {
		id: place.id, way: 'in', name: upload.name, size: place.size, total: upload.size, path: place.path, begin: 0, end: 0, ended: false,
		waiters: [], coming: [], named: 0, pieces: slices.create(),
	};

	/* The files go; what has happened is still told. */
	function clean() {
		for (let slice in transfer.coming)
			unlink(slice.path);

		transfer.coming = [];
		slices.remove(transfer.pieces);
	}

	function end(failure, message) {
		transfer.failure = failure;
		transfer.message = message;
		transfer.ended = !failure;
		clean();
		changed(transfer);
	}

	function over() {
		return transfer.ended || transfer.failure;
	}

	function gone(failure, message) {
		let told = over();

		end(failure, message);

		if (!told)
			hooks.gone(failure, message);
	}

	transfer.news = () => over() || hooks.news();

	/* closed by a browser, or because nobody asked for it */
	transfer.close = () => over() ? clean() : gone('broken', 'The upload was ended before all of it had come.');

	store.add(keeper, transfer);

	return {
		id: transfer.id,

		pull: function(most) {
			if (over() || transfer.begin == transfer.total)
				return null;

			let bytes = slices.read(transfer.pieces, most);

			if (bytes == null) {
				gone('broken', LOST);

				return null;
			}

			if (length(bytes)) {
				transfer.begin += length(bytes);

				if (length(transfer.waiters))
					changed(transfer);
			}

			return bytes;
		},

		close: function(failure, message) {
			if (!over())
				end(failure, message);
		},
	};
};
