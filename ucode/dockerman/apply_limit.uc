// Changing a limit of this router: its file, then the daemon that reads it.

'use strict';

import * as uci from 'uci';
import * as uloop from 'uloop';
import { protect } from 'luci.dockerman.keeper.protect';
import { ask } from 'luci.dockerman.local_ubus';
import { json_reply } from 'luci.dockerman.reply';
import { set_limit } from 'luci.dockerman.router_limits';

const RPCD = '/etc/init.d/rpcd';
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };

/** Until the reply has left: rpcd, which sends it, goes with its sessions when it is started anew. */
const RESTART_AFTER_MS = 1000;

let restarting;

/** Its init script's reload keeps the command line, and with it the old timeout (OpenWrt, rpcd.init). */
function restart_rpcd()
{
	restarting = uloop.timer(RESTART_AFTER_MS, protect(() => {
		restarting = null;
		uloop.process(RPCD, [ 'restart' ], ENVIRONMENT, () => null);
	}));
}

/**
 * Sets one limit (`set_limit`) and has it applied. Calls `done(reply)` once, later, or returns the reply or a failure at once. The reply
 * is that of `set_limit` with `applied`: `now`; `reload` for uhttpd, which procd starts anew a second later; `restart` for rpcd, which is
 * started anew and has forgotten its sessions then.
 */
export function change_limit(parameters, done)
{
	let set = set_limit(uci.cursor(), parameters);

	if (set.failure)
		return set;

	if (!set.changed || set.file == '/etc/config/dockerman')
		return json_reply({ ...set, applied: 'now' });

	if (set.file == '/etc/config/rpcd') {
		restart_rpcd();

		return json_reply({ ...set, applied: 'restart' });
	}

	// what LuCI and reload_config do: procd runs the reload that the service has asked for
	ask('service', 'event', { type: 'config.change', data: { package: 'uhttpd' } }, protect((code) => done(code == 0
		? json_reply({ ...set, applied: 'reload' })
		: { failure: 'broken', message: `${set.file} is changed, but procd does not answer: restart uhttpd to apply it.` }),
		() => done({ failure: 'broken', message: `${set.file} is changed; restart uhttpd to apply it.` })));

	return null;
};
