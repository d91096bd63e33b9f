// Answers towards the browser: status and header fields, for the engine's answers and for our own failures.

'use strict';

import { only, percent_encode, printable } from 'luci.dockerman.bytes';

/** HTTP status of each failure (docs/architecture.md). */
const STATUS_OF_FAILURE = {
	session: 401, forbidden: 403, refused: 400, 'too-large': 413,
	'engine-down': 502, unreachable: 502, broken: 502, timeout: 504
};

const REASONS = {
	'200': 'OK', '201': 'Created', '202': 'Accepted', '204': 'No Content', '206': 'Partial Content', '304': 'Not Modified',
	'400': 'Bad Request', '401': 'Unauthorized', '403': 'Forbidden', '404': 'Not Found', '405': 'Method Not Allowed',
	'406': 'Not Acceptable', '409': 'Conflict', '412': 'Precondition Failed', '413': 'Content Too Large', '416': 'Range Not Satisfiable',
	'500': 'Internal Server Error', '501': 'Not Implemented', '502': 'Bad Gateway', '503': 'Service Unavailable',
	'504': 'Gateway Timeout', '505': 'HTTP Version Not Supported'
};

// Nothing that a browser would render as a document of the router's own origin.
const TYPES = [
	'application/json', 'application/x-ndjson', 'application/json-seq', 'application/x-tar', 'application/x-gzip',
	'application/vnd.docker.raw-stream', 'application/vnd.docker.multiplexed-stream', 'text/plain'
];

const PASSED_ON = { 'api-version': 'Api-Version', 'x-docker-container-path-stat': 'X-Docker-Container-Path-Stat' };

// uhttpd reads a CGI program's header lines from a buffer of 4 KiB; a longer line would stop it
const MAX_VALUE = 3800;

const SAFE_IN_FILE_NAME = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';

/** The reason phrase of a status. */
export function reason(status)
{
	return REASONS[`${status}`] ?? (status < 400 ? 'OK' : 'Error');
};

/** The media type that the browser gets for the engine's Content-Type: a known, inert one, else application/octet-stream. */
export function inert_type(type)
{
	let name = lc(trim(split(type ?? '', ';')[0]));

	return index(TYPES, name) >= 0 ? name : 'application/octet-stream';
};

/** The Content-Disposition of a download; the name must have passed query.uc's `file_name_fault`. RFC 6266. */
export function disposition(name)
{
	let plain = '';

	for (let i = 0; i < length(name); i++)
		plain += index(SAFE_IN_FILE_NAME, substr(name, i, 1)) >= 0 ? substr(name, i, 1) : '_';

	return only(name, SAFE_IN_FILE_NAME)
		? `attachment; filename="${name}"`
		: `attachment; filename="${plain}"; filename*=UTF-8''${replace(percent_encode(name), /[*'()!]/g, (one) => sprintf('%%%02X', ord(one)))}`;
};

function always()
{
	return { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
}

/**
 * The header fields for an answer of the engine, without those of the framing. `head` is as http.uc gives it, `download` the
 * file name that was asked for, or null.
 */
export function passed_headers(head, download)
{
	// LuCI would call an answer without a type text/html
	let fields = { ...always(), 'Content-Type': inert_type(head.headers['content-type']) };

	for (let from, to in PASSED_ON)
		if (head.headers[from] != null && printable(head.headers[from]) && length(head.headers[from]) <= MAX_VALUE)
			fields[to] = head.headers[from];

	if (download != null && head.status == 200)
		fields['Content-Disposition'] = disposition(download);

	return fields;
};

/** A failure as an answer: `{ status, headers, body }`. `failure` may bring a `status` of its own and `headers`. */
export function failure_reply(failure)
{
	return {
		status: failure.status ?? STATUS_OF_FAILURE[failure.failure] ?? 500,
		headers: {
			...always(), 'Content-Type': 'application/json', 'X-Dockerman-Failure': failure.failure, ...(failure.headers ?? {})
		},
		body: sprintf('%J', { failure: failure.failure, message: failure.message })
	};
};
