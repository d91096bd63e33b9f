/*
 * Opens what a browser asks for.
 */

'use strict';

import * as uloop from 'uloop';
import { cursor } from 'uci';
import { find_engine, host_header } from 'luci.dockerman.engine';
import { prepare } from 'luci.dockerman.request';
import * as bytestream from 'luci.dockerman.keeper.bytestream';
import * as clients from 'luci.dockerman.keeper.clients';
import * as events from 'luci.dockerman.keeper.events';
import * as own from 'luci.dockerman.keeper.own';
import * as samples from 'luci.dockerman.keeper.samples';
import * as statistics from 'luci.dockerman.keeper.statistics';
import { HEAD_WAIT, STREAMS_BYTES, STREAM_BYTES } from 'luci.dockerman.keeper.limits';
import { milliseconds } from 'luci.dockerman.keeper.monotonic';
import { close_stream, finish, wake } from 'luci.dockerman.keeper.polling';
import { FAULT, protect } from 'luci.dockerman.keeper.protect';

function refused(message) {
	return { failure: 'refused', message };
}

function open_statistics(keeper, engine, args, role) {
	if (role != 'viewer')
		return { failure: 'forbidden', message: 'Statistics needs the role viewer.' };

	let wanted = statistics.parse(args.parameters);

	if (wanted.failure)
		return wanted;

	if (length(wanted.containers) > samples.room(keeper.samples))
		return refused('The keeper watches too many containers already.');

	let requests = [];

	for (let container in wanted.containers) {
		let request = samples.request_for(container, args.api_version, host_header(engine));

		if (request.failure)
			return request;

		push(requests, request);
	}

	return statistics.open(keeper.samples, engine, requests, wanted.interval, milliseconds);
}

function open_row(keeper, engine, args, role, hooks) {
	let request = prepare(args, [role], { kinds: ['stream'], host: host_header(engine) });

	if (request.failure)
		return request;

	if (request.row.body)
		return refused(`${request.row.name} cannot be carried here: it has a request body.`);

	if (request.row.name == 'SystemEvents' && !args.parameters?.since && !args.parameters?.until)
		return events.open(keeper.events, engine, request, hooks);

	return bytestream.open(engine, request, hooks);
}

/* A stream of the keeper's own, or one of an engine. */
function open_any(keeper, args, caller, hooks) {
	let entry = own.stream(args.operation);

	if (entry)
		return own.fault(keeper, entry, args, caller.role) ?? entry.open(keeper, caller, args.parameters ?? {}, hooks);

	let engine = find_engine(cursor(), args.engine);

	if (engine.failure)
		return engine;

	return args.operation == 'Statistics'
		? open_statistics(keeper, engine, args, caller.role)
		: open_row(keeper, engine, args, caller.role, hooks);
}

/**
 * Opens a stream for the client. `args` are those of the call, `caller` who makes it (own.uc), `reply` takes the
 * answer once: at once or when the engine has sent its head.
 */
export function open_stream(keeper, client, args, caller, reply) {
	let failure = clients.full(keeper.registry, client);

	if (failure)
		return reply(failure);

	let stream, id, timer;

	function done(outcome) {
		timer?.cancel();
		timer = null;

		if (outcome && client.streams[id])
			close_stream(keeper, client, id);

		reply(outcome ?? { stream: id, cursor: stream.cursor ?? 0, type: stream.type });
	}

	let hooks = {
		opened: protect((outcome) => timer && done(outcome), () => reply(FAULT)),
		news: protect(() => wake(keeper, client), () => finish(client, FAULT)),
		limit: () => min(STREAM_BYTES, int(STREAMS_BYTES / keeper.registry.streams)),
	};

	stream = open_any(keeper, args, caller, hooks);

	if (stream.failure)
		return reply(stream);

	id = protect(() => clients.add(keeper.registry, client, stream), () => stream.close())();

	if (!id)
		return reply(FAULT);

	if (stream.settled)
		return done(null);

	timer = uloop.timer(HEAD_WAIT, protect(
		() => done(client.streams[id] ? null : { failure: 'broken', message: 'The stream was closed before it was open.' }),
		() => reply(FAULT)
	));
};
