/*
 * The transfers that there are, and what they may take of the router's memory.
 *
 * A transfer is an object with
 *   id, way       `out` (engine to browser) or `in`
 *   begin, end    positions of the first byte held and behind the last one that has come without a gap
 *   size          how many bytes it may hold
 *   ended         whether it has come to its end as a whole
 *   failure, message, status  why it ended before that; `status` is the engine's
 *   asked         when somebody asked for it last
 *   waiters       calls that wait for it (waiters.uc)
 *   close()       ends it and removes its files
 */

'use strict';

import * as uloop from 'uloop';
import { glob, mkdir, readfile, unlink } from 'fs';
import { RINGS_SHARE, RING_LEAST, RING_MOST, SWEEP, TRANSFERS, TRANSFER_SILENT } from 'luci.dockerman.keeper.limits';
import { milliseconds } from 'luci.dockerman.keeper.monotonic';
import { protect } from 'luci.dockerman.keeper.protect';
import { changed } from 'luci.dockerman.keeper.transfers.waiters';

const HOME = '/var/run/dockerman';
const FILES = `${HOME}/transfers`;

/* Where the CGI program takes its locks. */
const SLOTS = `${HOME}/slots`;

const UNKNOWN = {
	failure: 'broken',
	message: 'There is no such transfer: the keeper was started again, or nobody asked for it for too long.',
};

/** No transfers; files that an earlier run has left behind go. `epoch` is text that no other run had. */
export function create(epoch) {
	for (let folder in [HOME, FILES, SLOTS])
		mkdir(folder, 0700);

	for (let file in glob(`${FILES}/*`))
		unlink(file);

	return { epoch, made: 0, all: {}, sweeper: null };
};

/** Bytes of memory that programs may still take, as the kernel estimates it; 0 where it does not tell. */
export function free_memory() {
	let found = match(readfile('/proc/meminfo') ?? '', /MemAvailable: *([0-9]+) kB/);

	return found ? +found[1] * 1024 : 0;
};

/** How many bytes the next transfer may hold, with so much memory free and `taken` bytes in rings already; 0 for none. */
export function ring_size(free, taken) {
	let share = int(free / RINGS_SHARE);
	let size = max(RING_LEAST, min(RING_MOST, int(share / TRANSFERS)));

	return size <= share - taken ? size - size % 4096 : 0;
};

/** A place for one more: `{id, size, path}`, or a failure. `path` is where its files' names begin. */
export function place(store) {
	/* an upload that is over holds nothing more */
	let holding = filter(values(store.all), (transfer) => transfer.way == 'out' || !transfer.ended && !transfer.failure);
	let taken = 0;

	for (let transfer in holding)
		taken += transfer.size;

	if (length(holding) >= TRANSFERS)
		return { failure: 'refused', message: `There are ${TRANSFERS} transfers already: wait for one of them, or end it.` };

	let size = ring_size(free_memory(), taken);

	if (!size)
		return { failure: 'refused', message: 'The router has too little free memory for one more transfer.' };

	let id = sprintf('%s.%d', store.epoch, ++store.made);

	return { id, size, path: `${FILES}/${id}` };
};

/** The transfer of that id that goes that way, which counts as asked for now; or a failure. */
export function find(store, id, way) {
	let transfer = store.all[id ?? ''];

	if (!transfer || (way && transfer.way != way))
		return UNKNOWN;

	transfer.asked = milliseconds();

	return transfer;
};

/** Closes a transfer and forgets it; who waits for it is told so. */
export function remove(keeper, transfer) {
	if (keeper.transfers.all[transfer.id] !== transfer)
		return;

	delete keeper.transfers.all[transfer.id];
	transfer.close();

	if (!transfer.ended && !transfer.failure) {
		transfer.failure = 'broken';
		transfer.message = 'The transfer was closed.';
	}

	changed(transfer);
	keeper.garbage = true;
};

function sweep(keeper) {
	let store = keeper.transfers, now = milliseconds();

	for (let id, transfer in { ...store.all })
		if (!length(transfer.waiters) && now - transfer.asked > TRANSFER_SILENT)
			protect(remove)(keeper, transfer);

	if (length(store.all))
		store.sweeper.set(min(SWEEP, TRANSFER_SILENT));

	if (keeper.garbage) {
		keeper.garbage = false;
		gc();
	}
}

/** Adds a transfer: from now on it ends when nobody asks for it. */
export function add(keeper, transfer) {
	let store = keeper.transfers;

	transfer.asked = milliseconds();
	store.all[transfer.id] = transfer;
	store.sweeper = store.sweeper ?? uloop.timer(-1, protect(() => sweep(keeper)));

	if (store.sweeper.remaining() < 0)
		store.sweeper.set(min(SWEEP, TRANSFER_SILENT));
};

/** Ends all of them, because this run of the keeper does. */
export function farewell(keeper) {
	for (let id, transfer in { ...keeper.transfers.all })
		protect(remove)(keeper, transfer);
};
