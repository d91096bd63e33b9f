// uhttpd's clocks over a script: it kills one at its `script_timeout`, whatever that does at the moment, and ends an answer
// that is silent for `network_timeout`.

'use strict';

// the defaults of /etc/config/uhttpd, and what we leave it to pass on our last words
const SCRIPT_TIMEOUT = 60;
const NETWORK_TIMEOUT = 30;
const RESERVE = 2;

/** Milliseconds of a clock that is never set. */
export function now()
{
	let time = clock(true);

	return time[0] * 1000 + time[1] / 1000000;
};

/**
 * The time (as `now` counts) at which a request that begins now must have ended, or null for never.
 * `cursor` is a uci cursor: the limit is that of uhttpd's configuration.
 */
export function deadline(cursor)
{
	let seconds = +(cursor.get('uhttpd', 'main', 'script_timeout') ?? SCRIPT_TIMEOUT);

	return seconds > 0 ? now() + max(seconds - RESERVE, 1) * 1000 : null;
};

/** After how many milliseconds of silence an answer needs a sign of life. */
export function beat_interval(cursor)
{
	let seconds = +(cursor.get('uhttpd', 'main', 'network_timeout') ?? NETWORK_TIMEOUT);

	return max(seconds > 0 ? seconds : NETWORK_TIMEOUT, 1) * 1000 * 2 / 3;
};
