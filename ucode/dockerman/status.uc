// What RouterStatus tells: this router's side of things, gathered without waiting for an engine.

'use strict';

import * as fs from 'fs';
import { DEFAULT_ADDRESS, begin_connect, engines, parse_address, plain_list } from 'luci.dockerman.engine';
import { protect } from 'luci.dockerman.keeper.protect';
import { UBUS_STATUS_TIMEOUT, ask } from 'luci.dockerman.local_ubus';
import { json_reply } from 'luci.dockerman.reply';
import { METHOD_OF_ROLE } from 'luci.dockerman.roles';

/** What /etc/config/dockerd says of the ways to its engine; only read, the file belongs to dockerd. */
function dockerd_configuration(cursor)
{
	let globals = cursor.load('dockerd') ? cursor.get_all('dockerd', 'globals') : null;
	let tls = {};

	for (let name, value in globals)
		if (substr(name, 0, 3) == 'tls')
			tls[name] = value;

	return { hosts: plain_list(globals?.hosts), lan: globals?._luci_lan ?? null, tls };
}

/** Whether something listens on the local engine's socket; connecting to a unix socket never waits. */
function socket_listens(engine)
{
	let begun = begin_connect(engine);

	begun.socket?.close();

	return !!(begun.socket || begun.busy);
}

function starts_at_boot(service)
{
	return length(fs.glob(`/etc/rc.d/S*${service}`)) > 0;
}

function first_line(path)
{
	return trim(split(fs.readfile(path, 256) ?? '', '\n', 2)[0]) || null;
}

/** The parts of the status that are there at once. `cursor` is a uci cursor. */
export function local_status(cursor)
{
	return {
		engines: map(engines(cursor), (one) => ({
			name: one.name, label: one.label, address: one.address, direct: one.direct,
			...(one.failure ? { failure: one.failure, message: one.message } : { kind: one.kind })
		})),
		dockerd: {
			installed: !!fs.access('/usr/bin/dockerd', 'x'),
			service: !!fs.access('/etc/init.d/dockerd', 'x'),
			enabled: starts_at_boot('dockerd'),
			memory: null,
			running: socket_listens(parse_address(DEFAULT_ADDRESS)),
			...dockerd_configuration(cursor)
		},
		dockerman: { enabled: starts_at_boot('dockerman'), running: false, memory: null },
		keeper: false,
		roles: [],
		versions: { package: first_line('/usr/share/dockerman/version'), openwrt: first_line('/etc/openwrt_version') }
	};
};

/** Whether procd has an instance of the service running, in a reply of `service list`. */
export function runs(reply, name)
{
	for (let id, instance in reply?.[name]?.instances)
		if (instance?.running)
			return true;

	return false;
};

/** The memory that a process has in use, in bytes, from the text of /proc/PID/status (proc_pid_status(5)); null where it does not tell. */
export function resident(text)
{
	let found = match(text ?? '', /\nVmRSS:[ \t]*([0-9]+) kB/);

	return found ? +found[1] * 1024 : null;
};

/** What the instances that procd runs of a service have in use together, in bytes; null where it runs none. `reply` is that of `service list`. */
function memory_of(reply, name)
{
	let bytes = null;

	for (let id, instance in reply?.[name]?.instances)
		if (instance?.running && type(instance.pid) == 'int')
			bytes = (bytes ?? 0) + (resident(fs.readfile(`/proc/${instance.pid}/status`, 4096)) ?? 0);

	return bytes;
}

/**
 * Gathers the status for session `id`, asking rpcd, procd and the keeper side by side, each for 2 seconds at most. Calls
 * `done(reply)` once, later, and returns null; or returns the reply at once.
 */
export function router_status(cursor, id, done)
{
	let status = local_status(cursor);
	let open = 1;

	function whole()
	{
		try {
			return json_reply(status);
		}
		catch (error) {
			warn(`dockerman: ${error.type}: ${error.message}\n`);

			return { failure: 'broken', message: 'The router part failed on its own status. Its log tells more.' };
		}
	}

	function answered(take)
	{
		open++;

		return (code, reply) => {
			try {
				take(code, reply);
			}
			catch (error) {
				warn(`dockerman: ${error.type}: ${error.message}\n`);
			}

			if (--open == 0)
				protect(done)(whole());
		};
	}

	// a function of its own: closures share the variable of a loop
	function ask_role(role)
	{
		ask('session', 'access',
			{ ubus_rpc_session: id ?? '', scope: 'ubus', object: 'dockerman', function: METHOD_OF_ROLE[role] },
			answered((code, reply) => {
				if (reply?.access)
					push(status.roles, role);
			}));
	}

	for (let role in keys(METHOD_OF_ROLE))
		ask_role(role);

	ask('service', 'list', { name: 'dockerd' }, answered((code, reply) => {
		if (runs(reply, 'dockerd'))
			status.dockerd.running = true;

		status.dockerd.memory = memory_of(reply, 'dockerd');
	}));

	ask('service', 'list', { name: 'dockerman' }, answered((code, reply) => {
		status.dockerman.running = runs(reply, 'dockerman');
		status.dockerman.memory = memory_of(reply, 'dockerman');
	}));

	// any answer will do, also a refusal
	ask('dockerman.keeper', 'next', { client: '', cursors: {}, wait: 0 }, answered((code) => {
		status.keeper = code != null && code != UBUS_STATUS_TIMEOUT;
	}));

	// nothing to wait for, where ubus itself is gone
	return --open == 0 ? whole() : null;
};
