// What the ubus object `dockerman` does. rpcd's plugin loads this with require(), so that whatever is wrong here or in
// the modules below is told to the caller and keeps rpcd running.

'use strict';

import * as ubus from 'ubus';
import * as uci from 'uci';
import * as uloop from 'uloop';
import { change_limit } from 'luci.dockerman.apply_limit';
import { call_engine } from 'luci.dockerman.calls';
import { protect } from 'luci.dockerman.keeper.protect';
import { router_log } from 'luci.dockerman.log';
import { pacer } from 'luci.dockerman.pace';
import { json_reply, size_of } from 'luci.dockerman.reply';
import { ROLE_OF_METHOD } from 'luci.dockerman.roles';
import { limits } from 'luci.dockerman.router_limits';
import { run_service } from 'luci.dockerman.service';
import { router_status } from 'luci.dockerman.status';

const LIMIT_SECONDS = 25;

let cursor = uci.cursor();

/** How long a call may take: 25 s, or less where rpcd itself gives up earlier (/etc/config/rpcd, timeout). */
function limit_ms()
{
	let seconds = LIMIT_SECONDS;

	cursor.load('rpcd');
	cursor.foreach('rpcd', 'rpcd', (section) => {
		let configured = +section.timeout;

		if (configured > 0)
			seconds = min(seconds, max(configured - 5, 1));
	});

	return seconds * 1000;
}

const LIMIT_MS = limit_ms();

/** The router's own operations: the method that serves each, and what it does, as `call` below. */
const ROUTER_CALLS = {
	RouterStatus: { method: 'view', call: (args, done) => router_status(cursor, args.ubus_rpc_session, done) },
	RouterLimits: { method: 'view', call: () => json_reply({ limits: limits(cursor) }) },
	RouterService: { method: 'admin', call: (args, done) => run_service(args.parameters, LIMIT_MS, done) },
	RouterLog: { method: 'admin', call: (args, done) => router_log(args.parameters, done) },
	RouterLimitsSet: { method: 'admin', call: (args, done) => change_limit(args.parameters, done) }
};

function router_call(operation, method, args, done)
{
	let served = ROUTER_CALLS[operation];

	if (method == served.method)
		return served.call(args, done);

	return {
		failure: 'forbidden',
		message: served.method == 'view' ? `${operation} is a call of the method view.` : `${operation} needs the role admin.`
	};
}

function log_exception(error)
{
	warn(`dockerman: ${error?.type}: ${error?.message}\n${error?.stacktrace?.[0]?.context ?? ''}\n`);
}

// an exception that reaches uloop would end rpcd, and log everybody out
uloop.guard?.(log_exception);
ubus.guard?.(log_exception);

function milliseconds()
{
	let now = clock(true);

	return now[0] * 1000 + now[1] / 1000000;
}

let pace = pacer(milliseconds, (ms, callback) => uloop.timer(ms, protect(callback)));

return {
	/**
	 * One call of the object's method `method`. `args` is `{ operation, parameters, body, api_version, engine, ubus_rpc_session }`.
	 * Returns a reply or failure at once, or null; then `done(reply)` is called once, later.
	 */
	call: function(method, args, done) {
		// uhttpd names the session; ubus's own clients have queues of their own
		if (args.ubus_rpc_session)
			pace.arrived();

		let paced = (reply) => {
			try {
				pace.send(size_of(reply), () => done(reply));
			}
			catch (error) {
				log_exception(error);
				done({ failure: 'broken', message: 'The router part failed on a reply. Its log tells more.' });
			}
		};

		if (exists(ROUTER_CALLS, args.operation))
			return router_call(args.operation, method, args, paced);

		return call_engine(args, ROLE_OF_METHOD[method], cursor, LIMIT_MS, paced);
	},

	log_exception
};
