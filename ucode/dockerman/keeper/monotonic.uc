/*
 * Time that no clock change moves.
 */

'use strict';

/** Milliseconds since some moment. */
export function milliseconds() {
	let now = clock(true);

	return now[0] * 1000 + int(now[1] / 1000000);
};
