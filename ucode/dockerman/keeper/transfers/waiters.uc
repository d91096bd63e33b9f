/*
 * Calls that wait until a transfer has something for them.
 */

'use strict';

import * as uloop from 'uloop';
import { SLICE_GATHER } from 'luci.dockerman.keeper.limits';
import { protect } from 'luci.dockerman.keeper.protect';

/* What a waiting call says of its transfer: nothing for it yet, something that more may follow, all that it can have. */
export const NOTHING = 0;
export const SOMETHING = 1;
export const ENOUGH = 2;

function settle(transfer, waiter) {
	let at = index(transfer.waiters, waiter);

	if (at < 0)
		return;

	splice(transfer.waiters, at, 1);

	/* the timer's callback refers to the waiter, and it to the timer */
	waiter.timer?.cancel();
	waiter.timer = null;
	waiter.answer();
}

function look(transfer, waiter) {
	let found = waiter.look();

	if (found == ENOUGH) {
		settle(transfer, waiter);
	}
	else if (found == SOMETHING && !waiter.gathers) {
		waiter.gathers = true;

		if (waiter.timer.remaining() > SLICE_GATHER)
			waiter.timer.set(SLICE_GATHER);
	}
}

/** Lets the waiting calls look at their transfer, which has changed. */
export function changed(transfer) {
	for (let waiter in [...transfer.waiters])
		protect(look)(transfer, waiter);
};

/** Calls `answer()` once `look()` tells ENOUGH, a moment after it tells SOMETHING, or after so many milliseconds. */
export function wait(transfer, milliseconds, look_at, answer) {
	if (milliseconds <= 0 || look_at() == ENOUGH)
		return answer();

	let waiter = { look: look_at, answer, gathers: false };

	waiter.timer = uloop.timer(milliseconds, protect(() => settle(transfer, waiter)));
	push(transfer.waiters, waiter);
	look(transfer, waiter);
};
