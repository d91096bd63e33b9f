// Which of uhttpd's three slots for scripts files may take: two, whoever asks, so that LuCI keeps one. A lock is one of the kernel's: it goes
// with the process that holds it, however that ends.

'use strict';

import { open } from 'fs';

const SLOTS = '/var/run/dockerman/slots';
const COUNT = 2;

// milliseconds: uhttpd begins with the next request a moment before the process of the one before has ended
const PATIENCE = 50;
const TRY_EVERY = 5;

function lock(name)
{
	let file = open(`${SLOTS}/${name}`, 'a', 0600);

	// ucode before 2024-06-17 has no locks: https://github.com/jow-/ucode/commit/5d305cf
	if (file && (!file.lock || file.lock('xn')))
		return file;

	file?.close();

	return null;
}

/**
 * Takes a free slot and returns what `close` frees, or null: all are busy. What `lasts` leaves the first one to slices, and waits for
 * the other one for up to a second: between two slices it is free.
 */
export function take_slot(lasts)
{
	for (let left = lasts ? 20 * PATIENCE : PATIENCE; left > 0; left -= TRY_EVERY) {
		for (let name = lasts ? 1 : 0; name < COUNT; name++) {
			let slot = lock(name);

			if (slot)
				return slot;
		}

		sleep(TRY_EVERY);
	}

	return null;
};
