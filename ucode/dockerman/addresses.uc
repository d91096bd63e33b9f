// Addresses of an engine's host inside uloop, without blocking.

'use strict';

import * as uloop from 'uloop';
import { resolve } from 'luci.dockerman.engine';

const KEEP_ADDRESSES_S = 60;

let known = {};

/**
 * Calls `done(addresses)` with those of a host, as text; they are remembered for a minute. getaddrinfo(3) blocks, so a child process
 * asks it. Returns that process (an uloop task), or null where the answer was known and has been given.
 */
export function addresses_of(host, done)
{
	let entry = known[host];

	if (entry && entry.until > clock(true)[0]) {
		done(entry.addresses);

		return null;
	}

	return uloop.task(() => resolve(host), (addresses) => {
		if (length(addresses))
			known[host] = { addresses, until: clock(true)[0] + KEEP_ADDRESSES_S };

		done(addresses ?? []);
	});
};
