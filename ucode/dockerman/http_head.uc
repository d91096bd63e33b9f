// The head of an HTTP/1.1 answer: its lines, and how the body behind it is delimited.

'use strict';

import { only } from 'luci.dockerman.bytes';

const SPACE = 32;
// tchar of RFC 9110, section 5.6.2
const TOKEN = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The failure for an answer that breaks HTTP's rules; `message` says what is wrong with it. */
export function fail(message)
{
	return { failure: 'broken', message: `The engine's answer is no valid HTTP: ${message}` };
};

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
export function parse_head(source)
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
};

/**
 * How the body of an answer to a request of that method is delimited (RFC 9112, section 6.3): `{ mode }` is `end` for none,
 * `chunks`, `length` (then `left` are its bytes) or `close` for all until the connection closes; or a failure.
 */
export function framing(method, head)
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
		return { mode: 'chunks' };

	if (size != null)
		return +size > 0 ? { mode: 'length', left: +size } : { mode: 'end' };

	return { mode: 'close' };
};
