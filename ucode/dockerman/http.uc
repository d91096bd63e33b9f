// HTTP/1.1 towards an engine: the head of a request, and an incremental parser of answers. Pure: no socket is touched,
// so that blocking code and uloop callbacks use the same. Strings are byte strings.

'use strict';

import { only } from 'luci.dockerman.bytes';

const MAX_HEAD = 65536;
const MAX_TRAILER = 8192;
const MAX_EXTENSION = 1024;
const LARGE_CHUNK = 16384;
const HEX = '0123456789abcdefABCDEF';
const PLAIN_SIZE = 8;    // bytes of the line before a chunk below 16 MiB
const CR = 13, LF = 10, SEMICOLON = 59, SPACE = 32, TAB = 9;
// tchar of RFC 9110, section 5.6.2
const TOKEN = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * The head of a request, ending in its empty line. `target` must have been checked (operations.uc): it is written as it is.
 * `options`: `host` (default `docker`), `type` (Content-Type), `length` (bytes of the body, 'chunked', or null for no
 * body), `upgrade` (asks for a hijacked connection; otherwise the engine is told to close after its answer).
 */
export function request_head(method, target, options)
{
	let lines = [
		`${method} ${target} HTTP/1.1`,
		`Host: ${options?.host ?? 'docker'}`,
		'User-Agent: luci-app-dockerman'
	];

	if (options?.upgrade)
		push(lines, 'Connection: Upgrade', 'Upgrade: tcp');
	else
		push(lines, 'Connection: close');

	if (options?.type)
		push(lines, `Content-Type: ${options.type}`);

	if (options?.length == 'chunked')
		push(lines, 'Transfer-Encoding: chunked');
	else if (options?.length != null)
		push(lines, `Content-Length: ${options.length}`);

	return join('\r\n', lines) + '\r\n\r\n';
};

function fail(message)
{
	return { failure: 'broken', message: `The engine's answer is no valid HTTP: ${message}` };
}

function parse_status(line)
{
	let code = substr(line, 9, 3);
	let start = substr(line, 0, 9);

	if ((start != 'HTTP/1.1 ' && start != 'HTTP/1.0 ') || length(code) != 3 || !only(code, '0123456789') ||
	    (length(line) > 12 && ord(line, 12) != SPACE) || +code < 100 || +code > 599)
		return null;

	return { status: +code, version: substr(line, 5, 3), reason: substr(line, 13), headers: {} };
}

function add_header(head, line)
{
	let colon = index(line, ':');
	let name = lc(substr(line, 0, colon));

	if (colon < 1 || !only(name, TOKEN))
		return 'a header line without a name';

	let value = trim(substr(line, colon + 1), ' \t');

	if (head.headers[name] == null)
		head.headers[name] = value;
	else if (name == 'content-length' || name == 'transfer-encoding')
		return `more than one ${name}`;
	else
		head.headers[name] += `, ${value}`;
}

/** A head's text without its last empty line, as `{ status, version, reason, headers }`, or a failure. */
function parse_head(source)
{
	if (index(source, '\0') >= 0)
		return fail('a NUL in its head');

	let lines = split(source, '\r\n');
	let head = parse_status(lines[0]);

	if (!head)
		return fail('a wrong status line');

	for (let i = 0; i < length(lines); i++) {
		if (index(lines[i], '\r') >= 0 || index(lines[i], '\n') >= 0)
			return fail('a bare line end in its head');

		let wrong = i > 0 ? add_header(head, lines[i]) : null;

		if (wrong)
			return fail(wrong);
	}

	return head;
}

/** How the body of an answer is delimited: `{ mode, left? }`, or a failure. RFC 9112, section 6.3. */
function framing(method, head)
{
	let coding = head.headers['transfer-encoding'];
	let size = head.headers['content-length'];

	if (coding != null && size != null)
		return fail('both Transfer-Encoding and Content-Length');

	if (coding != null && (lc(coding) != 'chunked' || head.version != '1.1'))
		return fail('an unknown Transfer-Encoding');

	if (size != null && (size === '' || length(size) > 15 || !only(size, '0123456789')))
		return fail('a wrong Content-Length');

	if (head.status == 101)
		return { mode: 'close' };

	if (method == 'HEAD' || head.status < 200 || head.status == 204 || head.status == 304)
		return { mode: 'end' };

	if (coding != null)
		return { mode: 'size' };

	if (size != null)
		return +size > 0 ? { mode: 'length', left: +size } : { mode: 'end' };

	return { mode: 'close' };
}

