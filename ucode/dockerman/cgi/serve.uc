// One request of a browser, from its first check to its last byte. The CGI program and LuCI's controller are thin over it.

'use strict';

import { poll, POLLIN } from 'socket';
import { connect as ubus_connect } from 'ubus';
import { cursor as uci_cursor } from 'uci';
import { masked, masked_stream, streamed } from 'luci.dockerman.cgi.answer';
import { beat_interval, deadline, now } from 'luci.dockerman.cgi.clock';
import { browser_is_there } from 'luci.dockerman.cgi.peer';
import { GONE, pump } from 'luci.dockerman.cgi.pump';
import { file_name_fault, parse_query } from 'luci.dockerman.cgi.query';
import { failure_reply } from 'luci.dockerman.cgi.reply';
import { make_sink } from 'luci.dockerman.cgi.sink';
import { only } from 'luci.dockerman.bytes';
import { connect, find_engine, host_header } from 'luci.dockerman.engine';
import { find } from 'luci.dockerman.operations';
import { prepare } from 'luci.dockerman.request';
import { access, deciding } from 'luci.dockerman.roles';

// as request.uc allows, and a byte to tell what is longer
const MAX_JSON_BODY = 65536;

// a browser that sends nothing for so long after it has been refused is cut
const DRAIN_SECONDS = 5;

// Events may be hours apart, and whoever lives by them must know whether they still come: web/live/opener.ts waits three times as long.
const EVENTS_BEAT = 5000;

const BODILESS = [ 'GET', 'HEAD', 'DELETE' ];

/** The announced length of the body, or null: none, or chunks. uhttpd has checked that it is a number. */
function announced_length(io)
{
	let size = io.variable('CONTENT_LENGTH');

	return size != null && size !== '' && only(size, '0123456789') ? +size : null;
}

/** What of the roles that decide on `operation` the session has. For an unknown operation any will do: its session is checked first. */
function session_roles(id, operation)
{
	let row = find(operation);
	let bus = ubus_connect();
	let found = bus ? access(bus, id, row ? deciding(row) : [ 'viewer' ]) : { failure: 'broken', message: 'ubus does not answer.' };

	bus?.disconnect();

	return found;
}

/** The body of an operation that takes JSON, as text, or the failure `too-large`. */
function small_body(io, size)
{
	let body = '';
	let limit = min(size ?? MAX_JSON_BODY + 1, MAX_JSON_BODY + 1);

	// chunks, or no body at all, of which the end may never come (see `drain`)
	if (size == null && !poll(1000, [ io.input, POLLIN ])?.[0]?.[1])
		return { body };

	while (length(body) < limit && (size ?? 0) <= MAX_JSON_BODY) {
		let bytes = io.read(limit - length(body)) ?? '';

		if (bytes === '')
			break;

		body += bytes;
	}

	return max(size ?? 0, length(body)) > MAX_JSON_BODY
		? { failure: 'too-large', message: `A JSON body may have ${MAX_JSON_BODY} bytes.` }
		: { body };
}

/** Every check that needs no byte of the body. Returns `{ engine, gate, request, download, roles, size }` or a failure. */
function admit(io, entry, cursor)
{
	let found = entry.fault ?? session_roles(entry.session, entry.operation);

	if (found.failure)
		return found;

	let query = parse_query(io.variable('QUERY_STRING'));

	if (query.failure)
		return query;

	let engine = find_engine(cursor, query.own.engine);

	if (engine.failure)
		return engine;

	let size = announced_length(io);
	let request = { operation: entry.operation, parameters: query.parameters, api_version: query.own.api_version };
	let options = { host: host_header(engine), length: size ?? 'chunked' };
	let gate = prepare(request, found.roles, options);

	if (gate.failure)
		return gate;

	let method = io.variable('REQUEST_METHOD');

	if (method !== gate.row.method)
		return { failure: 'refused', status: 405, headers: { Allow: gate.row.method }, message: `${gate.row.name} is a ${gate.row.method} request.` };

	if (size && !gate.row.body)
		return { failure: 'refused', message: `${gate.row.name} takes no body.` };

	if (gate.row.kind == 'download' && io.variable('SERVER_PROTOCOL') != 'HTTP/1.1')
		return { failure: 'refused', status: 505, message: 'Files need HTTP/1.1: an older version cannot tell a broken file from a whole one.' };

	return query.own.download != null && file_name_fault(query.own.download) ||
		{ engine, gate, request, options, size, roles: found.roles, download: query.own.download };
}

/** Carries an admitted request out. Returns a failure or null. */
function carry_out(io, admitted, sink, limits)
{
	let gate = admitted.gate;
	let upload = gate.row.body == 'tar';

	if (gate.row.body == 'json') {
		let body = small_body(io, admitted.size);

		if (body.failure)
			return body;

		if (body.body !== '')
			gate = prepare({ ...admitted.request, body: body.body }, admitted.roles, admitted.options);

		if (gate.failure)
			return gate;
	}

	let connected = connect(admitted.engine);

	if (connected.failure)
		return connected;

	let make = !gate.masked ? streamed : gate.row.kind == 'stream' ? masked_stream : masked;
	let events = gate.row.name == 'SystemEvents';
	let answer = make(sink, admitted.download, events);
	let failure = pump(io, connected.socket, {
		head: gate.head, body: gate.body, method: gate.row.method,
		upload, length: upload ? admitted.size : null, beat_every: events ? min(EVENTS_BEAT, limits.beat_every) : limits.beat_every,
		lane: gate.masked ? null : sink.lane
	}, answer, limits.until);

	connected.socket.close();

	return answer.fault?.() ?? failure;
}

/**
 * Reads what is left of the body: uhttpd would take it for the next request on the connection. A request without one is
 * not read at all: where it had to wait for one of uhttpd's three slots, its empty input never ends.
 */
function drain(io, until)
{
	let size = announced_length(io);
	let patience = size == null ? 1 : DRAIN_SECONDS;

	if (size === 0 || (size == null && io.variable('REQUEST_METHOD') in BODILESS))
		return;

	for (let silent = 0; silent < patience && (until == null || now() < until); ) {
		let ready = poll(1000, [ io.input, POLLIN ]);

		if (!ready || (ready[0][1] ? (io.read(32768) ?? '') === '' : !browser_is_there(io)))
			break;

		silent = ready[0][1] ? 0 : silent + 1;
	}
}

/**
 * Serves one request.
 *
 * `io`: `variable(name)` (CGI/1.1), `read(size)`, `write(...parts)`, `begin(status, reason, headers)`, and the handles `input` and `output`.
 * `entry`: `operation`, the name of a row; `session`, an rpcd session id; `fault`, a failure that is known already, or null.
 */
export function serve(io, entry)
{
	let sink = make_sink(io, io.variable('REQUEST_METHOD'), io.variable('SERVER_PROTOCOL'));
	let cursor = uci_cursor();
	let until = deadline(cursor);
	let failure;

	try {
		let admitted = admit(io, entry, cursor);

		failure = admitted.failure ? admitted : carry_out(io, admitted, sink, { until, beat_every: beat_interval(cursor) });
	}
	catch (error) {
		warn(`dockerman: ${error.message}\n${error.stacktrace?.[0]?.context ?? ''}\n`);
		failure = { failure: 'broken', message: 'The router failed to carry the request out; its system log tells more.' };
	}

	if (failure === GONE)
		return;

	if (failure && sink.begun()) {
		sink.abort();
	}
	else if (failure) {
		let reply = failure_reply(failure);

		sink.begin(reply.status, reply.headers, length(reply.body)) && sink.piece(reply.body) && sink.end();
	}

	drain(io, until);
};
