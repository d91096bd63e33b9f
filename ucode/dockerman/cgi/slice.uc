// GET and PUT /cgi-bin/dockerman/TransferSlice?transfer=…&offset=…&length=…[&acknowledged=…]: bytes of a transfer that the keeper holds.
// A browser asks for hundreds of them, each a process of its own that compiles what it imports: so this imports next to nothing.

'use strict';

import { open, stdin, stdout } from 'fs';
import { connect } from 'ubus';
import { take_slot } from 'luci.dockerman.cgi.slots';

// Two pages. musl maps and unmaps most larger strings, and finds out which ones are worth keeping only when a process has made a hundred of
// them; a variable that keeps the one before lets it use the same two again and again. It halves the time of a slice.
const PIECE = 8192;

// as the keeper's SLICE_BYTES
const MAX_SLICE = 4194304;

// seconds in which the keeper must have answered: it waits for one itself
const ANSWER = 10;

// seconds in which nothing comes of a slice from a browser
const STALLED = 10;

const NAMES = [ 'transfer', 'offset', 'length', 'acknowledged' ];
const IGNORED = [ 'api_version', 'engine' ];

const STATUS = {
	session: '401 Unauthorized', forbidden: '403 Forbidden', refused: '400 Bad Request', busy: '503 Service Unavailable',
	timeout: '504 Gateway Timeout'
};

const ALWAYS = 'Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n';

const NO_KEEPER = { failure: 'broken', message: 'The keeper does not answer. Is the service dockerman running?' };
const BUSY = { failure: 'busy', message: 'Other slices are on their way: ask again in a moment.' };

/** The parameters as they are written: no value of ours needs an escape, so one that has any matches nothing. */
function parameters(query)
{
	let found = {};

	for (let pair in split(query ?? '', '&')) {
		let parts = split(pair, '=', 2);

		if (index(IGNORED, parts[0]) < 0 && pair !== '') {
			if (index(NAMES, parts[0]) < 0 || found[parts[0]] != null)
				return { failure: 'refused', message: 'TransferSlice takes transfer, offset, length and acknowledged, each once.' };

			found[parts[0]] = parts[1] ?? '';
		}
	}

	return found;
}

function head(status, lines)
{
	return stdout.write(`Status: ${status}\r\n${ALWAYS}${lines}\r\n`);
}

function fail(failure)
{
	let body = sprintf('%J', { failure: failure.failure, message: failure.message });

	head(failure.status ?? STATUS[failure.failure] ?? '502 Bad Gateway',
		`${failure.header ?? ''}Content-Type: application/json\r\nX-Dockerman-Failure: ${failure.failure}\r\nContent-Length: ${length(body)}\r\n`);
	stdout.write(body);
}

/** Asks the keeper; an answer or a failure. */
function ask(method, args)
{
	let bus = connect(null, ANSWER);

	return bus?.call('dockerman.keeper', method, args) ?? NO_KEEPER;
}

/** Writes bytes of the ring to the browser. What is missing in the end leaves the answer shorter than its Content-Length. */
function send(found)
{
	let file = open(found.path, 'r');
	let left = found.length, at = found.offset % found.size, bytes;

	file?.seek(at);

	while (left) {
		let count = min(left, PIECE, found.size - at);

		bytes = file?.read(count);

		if (length(bytes) != count || stdout.write(bytes) != count)
			return;

		left -= count;
		at += count;

		if (at == found.size) {
			at = 0;
			file.seek(0);
		}
	}
}

function give(asked)
{
	let found = ask('slice', asked);

	if (found.failure)
		return fail(found);

	let end = found.end == null ? '' : `X-Dockerman-End: ${found.end}\r\n`;

	if (!found.length) {
		head('204 No Content', end);
	}
	else {
		head('200 OK', `Content-Type: application/octet-stream\r\nContent-Length: ${found.length}\r\n${end}`);
		send(found);
	}
}

/** Reads `left` bytes of the browser and hands them to `put`. Returns whether they have all come. */
function receive(left, put)
{
	let poll = require('socket').poll, read = (size) => stdin.read(size), silent = 0, bytes;

	// read(2), where there is a module for it (input.uc)
	try {
		let input = require('io').new(0);

		read = (size) => input.read(size);
	}
	catch (error) {}

	while (left) {
		// POLLIN, and what always comes: POLLHUP and POLLERR
		if (!poll(1000, [ stdin, 1 ])?.[0]?.[1]) {
			if (++silent == STALLED)
				return false;

			continue;
		}

		bytes = read(min(left, PIECE));

		if (!length(bytes))
			return false;

		silent = 0;
		left -= length(bytes);
		put(bytes);
	}

	return true;
}

/** Reads a body that nobody wants: uhttpd would take it for the next request. */
function drop(size)
{
	receive(size, () => null);
}

function take(asked, size)
{
	if (size == null || `${size}` !== asked.length || size > MAX_SLICE) {
		drop(size ?? Infinity);

		return fail({ failure: 'refused', message: `A slice has Content-Length bytes, as length says, and at most ${MAX_SLICE}.` });
	}

	let place = ask('place', asked);
	let file = place.path ? open(place.path, 'wx', 0600) : null;
	let whole = receive(size, (bytes) => file?.write(bytes));

	// a full memory shows in the file's size, at which the keeper looks
	file?.close();

	if (place.failure)
		return fail(place);

	if (!whole)
		return fail({ failure: 'timeout', message: 'The slice did not come as a whole.' });

	let done = place.path ? ask('received', { session: asked.session, transfer: asked.transfer, path: place.path }) : place;

	if (done.failure)
		return fail(done);

	head('204 No Content', '');
}

/** The announced length of the body, or null. */
function announced()
{
	let size = getenv('CONTENT_LENGTH') ?? '';

	return size !== '' && ltrim(size, '0123456789') === '' ? +size : null;
}

/** Serves the request of this CGI program, made with the session id `session`. */
function serve(session)
{
	let method = getenv('REQUEST_METHOD'), size = announced();
	let slot = take_slot(false);

	// a vanished browser is a failed write, and the end
	signal('SIGPIPE', 'ignore');

	let asked = slot ? parameters(getenv('QUERY_STRING')) : BUSY;
	let refused = asked.failure ? asked : method == 'GET' || method == 'PUT' ? null
		: { failure: 'refused', status: '405 Method Not Allowed', header: 'Allow: GET, PUT\r\n', message: 'A slice is a GET or a PUT request.' };

	if (!refused && method == 'GET') {
		give({ offset: '', length: '', acknowledged: '0', ...asked, session });
	}
	else if (!refused) {
		take({ offset: '', length: '', ...asked, session }, size);
	}
	else {
		drop(size ?? (method == 'GET' || method == 'HEAD' || method == 'DELETE' ? 0 : Infinity));
		fail(refused);
	}

	stdout.flush();
	slot?.close();
}

return { serve };
