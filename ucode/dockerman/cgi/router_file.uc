// GET /cgi-bin/luci/admin/docker-api/RouterFile?ticket=…: a file on the router, for the browser's own download. Only LuCI's handler tells the
// header Range; a CGI program of uhttpd does not get it (proc_header_env in its proc.c).
// uhttpd ends it after its script timeout (60 s): the browser then asks for the rest.

'use strict';

import { open } from 'fs';
import { connect } from 'ubus';
import { part_of } from 'luci.dockerman.cgi.ranges';
import { parse_query } from 'luci.dockerman.cgi.query';
import { disposition, failure_reply, reason } from 'luci.dockerman.cgi.reply';
import { take_slot } from 'luci.dockerman.cgi.slots';

const PIECE = 24576;

// seconds in which the keeper must have answered
const ANSWER = 10;

const NO_KEEPER = { failure: 'broken', message: 'The keeper does not answer. Is the service dockerman running?' };
const BUSY = { failure: 'busy', status: 503, headers: { 'Retry-After': '10' }, message: 'Another file is on its way: try again when it has come.' };

function refused(message, status, headers)
{
	return { failure: 'refused', message, status, headers };
}

function ask(session, ticket, begin)
{
	let bus = connect(null, ANSWER);
	let found = bus?.call('dockerman.keeper', 'ticket', { session, ticket, begin: begin ? '1' : '' }) ?? NO_KEEPER;

	// LuCI's handler has one of its own, which is left alone
	bus?.disconnect();

	return found;
}

function ticket_of(query)
{
	let parsed = parse_query(query);
	let ticket = parsed.failure ? null : parsed.parameters.ticket;

	return parsed.failure ? parsed : type(ticket) == 'string' && length(parsed.parameters) == 1 ? { ticket }
		: refused('RouterFile takes ticket, once.');
}

/** Every check. Returns `{ found, part }` or a failure. */
function admit(io, session)
{
	let method = io.variable('REQUEST_METHOD');

	if (method != 'GET' && method != 'HEAD')
		return refused('A file is a GET request.', 405, { Allow: 'GET, HEAD' });

	let asked = ticket_of(io.variable('QUERY_STRING'));
	let found = asked.failure ? asked : ask(session, asked.ticket, false);

	if (found.failure)
		return found;

	let part = part_of(io.headers ?? {}, found.size, `"${found.tag}"`);

	if (part.status == 412)
		return refused('The file is another one than the one that was begun.', 412);

	if (part.status == 416)
		return refused('The file has no such bytes.', 416, { 'Content-Range': `bytes */${found.size}` });

	if (method == 'GET' && part.first == 0 && !part.resumes)
		found = ask(session, asked.ticket, true);

	return found.failure ? found : { found, part };
}

function headers_of(found, part)
{
	let headers = {
		'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', 'Content-Type': 'application/octet-stream',
		'Content-Disposition': disposition(found.name), 'Accept-Ranges': 'bytes', ETag: `"${found.tag}"`,
		'Content-Length': `${part.last - part.first + 1}`
	};

	if (part.status == 206)
		headers['Content-Range'] = `bytes ${part.first}-${part.last}/${found.size}`;

	return headers;
}

/** Writes the part; what is missing in the end leaves the answer shorter than its Content-Length. */
function send(io, file, part)
{
	let left = part.last - part.first + 1;

	file.seek(part.first);

	while (left) {
		let bytes = file.read(min(left, PIECE));

		if (!length(bytes) || !io.write(bytes))
			return;

		left -= length(bytes);
	}
}

function fail(io, failure)
{
	let reply = failure_reply(failure);

	io.begin(reply.status, reason(reply.status), { ...reply.headers, 'Content-Length': `${length(reply.body)}` }) &&
		io.variable('REQUEST_METHOD') != 'HEAD' && io.write(reply.body);
}

/**
 * Serves one request of `session`. `io` as in serve.uc, and `headers`: those of the request, their names in lower case.
 */
export function serve_file(io, session)
{
	let head = io.variable('REQUEST_METHOD') == 'HEAD';
	let slot = head ? null : take_slot(true);
	let admitted = head || slot ? admit(io, session) : BUSY;
	let file = admitted.failure ? null : open(admitted.found.path, 're');

	if (!file)
		fail(io, admitted.failure ? admitted : { failure: 'broken', message: 'The file cannot be read.' });
	else if (io.begin(admitted.part.status, reason(admitted.part.status), headers_of(admitted.found, admitted.part)) && !head)
		send(io, file, admitted.part);

	file?.close();
	slot?.close();
};
