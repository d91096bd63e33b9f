/*
 * A file of the engine on its way to a browser: read from the engine while the ring has room, for as long as the browser needs.
 */

'use strict';

import * as uloop from 'uloop';
import { cursor } from 'uci';
import { find_engine, host_header } from 'luci.dockerman.engine';
import { exchange } from 'luci.dockerman.exchange';
import { prepare } from 'luci.dockerman.request';
import { ERROR_BYTES, HEAD_WAIT, TRANSFER_PIECE } from 'luci.dockerman.keeper.limits';
import { FAULT, protect } from 'luci.dockerman.keeper.protect';
import { file_name } from 'luci.dockerman.keeper.transfers.names';
import * as ring from 'luci.dockerman.keeper.transfers.ring';
import * as store from 'luci.dockerman.keeper.transfers.store';
import { changed } from 'luci.dockerman.keeper.transfers.waiters';

const NO_PLACE = 'The router has no place for the bytes on their way: its memory for files (/tmp) is full.';

/* Bytes of room at which a connection that waits goes on. */
const GO_ON = 4 * TRANSFER_PIECE;

function message_of(refusal) {
	try {
		return `${json(refusal.body)?.message ?? refusal.body}`;
	}
	catch (error) {
		return refusal.body;
	}
}

/* The transfer without its connection. */
function make(place, file, name) {
	return {
		id: place.id, way: 'out', name, size: place.size, ring: file, begin: 0, end: 0, ended: false, waiters: [], acknowledge: null,
	};
}

/* Asks the engine; `opened(answer)` is called once, when it has answered or after HEAD_WAIT. */
function connect(keeper, transfer, engine, request, opened) {
	let connection, refusal, waits = false, timer;

	function told(answer) {
		timer?.cancel();
		timer = null;
		opened?.(answer);
		opened = null;
	}

	function release() {
		connection?.close();
		connection = null;
		timer?.cancel();
		timer = null;
	}

	function broken(failure, message) {
		let nobody_knows = opened;

		release();
		transfer.failure = failure;
		transfer.message = message;
		told({ failure, message });

		if (nobody_knows)
			store.remove(keeper, transfer);
		else
			changed(transfer);
	}

	function refused() {
		transfer.status = refusal.status;

		if (!opened)
			return broken('broken', message_of(refusal));

		told(refusal);
		store.remove(keeper, transfer);
	}

	function free() {
		return transfer.size - transfer.end + transfer.begin;
	}

	function grown(count) {
		transfer.end += count;

		if (free() < 2 * TRANSFER_PIECE) {
			waits = true;
			connection.pause();
		}

		if (length(transfer.waiters))
			changed(transfer);
	}

	function take(bytes) {
		if (refusal)
			refusal.body = substr(refusal.body + bytes, 0, ERROR_BYTES);
		else if (ring.write(transfer.ring, transfer.end, bytes))
			grown(length(bytes));
		else
			broken('broken', NO_PLACE);
	}

	/* The short way of large chunks. */
	function take_run(from, run) {
		if (refusal)
			return from.recv(min(run.left, TRANSFER_PIECE));

		let filled = ring.fill(transfer.ring, transfer.end, free() - TRANSFER_PIECE, from, run, TRANSFER_PIECE);

		if (filled.count === false) {
			broken('broken', NO_PLACE);

			return true;
		}

		if (filled.count)
			grown(filled.count);

		return filled.bytes;
	}

	function whole() {
		connection = null;

		if (refusal)
			return refused();

		if (!ring.flush(transfer.ring))
			return broken('broken', NO_PLACE);

		transfer.ended = true;
		changed(transfer);
	}

	/** Makes room: what lies before the position has arrived. False for one behind the end. */
	transfer.acknowledge = function(position) {
		if (position > transfer.end)
			return false;

		transfer.begin = max(transfer.begin, position);

		if (waits && connection && free() >= min(GO_ON, transfer.size)) {
			waits = false;
			connection.resume();
		}

		return true;
	};

	/** Whether the ring is so full that no more comes before something is acknowledged. */
	transfer.full = () => waits;

	transfer.close = function() {
		release();
		ring.remove(transfer.ring);
	};

	timer = uloop.timer(HEAD_WAIT, protect(() => told(null)));

	connection = exchange({ engine, method: request.row.method, head: request.head, body: request.body, piece: TRANSFER_PIECE }, {
		head: function(head) {
			let type = head.headers['content-type'] ?? '', size = head.headers['content-length'];

			if (head.status >= 400) {
				refusal = { status: head.status, type, body: '' };
			}
			else {
				transfer.length = size == null ? null : +size;
				told(null);
			}
		},

		body: take,
		run: take_run,
		end: whole,
		fail: broken,
	});
}

/**
 * Begins the download that a request (request.uc) names, for a caller (own.uc). `reply` takes once `{transfer, name, size, length}` (`size` of
 * the ring, `length` where the engine tells that of the file), a failure, or the engine's refusal `{status, type, body}`.
 */
export function open(keeper, caller, request, reply) {
	let engine = find_engine(cursor(), caller.engine);

	if (engine.failure)
		return reply(engine);

	let prepared = prepare(request, [caller.role], { kinds: ['download'], host: host_header(engine) });

	if (prepared.failure)
		return reply(prepared);

	let place = store.place(keeper.transfers);

	if (place.failure)
		return reply(place);

	let file = ring.create(place.path, place.size);

	if (!file)
		return reply({ failure: 'broken', message: NO_PLACE });

	let transfer = make(place, file, file_name(request.operation, request.parameters));

	protect(() => {
		connect(keeper, transfer, engine, prepared, (answer) => reply(answer ?? {
			transfer: transfer.id, name: transfer.name, size: transfer.size,
			...(transfer.length == null ? {} : { length: transfer.length }),
		}));
		store.add(keeper, transfer);
	}, () => {
		ring.remove(file);
		reply(FAULT);
	})();
};