function hex_digit(code)
{
	if (code >= 48 && code <= 57)
		return code - 48;

	code |= 32;

	return code >= 97 && code <= 102 ? code - 87 : -1;
}

/**
 * A parser for one answer to a request of that method. It gives
 *
 * - `feed(bytes)` → `{ head?, body, end?, failure?, message? }`: `head` once, as `{ status, version, reason, headers }`
 *   (names in lower case, repeated ones joined by `, `; interim answers are left out); `body` what of the body these
 *   bytes hold ('' for nothing); `end` when the answer is complete. After status 101 the body is the raw connection.
 * - `finish()` → the same, when the engine has closed the connection.
 * - `ahead(most)` → how many bytes to read next, at most `most`, so that bodies in large chunks need not be copied apart.
 *
 * Failures are `broken`, and final: a head above 64 KiB, lines that do not end in CR LF, contradicting or
 * repeated lengths, wrong chunks, bytes after the end, an end before the end.
 */
export function response_parser(method)
{
	let mode = 'head';       // head, length, size, extension, size-lf, data, data-cr, data-lf, trailer, trailer-line, trailer-lf, last-lf, close, end, failed
	let pending = '';        // of the head
	let left = 0;            // bytes left of the body or the chunk
	let digits = 0;          // of the chunk's size
	let chunk = 0;           // bytes of the last chunk
	let between = '';        // what stands between two large chunks of that size
	let extra = 0;           // bytes of chunk extension or trailer so far
	let failure;

	function give_up(result, broken)
	{
		mode = 'failed';
		failure = broken;
		result.failure = broken.failure;
		result.message = broken.message;

		return result;
	}

	/** Takes bytes of the head. Returns what is left of them behind it, null while it is incomplete, or a failure. */
	function take_head(bytes, result)
	{
		let from = max(0, length(pending) - 3);

		pending = length(pending) ? pending + bytes : bytes;

		let end = index(from ? substr(pending, from) : pending, '\r\n\r\n');

		if (end < 0 ? length(pending) > MAX_HEAD : from + end > MAX_HEAD)
			return fail('its head is too large');

		if (end < 0) {
			let line = index(pending, '\n');

			return line == 0 || (line > 0 && ord(pending, line - 1) != CR) ? fail('a bare line end in its head') : null;
		}

		let head = parse_head(substr(pending, 0, from + end));

		if (head.failure)
			return head;

		let rest = substr(pending, from + end + 4);

		pending = '';

		// interim answers (RFC 9110, section 15.2) come before the real one
		if (head.status < 200 && head.status != 101)
			return take_head(rest, result);

		let frame = framing(method, head);

		if (frame.failure)
			return frame;

		mode = frame.mode;
		left = frame.left ?? 0;
		result.head = head;

		return rest;
	}

	/** One byte of the lines around chunks. Returns what is wrong with it, or null. */
	function take_framing(code)
	{
		switch (mode) {
		case 'size':
			let digit = hex_digit(code);

			if (digit >= 0) {
				left = left * 16 + digit;
				digits++;

				return digits > 12 ? 'a chunk that is too large' : null;
			}

			if (!digits)
				return 'a chunk without a size';

			if (code == CR)
				mode = 'size-lf';
			else if (code == SEMICOLON || code == SPACE || code == TAB)
				mode = 'extension';
			else
				return 'a wrong chunk size';

			extra = 0;

			return null;

		case 'extension':
			if (code == CR)
				mode = 'size-lf';
			else if (code == LF || code == 0 || ++extra > MAX_EXTENSION)
				return 'a wrong chunk extension';

			return null;

		case 'size-lf':
			if (code != LF)
				return 'a bare line end in a chunk';

			mode = left > 0 ? 'data' : 'trailer';
			between = left >= LARGE_CHUNK ? sprintf('\r\n%x\r\n', left) : '';
			chunk = left;
			digits = 0;
			extra = 0;

			return null;

		case 'data-cr':
			mode = 'data-lf';

			return code == CR ? null : 'a chunk longer than its size';

		case 'data-lf':
			mode = 'size';

			return code == LF ? null : 'a chunk longer than its size';

		case 'trailer':
			mode = code == CR ? 'last-lf' : 'trailer-line';

			return code == LF || ++extra > MAX_TRAILER ? 'a wrong trailer' : null;

		case 'trailer-line':
			if (code == CR)
				mode = 'trailer-lf';

			return code == LF || ++extra > MAX_TRAILER ? 'a wrong trailer' : null;

		case 'trailer-lf':
			mode = 'trailer';

			return code == LF ? null : 'a wrong trailer';

		case 'last-lf':
			mode = 'end';

			return code == LF ? null : 'a wrong trailer';
		}

		return 'bytes after its end';
	}

	/**
	 * Takes the chunks that lie whole in `bytes` from `at` on, in their plainest form: dockerd writes one for each line of a
	 * log, and a step for each byte around it would cost three times as much. Returns where the plain ones end.
	 */
	function take_whole_chunks(bytes, at, pieces)
	{
		for (let total = length(bytes);;) {
			let line = substr(bytes, at, PLAIN_SIZE);
			let count = index(line, '\r\n');
			let hexadecimal = substr(line, 0, max(count, 0));

			if (count < 1 || ltrim(hexadecimal, HEX) !== '')
				return at;

			let size = hex(hexadecimal);
			let end = at + count + 2 + size;

			if (!size || end + 2 > total || substr(bytes, end, 2) !== '\r\n')
				return at;

			push(pieces, substr(bytes, at + count + 2, size));
			at = end + 2;
		}
	}

	/** Takes the body's bytes from `at` on; gives them to `pieces`. Returns a failure or null. */
	function take_body(bytes, pieces)
	{
		let total = length(bytes);

		for (let at = 0; at < total; ) {
			if (mode == 'size' && !digits)
				at = take_whole_chunks(bytes, at, pieces);

			if (at == total)
				break;

			if (mode == 'length' || mode == 'data') {
				let size = min(left, total - at);

				push(pieces, size == total ? bytes : substr(bytes, at, size));
				at += size;
				left -= size;

				if (!left)
					mode = mode == 'length' ? 'end' : 'data-cr';
			}
			else if (mode == 'close') {
				push(pieces, at ? substr(bytes, at) : bytes);
				at = total;
			}
			else {
				let wrong = take_framing(ord(bytes, at++));

				if (wrong)
					return fail(wrong);
			}
		}

		return null;
	}

	/** What `feed` gives for bytes as `ahead` asks for them within a large chunk and between two: no byte is looked at. */
	function take_large(bytes)
	{
		if (mode == 'data' && length(bytes) <= left) {
			left -= length(bytes);
			mode = left ? 'data' : 'data-cr';

			return { body: bytes };
		}

		if (mode == 'data-cr' && bytes === between) {
			left = chunk;
			mode = 'data';

			return { body: '' };
		}

		return null;
	}

	return {
		feed: function(bytes) {
			let large = between !== '' ? take_large(bytes) : null;

			if (large)
				return large;

			let result = { body: '' };

			if (mode == 'failed')
				return { ...result, ...failure };

			if (mode == 'head') {
				bytes = take_head(bytes, result);

				if (type(bytes) == 'object')
					return give_up(result, bytes);
			}

			let pieces = [];
			let broken = length(bytes) ? take_body(bytes, pieces) : null;

			result.body = length(pieces) == 1 ? pieces[0] : join('', pieces);

			if (broken)
				return give_up(result, broken);

			if (mode == 'end')
				result.end = true;

			return result;
		},

		ahead: function(most) {
			if (between === '')
				return most;

			return mode == 'data' ? min(left, most) : mode == 'data-cr' ? length(between) : most;
		},

		finish: function() {
			let result = { body: '' };

			if (mode == 'failed')
				return { ...result, ...failure };

			if (mode == 'close' || mode == 'end') {
				mode = 'end';

				return { body: '', end: true };
			}

			return give_up(result, {
				failure: 'broken',
				message: mode == 'head' && !length(pending)
					? 'The engine closed the connection without an answer.'
					: 'The engine closed the connection before its answer was complete.'
			});
		}
	};
};
