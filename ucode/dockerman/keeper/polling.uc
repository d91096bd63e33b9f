/*
 * Answers the waiting calls: when, and after whose session was checked.
 */

'use strict';

import * as uloop from 'uloop';
import * as clients from 'luci.dockerman.keeper.clients';
import * as waiting from 'luci.dockerman.keeper.waiting';
import { lookup } from 'luci.dockerman.keeper.sessions';
import { milliseconds } from 'luci.dockerman.keeper.monotonic';
import { FAULT, protect } from 'luci.dockerman.keeper.protect';
import { STREAMS_PER_CLIENT, WAIT_SECONDS } from 'luci.dockerman.keeper.limits';

export const SESSION_GONE = { failure: 'session', message: 'The session has ended. Log in again.' };
export const NO_RPCD = { failure: 'broken', message: 'The session could not be checked: rpcd does not answer.' };

let tick;

/* Whether the client's waiting call has something to tell: of its streams, or how many jobs there are. */
function has_news(keeper, client, call) {
	return waiting.ready(client, call.cursors) || length(keeper.jobs.jobs) != (client.jobs ?? 0);
}

/** Answers the client's waiting call, if there is one. */
export function finish(client, reply) {
	let call = client.waiting;

	client.waiting = null;
	call?.request.reply(reply);
};

/** Drops a client; its waiting call is answered first. */
export function drop(keeper, client, reply) {
	finish(client, reply);
	clients.drop(keeper.registry, client);
	keeper.garbage = true;
};

/** Takes a stream out of its client and closes it; false when there is none of that id. */
export function close_stream(keeper, client, id) {
	keeper.garbage = true;

	return clients.remove(keeper.registry, client, id);
};

function arm(keeper, client) {
	client.timer = client.timer ?? uloop.timer(-1, protect(() => tick(keeper, client), () => finish(client, FAULT)));
	client.timer.set(waiting.sleep(client, client.waiting, milliseconds()));
}

function reply(keeper, client, call, roles) {
	let forbidden = [];
	let answers = waiting.collect(client, call.cursors, (role) => index(roles, role) >= 0, forbidden);

	for (let id in forbidden)
		close_stream(keeper, client, id);

	let jobs = length(keeper.jobs.jobs), news = jobs != (client.jobs ?? 0);

	if (length(answers) || news)
		client.told = milliseconds();
	else if (milliseconds() < call.until)
		return false;

	client.jobs = jobs;
	finish(client, { ...waiting.encode(answers), ...(jobs || news ? { jobs: jobs } : {}) });

	return true;
}

function answer(keeper, client, call) {
	call.checking = true;

	lookup(keeper.sessions, client.session, protect((known, ok) => {
		/* answered meanwhile: a newer call took its place */
		if (client.waiting !== call)
			return;

		call.checking = false;
		call.answer_at = null;

		if (!ok)
			finish(client, NO_RPCD);
		else if (!known)
			drop(keeper, client, SESSION_GONE);
		else if (!reply(keeper, client, call, known.roles))
			arm(keeper, client);
	}, () => finish(client, FAULT)));
}

tick = function(keeper, client) {
	let call = client.waiting, now = milliseconds();

	if (!call || call.checking)
		return;

	if (call.answer_at == null && has_news(keeper, client, call))
		call.answer_at = waiting.gather(client, call, now);

	if (now >= min(call.answer_at ?? call.until, call.until))
		answer(keeper, client, call);
	else
		arm(keeper, client);
};

/** To be called when a stream of the client has something new, or there is another number of jobs. */
export function wake(keeper, client) {
	let call = client.waiting;

	if (!call || call.checking || !has_news(keeper, client, call))
		return;

	let at = waiting.gather(client, call, milliseconds());

	if (call.answer_at == null || at < call.answer_at) {
		call.answer_at = at;
		arm(keeper, client);
	}
};

/** To be called when there is another number of jobs. */
export function wake_all(keeper) {
	for (let id, client in { ...keeper.registry.clients })
		wake(keeper, client);
};

function cursors_fault(cursors) {
	if (type(cursors) != 'object')
		return 'cursors must be an object of stream ids and positions';

	if (length(cursors) > 2 * STREAMS_PER_CLIENT)
		return 'cursors names too many streams';

	for (let id, cursor in cursors)
		if (type(cursor) != 'int' || cursor < 0)
			return 'a cursor must be a whole number';

	return null;
}

/** The call `next`: returns a failure, or null when it will be answered. */
export function next(keeper, request) {
	let args = request.args, cursors = args.cursors ?? {};
	let wrong = cursors_fault(cursors);

	if (wrong)
		return { failure: 'refused', message: wrong };

	let found = clients.find(keeper.registry, args.client, args.ubus_rpc_session, true);

	if (found.failure)
		return found;

	let client = found.client, now = milliseconds();

	finish(client, { streams: {} });
	client.asked = now;

	for (let one, stream in client.streams)
		if (stream.over && !(one in cursors))
			close_stream(keeper, client, one);

	let seconds = max(0, min(args.wait ?? WAIT_SECONDS, WAIT_SECONDS));

	client.waiting = { request, cursors, until: now + seconds * 1000, answer_at: null, checking: false };
	request.defer();
	tick(keeper, client);

	return null;
};
