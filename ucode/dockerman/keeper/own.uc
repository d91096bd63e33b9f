/*
 * The keeper's own operations and streams: those that are no row of the operations table. Each part registers its own here.
 *
 * An operation is `{role, call}`, a stream `{role, open}`:
 *   role                                   the one role whose method serves it, or `(keeper, parameters) => role`, which gives a
 *                                          failure (`{failure, message}`) where the parameters name nothing
 *   call(keeper, caller, parameters, reply)  calls `reply(answer)` once, now or later; an exception in what it leaves for later is
 *                                          its own matter (protect.uc)
 *   open(keeper, caller, parameters, hooks)  returns a stream (waiting.uc) or a failure; `hooks` as in bytestream.uc. One that
 *                                          waits for no head is `settled`
 * `caller` is `{session, user, client, role, roles, api_version, engine}`: who asks, with the role of the method that was called.
 * `parameters` is an object whose values are strings; what they must look like is the operation's to check.
 */

'use strict';

import * as consoles from 'luci.dockerman.keeper.consoles.operations';
import * as jobs from 'luci.dockerman.keeper.jobs.operations';
import * as registries from 'luci.dockerman.keeper.registries';
import { operations as transfers } from 'luci.dockerman.keeper.transfers.operations';

const OPERATIONS = {
	...consoles.OPERATIONS,
	...jobs.OPERATIONS,
	...registries.OPERATIONS,
	...transfers,
};

const STREAMS = {
	...consoles.STREAMS,
	...jobs.STREAMS,
};

function refused(message) {
	return { failure: 'refused', message };
}

/** The own operation of that name, or null. */
export function operation(name) {
	return OPERATIONS[name ?? ''];
};

/** The own stream of that name, or null. */
export function stream(name) {
	return STREAMS[name ?? ''];
};

/** What is wrong with a call of `entry`, as a failure, or null when it may go on. */
export function fault(keeper, entry, args, role) {
	for (let name, value in args.parameters)
		if (type(value) != 'string')
			return refused(`${args.operation}: each parameter must be a string`);

	let wanted = type(entry.role) == 'function' ? entry.role(keeper, args.parameters ?? {}) : entry.role;

	if (wanted?.failure)
		return wanted;

	return wanted == role ? null : { failure: 'forbidden', message: `${args.operation} needs the role ${wanted}.` };
};

/** Who makes a call: see above. */
export function caller(args, known, role) {
	return {
		session: args.ubus_rpc_session, user: known.user, client: args.client, role, roles: known.roles,
		api_version: args.api_version ?? '', engine: args.engine ?? '',
	};
};
