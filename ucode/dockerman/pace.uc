// Spacing of large replies. ubusd holds at most 1 MiB for one client and drops, without a word, the message that would
// pass it (ubusd.c, ubus_msg_enqueue): two large replies at the same moment reach uhttpd as one, and an empty one.
// https://github.com/openwrt/ubus/blob/master/ubusd.c

'use strict';

/** Bytes that may be on their way to uhttpd at once; what is left of the 1 MiB is for everybody else's replies. */
export const MAX_WAITING = 950000;

// replies below that do not wait for their turn
const SMALL = 8192;
// what a weak router's uhttpd takes in, at the least
const BYTES_PER_MS = 8000;

/**
 * A pacer. `now()` gives milliseconds, `later(ms, callback)` starts a timer. It gives
 *
 * - `arrived()`: to be called for each call that comes through uhttpd. Before it passes a call on, uhttpd waits for the reply to
 *   `session access`, and so has read everything that was sent before the call that came last.
 * - `send(size, action)`: runs `action` as soon as `size` bytes (of the message) have room; in order, except for small ones.
 */
export function pacer(now, later)
{
	let queue = [];
	let older = 0;     // bytes sent before the last call came
	let newer = 0;     // bytes sent since
	let sent_at = 0;
	let waiting = false;
	let run;

	function emit(entry)
	{
		newer += entry.size;
		sent_at = now();
		entry.action();
	}

	/** Milliseconds until `size` bytes have room. */
	function delay(size)
	{
		let total = older + newer;

		if (total + size <= MAX_WAITING)
			return 0;

		let left = sent_at + total / BYTES_PER_MS + 1 - now();

		if (left > 0)
			return left;

		older = newer = 0;

		return 0;
	}

	run = () => {
		while (length(queue)) {
			let ms = delay(queue[0].size);

			if (ms > 0) {
				if (!waiting)
					later(ms, () => { waiting = false; run(); });

				waiting = true;

				return;
			}

			emit(shift(queue));
		}
	};

	return {
		arrived: () => {
			older = newer;
			newer = 0;
			run();
		},

		send: (size, action) => {
			if (size < SMALL)
				return emit({ size, action });

			push(queue, { size, action });
			run();
		}
	};
};
