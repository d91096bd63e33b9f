/*
 * What a browser gets of a transfer: how it stands, and bytes of it.
 */

'use strict';

import { READ_BYTES, SLICE_BYTES, SLICE_WAIT } from 'luci.dockerman.keeper.limits';
import * as ring from 'luci.dockerman.keeper.transfers.ring';
import { ENOUGH, NOTHING, SOMETHING, wait } from 'luci.dockerman.keeper.transfers.waiters';

/* Of the whole ring: so much room is worth a reply at once. */
const MUCH_ROOM = 4;

function over(transfer) {
	return transfer.ended || transfer.failure;
}

/* What a call waits for that has all before `offset` and would take `count` bytes behind it. */
function bytes_behind(transfer, offset, count) {
	if (over(transfer) || transfer.end - offset >= count)
		return ENOUGH;

	return transfer.end <= offset ? NOTHING : transfer.full() ? ENOUGH : SOMETHING;
}

function room_behind(transfer, offset) {
	let room = transfer.begin + transfer.size - offset;

	return over(transfer) || room >= transfer.size / MUCH_ROOM ? ENOUGH : room > 0 ? SOMETHING : NOTHING;
}

/* How a transfer stands, as TransferState tells it. */
function state_of(transfer) {
	let state = {
		begin: transfer.begin, end: transfer.end, room: max(transfer.begin + transfer.size - transfer.end, 0), size: transfer.size,
	};

	if (over(transfer))
		state.ended = true;

	for (let field in ['failure', 'message', 'status'])
		if (transfer[field])
			state[field] = transfer[field];

	return state;
}

/** Replies with the transfer's state once something lies beyond `offset` (downloads: bytes; uploads: room), or after so many seconds. */
export function state(transfer, offset, seconds, reply) {
	wait(transfer, seconds * 1000,
		() => transfer.way == 'out' ? bytes_behind(transfer, offset, 1) : room_behind(transfer, offset),
		() => reply(state_of(transfer)));
};

/* Why nothing can be had from `offset`, as a failure, or null. */
function fault(transfer, offset) {
	if (transfer.failure)
		return { failure: transfer.failure, message: transfer.message };

	if (offset < transfer.begin)
		return { failure: 'broken', message: 'These bytes have been acknowledged, and are gone.' };

	return null;
}

/* What there is from `offset`, at most `count` bytes: `{offset, length, end}`, `end` the whole length of a transfer that is complete. */
function found_at(transfer, offset, count) {
	if (!transfer.ended && !ring.flush(transfer.ring))
		return { failure: 'broken', message: 'The router has no place for the bytes on their way: its memory for files (/tmp) is full.' };

	let found = { offset, length: max(min(count, transfer.end - offset), 0) };

	if (transfer.ended)
		found.end = transfer.end;

	return found;
}

/** Replies where the bytes from `offset` lie (`{path, size, offset, length, end}`), when there are `count` of them or after a second. */
export function where(transfer, offset, count, acknowledged, reply) {
	if (!transfer.acknowledge(acknowledged))
		return reply({ failure: 'refused', message: 'acknowledged lies behind what has come.' });

	let most = min(count, SLICE_BYTES);

	wait(transfer, SLICE_WAIT, () => bytes_behind(transfer, offset, most), () => {
		let wrong = fault(transfer, offset);

		reply(wrong ?? { path: transfer.ring.path, size: transfer.ring.size, ...found_at(transfer, offset, most) });
	});
};

/** The bytes from `offset` that are there: `{offset, base64}` and `end` as above, or a failure. */
export function read(transfer, offset, count, acknowledged) {
	if (!transfer.acknowledge(acknowledged))
		return { failure: 'refused', message: 'acknowledged lies behind what has come.' };

	let wrong = fault(transfer, offset);

	if (wrong)
		return wrong;

	let found = found_at(transfer, offset, min(count, READ_BYTES));

	if (found.failure)
		return found;

	let bytes = found.length ? ring.read(transfer.ring, offset, found.length) : '';

	if (length(bytes) != found.length)
		return { failure: 'broken', message: 'The router lost bytes of this file on their way.' };

	return { offset, base64: b64enc(bytes), ...(found.end == null ? {} : { end: found.end }) };
};
