// HTTP/1.1 towards an engine: the head of a request, and an incremental parser of answers. Pure: no socket is touched,
// so that blocking code and uloop callbacks use the same. Strings are byte strings.

'use strict';

import { chunk_decoder } from 'luci.dockerman.chunks';
import { fail, framing, parse_head } from 'luci.dockerman.http_head';

const MAX_HEAD = 65536;

// 100, 102 and 103 before an answer
const MAX_INTERIM = 8;
const CR = 13;

/**
 * The head of a request, ending in its empty line. `target` must have been checked (operations.uc): it is written as it is.
 * `options`: `host` (default `docker`), `type` (Content-Type), `length` (bytes of the body, 'chunked', or null for no
 * body), `headers` (more of them, by their names; checked as well), `upgrade` (asks for a hijacked connection), `keep` (does not tell the
 * engine to close after its answer, as it is told otherwise).
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
	else if (!options?.keep)
		push(lines, 'Connection: close');

	for (let name, value in options?.headers)
		push(lines, `${name}: ${value}`);

	if (options?.type)
		push(lines, `Content-Type: ${options.type}`);

	if (options?.length == 'chunked')
		push(lines, 'Transfer-Encoding: chunked');
	else if (options?.length != null)
		push(lines, `Content-Length: ${options.length}`);

	return join('\r\n', lines) + '\r\n\r\n';
};

/**
 * A parser for one answer to a request of that method. It gives
 *
 * - `feed(bytes)` → `{ head?, body, end?, failure?, message? }`: `head` once, as `{ status, version, reason, headers }`
 *   (names in lower case, repeated ones joined by `, `; interim answers are left out); `body` what of the body these
 *   bytes hold ('' for nothing); `end` when the answer is complete. After status 101 the body is the raw connection.
 * - `finish()` → the same, when the engine has closed the connection.
 * - `ahead(most)` → how many bytes to read next, at most `most`, so that bodies in large chunks need not be copied apart.
 * - `run()` → within a chunk of at least 16 KiB, `{ left, size, line }`: how many bytes of it are still to come, its size, and the line
 *   that stands between it and a next one of that size; null elsewhere. The caller may pass on bytes of the chunk without feeding
 *   them, and whole chunks with their lines, and then tells with
 * - `ran(left)` → that so many bytes are left of the chunk that it is in.
 *
 * Failures are `broken`, and final: a head above 64 KiB, lines that do not end in CR LF, contradicting or
 * repeated lengths, wrong chunks, bytes after the end, an end before the end.
 */
export function response_parser(method)
{
	let mode = 'head';   // head, length, chunks, close, end, failed
	let pending = '';    // of the head
	let left = 0;        // bytes left of a body of known length
	let chunks;
	let interim = 0;
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
			return ++interim > MAX_INTERIM ? fail('too many interim answers') : take_head(rest, result);

		let frame = framing(method, head);

		if (frame.failure)
			return frame;

		mode = frame.mode;
		left = frame.left ?? 0;
		chunks = mode == 'chunks' ? chunk_decoder() : null;
		result.head = head;

		return rest;
	}

	/** Takes bytes of the body; gives them to `pieces`. Returns a failure or null. */
	function take_body(bytes, pieces)
	{
		if (mode == 'chunks') {
			let wrong = chunks.take(bytes, pieces);

			if (chunks.over())
				mode = 'end';

			return wrong ? fail(wrong) : null;
		}

		if (mode == 'close') {
			push(pieces, bytes);

			return null;
		}

		let size = mode == 'length' ? min(left, length(bytes)) : 0;

		if (size > 0)
			push(pieces, size == length(bytes) ? bytes : substr(bytes, 0, size));

		left -= size;

		if (!left)
			mode = 'end';

		return size < length(bytes) ? fail('bytes after its end') : null;
	}

	return {
		feed: function(bytes) {
			let large = mode == 'chunks' ? chunks.take_large(bytes) : null;

			if (large != null)
				return { body: large };

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

		ahead: (most) => mode == 'chunks' ? chunks.ahead(most) : most,

		run: () => mode == 'chunks' ? chunks.run() : null,

		ran: (rest) => chunks.ran(rest),

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
