/*
 * The keeper as an object on ubus.
 */

'use strict';

import * as uloop from 'uloop';
import { granted, ROLE_OF_METHOD } from 'luci.dockerman.roles';
import * as clients from 'luci.dockerman.keeper.clients';
import * as events from 'luci.dockerman.keeper.events';
import * as jobs from 'luci.dockerman.keeper.jobs.operations';
import * as samples from 'luci.dockerman.keeper.samples';
import * as sessions from 'luci.dockerman.keeper.sessions';
import { CLIENT_SILENT, SWEEP } from 'luci.dockerman.keeper.limits';
import { milliseconds } from 'luci.dockerman.keeper.monotonic';
import { open_stream } from 'luci.dockerman.keeper.opening';
import * as own from 'luci.dockerman.keeper.own';
import { close_stream, drop, finish, next, NO_RPCD, SESSION_GONE, wake_all } from 'luci.dockerman.keeper.polling';
import { FAULT, protect } from 'luci.dockerman.keeper.protect';
import * as inside from 'luci.dockerman.keeper.transfers.inside';
import * as transfers from 'luci.dockerman.keeper.transfers.store';
import { collect, encode } from 'luci.dockerman.keeper.waiting';

const OPEN_ARGS = {
	ubus_rpc_session: '', client: '', operation: '', parameters: {}, api_version: '', engine: '', close: '',
};

const NEXT_ARGS = { ubus_rpc_session: '', client: '', cursors: {}, wait: 0 };

/* While it says farewell it takes no work that would end with it. */
const ENDING = { failure: 'broken', message: 'The keeper is being stopped: try again in a moment.' };

function list_sessions(connection, listed) {
	return function(each, done) {
		let call = connection.defer('session', 'list', {}, protect((code) => {
			listed();
			done(code == 0);
		}), protect(each));

		if (!call)
			done(false);
	};
}

/* Milliseconds from a listing of the sessions to the collector. */
const TIDY = 500;

/*
 * A listing of the sessions can be hundreds of kilobytes, every three seconds, and some of it is freed by the collector alone. It runs from the
 * loop, where no callback of ubus holds anything that it cannot see.
 */
function tidy(keeper) {
	keeper.collector = keeper.collector ?? uloop.timer(-1, protect(() => gc()));

	if (keeper.collector.remaining() < 0)
		keeper.collector.set(TIDY);
}

/* Of a session: what it may do, and whose it is. */
function what_is_kept(session) {
	let user = session.data?.username;

	return { roles: granted(session.acls), user: type(user) == 'string' ? user : '' };
}

/* What `{}` is on the wire: an empty reply looks like one that ubusd has dropped. */
const DONE = { done: true };

/** The keeper's state. `epoch` is text that no other run of it had. */
export function create(connection, epoch) {
	let keeper = {
		registry: clients.create(epoch),
		events: events.create(),
		samples: samples.create(),
		transfers: transfers.create(epoch),
		sweeper: null, collector: null,
		garbage: false,
	};

	keeper.sessions = sessions.create(list_sessions(connection, () => tidy(keeper)), what_is_kept, milliseconds);
	keeper.jobs = jobs.create(epoch, () => (keeper.garbage = true));
	push(keeper.jobs.readers, { news: protect(() => wake_all(keeper)) });

	return keeper;
};

/*
 * Drops clients that have not asked for too long. Objects that refer to each other, as closures do, are freed by the
 * collector alone, and ucode does not run it by itself.
 */
function sweep(keeper) {
	let now = milliseconds();

	for (let id, client in { ...keeper.registry.clients })
		if (!client.waiting && now - client.asked > CLIENT_SILENT)
			protect(drop)(keeper, client, SESSION_GONE);

	if (length(keeper.registry.clients) || keeper.garbage)
		keeper.sweeper.set(SWEEP);

	if (keeper.garbage) {
		keeper.garbage = false;
		gc();
	}
}

function start_sweeping(keeper) {
	keeper.sweeper = keeper.sweeper ?? uloop.timer(-1, protect(() => sweep(keeper), () => keeper.sweeper.set(SWEEP)));

	if (keeper.sweeper.remaining() < 0)
		keeper.sweeper.set(SWEEP);
}

/**
 * Tells every waiting browser that its streams have ended, because this run of the keeper does: nobody else would, and it would wait
 * until its own time limit.
 */
export function farewell(keeper) {
	keeper.ending = true;
	protect(jobs.interrupt)(keeper.jobs);

	transfers.farewell(keeper);

	for (let id, client in { ...keeper.registry.clients }) {
		let cursors = client.waiting?.cursors ?? {};

		clients.drop(keeper.registry, client);
		finish(client, encode(collect(client, cursors, () => true, [])));
	}
};

function serve(keeper, role, args, known, reply) {
	if (index(known.roles, role) < 0)
		return reply({ failure: 'forbidden', message: `This session has not the role ${role}.` });

	let operation = args.close ? null : own.operation(args.operation);
	let found = clients.find(keeper.registry, args.client, args.ubus_rpc_session, !args.close && !operation);

	if (found.failure)
		return reply(found);

	if (found.client)
		found.client.asked = milliseconds();

	if (args.close)
		return reply({ closed: !!found.client && close_stream(keeper, found.client, args.close) });

	let caller = own.caller(args, known, role);

	if (!operation)
		return open_stream(keeper, found.client, args, caller, reply);

	let wrong = own.fault(keeper, operation, args, role);

	if (wrong)
		return reply(wrong);

	operation.call(keeper, caller, args.parameters ?? {}, (answer) => reply(length(answer) ? answer : DONE));
}

function method(keeper, role) {
	return function(request) {
		if (keeper.ending)
			return ENDING;

		let replied = false;

		/* requests share one prototype: the next call replaces request.args
		 * https://github.com/jow-/ucode/blob/master/lib/ubus.c, uc_ubus_handle_reply_common */
		let args = request.args;

		function reply(answer) {
			if (!replied) {
				replied = true;
				request.reply(answer);
			}
		}

		request.defer();
		start_sweeping(keeper);

		sessions.lookup(keeper.sessions, args.ubus_rpc_session ?? '', protect((known, ok) => {
			if (!ok)
				reply(NO_RPCD);
			else if (!known)
				reply(SESSION_GONE);
			else
				serve(keeper, role, args, known, reply);
		}, () => reply(FAULT)));
	};
}

/** The methods of the object `dockerman.keeper`, as ucode's ubus module takes them. */
export function methods(keeper) {
	let published = {};

	for (let name, role in ROLE_OF_METHOD)
		published[name] = { call: protect(method(keeper, role), () => FAULT), args: OPEN_ARGS };

	published.next = {
		call: protect((request) => {
			if (keeper.ending)
				return ENDING;

			start_sweeping(keeper);

			return next(keeper, request);
		}, () => FAULT),
		args: NEXT_ARGS,
	};

	return { ...published, ...inside.methods(keeper) };
};
