/*
 * What rpcd's sessions may do, looked up without extending them: `session list` without an id touches none, `session
 * access` and `session get` would make every polled session immortal.
 */

'use strict';

import { SESSION_TRUST } from 'luci.dockerman.keeper.limits';

/**
 * A lookup over `list(each, done)`, which calls `each(session)` for every session and then `done(ok)`. `roles(session)`
 * reduces one to what is kept of it.
 */
export function create(list, roles, clock) {
	return { list, roles, clock, known: {}, at: null, waiters: null };
};

function settle(sessions, waiter, ok) {
	let found = sessions.known[waiter.id];

	/* a session may be younger than a listing that was already under way */
	if (ok && !found && waiter.joined)
		return waiter;

	waiter.then(found ?? null, ok);

	return null;
}

function refresh(sessions, waiters) {
	let fresh = {};

	sessions.waiters = waiters;

	sessions.list((session) => {
		if (type(session?.ubus_rpc_session) == 'string')
			fresh[session.ubus_rpc_session] = sessions.roles(session);
	}, (ok) => {
		let settled = sessions.waiters, again = [];

		sessions.waiters = null;

		if (ok) {
			sessions.known = fresh;
			sessions.at = sessions.clock();
		}

		for (let waiter in settled)
			if (settle(sessions, waiter, ok))
				push(again, { ...waiter, joined: false });

		if (length(again) && sessions.waiters)
			push(sessions.waiters, ...again);
		else if (length(again))
			refresh(sessions, again);
	});
}

/**
 * Calls `then(roles, ok)` with what `roles` made of the session: null with `ok` true for a session that is gone, null with
 * `ok` false when rpcd did not answer. At once when the session was listed within the last seconds.
 */
export function lookup(sessions, id, then) {
	let fresh = sessions.at != null && sessions.clock() - sessions.at < SESSION_TRUST;

	if (fresh && sessions.known[id])
		then(sessions.known[id], true);
	else if (sessions.waiters)
		push(sessions.waiters, { id, then, joined: true });
	else
		refresh(sessions, [{ id, then, joined: false }]);
};
