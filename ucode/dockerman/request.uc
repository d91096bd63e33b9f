// The one gate in front of an engine: whatever comes in is checked here before a byte reaches a socket.

'use strict';

import { only } from 'luci.dockerman.bytes';
import { request_head } from 'luci.dockerman.http';
import { available, find, target } from 'luci.dockerman.operations';
import { permission } from 'luci.dockerman.roles';

// uhttpd takes 65,536 bytes of a /ubus request; a body of JSON is never larger on any way to the router
const MAX_JSON_BODY = 65536;

function failed(failure, message)
{
	return { failure, message };
}

function version_fault(row, version)
{
	// the engine's version is asked for before it is known
	if (version == null || version === '')
		return row.path == '/_ping' ? null : 'api_version is missing';

	let parts = type(version) == 'string' && length(version) <= 6 ? split(version, '.') : [];

	return length(parts) == 2 && parts[0] !== '' && parts[1] !== '' && only(parts[0] + parts[1], '0123456789')
		? null : 'api_version must be like 1.41';
}

function json_body_fault(body)
{
	if (type(body) != 'string')
		return 'body must be JSON text';

	if (length(body) > MAX_JSON_BODY)
		return `body is longer than ${MAX_JSON_BODY} bytes`;

	try {
		if (index(body, '\0') < 0 && type(json(body)) == 'object')
			return null;
	}
	catch (error) {
		// told below
	}

	return 'body is not a JSON object';
}

/** The body as it is sent with its head's fields, `{ body, type?, length? }`, or a failure. */
function prepared_body(row, body, options)
{
	if (row.body == 'tar' || options?.archive)
		return { body: '', type: 'application/x-tar', length: options?.length ?? 'chunked' };

	if (body == null || body === '')
		return { body: '', length: row.method == 'GET' || row.method == 'HEAD' ? null : 0 };

	if (row.body != 'json')
		return failed('refused', `${row.name} takes no body`);

	let wrong = json_body_fault(body);

	return wrong ? failed('refused', wrong) : { body, type: 'application/json', length: length(body) };
}

/**
 * Checks a request and writes its head.
 *
 * `request` is `{ operation, parameters, body, api_version }` as it came in (`engine` is engine.uc's matter).
 * `roles` are the roles it is made with: those of the session, or the one of the ubus method.
 * `options` (all optional): `kinds`, the kinds of rows that the caller serves (default all but `hijack`); `host`, the
 * value of the Host header; `length`, for bodies that the caller streams after the head: their length in bytes, or
 * 'chunked' when it sends them in chunks; `archive`, for a row that has such a body only with some parameters; `headers`, more of
 * them by their names, whose values the caller has made; `upgrade`, to ask for a hijacked connection; `keep`, for a request that the
 * caller may break off: Go's server does not notice that in a request that has a body and says `Connection: close`.
 *
 * Returns `{ row, head, body, masked, role }`: `head` and then `body` (JSON text or '') go to the engine as they are;
 * `masked` tells that the answer must go through mask_answer.uc, `role` which role the answer as it is needs. Or `{ failure, message }` with `refused` or `forbidden`.
 */
export function prepare(request, roles, options)
{
	if (!available())
		return failed('broken', 'The operations table is missing or damaged. Install luci-app-dockerman again.');

	let row = find(request.operation);

	if (!row)
		return failed('refused', 'The router does not serve this operation.');

	let allowed = permission(row, roles);

	if (!allowed)
		return failed('forbidden', `${row.name} needs the role ${row.role}.`);

	if (index(options?.kinds ?? [ 'json', 'stream', 'upload', 'download' ], row.kind) < 0)
		return failed('refused', `${row.name} cannot be carried here: its kind is ${row.kind}.`);

	let wrong = version_fault(row, request.api_version);

	if (wrong)
		return failed('refused', wrong);

	let where = target(row, request.parameters);

	if (where.failure)
		return where;

	let body = prepared_body(row, request.body, options);

	if (body.failure)
		return body;

	let prefix = request.api_version ? `/v${request.api_version}` : '';
	let head = request_head(row.method, prefix + where.target, {
		host: options?.host, type: body.type, length: body.length, headers: options?.headers,
		upgrade: options?.upgrade, keep: options?.keep
	});

	return {
		row, head, body: body.body, masked: allowed.masked, role: row.masked && !allowed.masked ? 'operator' : row.role
	};
};
