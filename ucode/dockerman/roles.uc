// Roles are what rpcd's access groups grant: scope ubus, object dockerman, one method for each role.

'use strict';

/** The method of the object `dockerman` that stands for each role. */
export const METHOD_OF_ROLE = { viewer: 'view', operator: 'operate', admin: 'admin' };

/** The role that each method serves. */
export const ROLE_OF_METHOD = { view: 'viewer', operate: 'operator', admin: 'admin' };

const OBJECT = 'dockerman';
const UBUS_STATUS_NOT_FOUND = 4;
const UBUS_STATUS_PERMISSION_DENIED = 6;
const EXPIRED = { failure: 'session', message: 'The session has ended. Log in again.' };

/** Whether `id` has the form of an rpcd session id (32 hexadecimal digits). */
export function is_session_id(id)
{
	return type(id) == 'string' && length(id) == 32 && ltrim(id, '0123456789abcdef') === '' && index(id, '\0') < 0;
};

function grants(acls, method)
{
	// rpcd matches both with fnmatch(3), as wildcard() does
	for (let pattern, functions in acls?.ubus)
		if (wildcard(OBJECT, pattern))
			for (let one in functions)
				if (wildcard(method, one))
					return true;

	return false;
}

/**
 * The roles that the `acls` of a session grant, as an array of `viewer`, `operator`, `admin`.
 * `acls` is as `session list` and `session access` give it: `{ ubus: { object: [ method, … ] } }`.
 */
export function granted(acls)
{
	return filter(keys(METHOD_OF_ROLE), (role) => grants(acls, METHOD_OF_ROLE[role]));
};

/**
 * The roles of session `id` among the replies of `session list` (called without an id: one reply a session; unlike
 * `session get` and `session access` that does not extend any session).
 * Returns `{ roles }`, or the failure `session` when there is no such session.
 */
export function among(sessions, id)
{
	for (let session in sessions)
		if (session?.ubus_rpc_session === id)
			return { roles: granted(session.acls) };

	return EXPIRED;
};

/**
 * Looks session `id` up without extending it. Blocks for rpcd's answer: not for use inside rpcd.
 * `connection` is an ubus connection. Returns `{ roles }`, the failure `session`, or `broken` when rpcd does not answer.
 */
export function lookup(connection, id)
{
	if (!is_session_id(id))
		return EXPIRED;

	let sessions = connection.call('session', 'list', {}, true);

	return type(sessions) == 'array'
		? among(sessions, id)
		: { failure: 'broken', message: 'rpcd does not tell the sessions.' };
};

/**
 * The same inside uloop, without blocking: calls `done(result)` once, with what `lookup` returns.
 */
export function lookup_later(connection, id, done)
{
	if (!is_session_id(id))
		return done(EXPIRED);

	let sessions = [];
	let call = connection.defer('session', 'list', {},
		(code) => done(code == 0 ? among(sessions, id) : { failure: 'broken', message: 'rpcd does not tell the sessions.' }),
		(session) => push(sessions, session));

	if (!call)
		done({ failure: 'broken', message: 'rpcd does not tell the sessions.' });
};

/** The roles that decide on a row, the one that allows most first: more of them would tell nothing that `permission` asks for. */
export function deciding(row)
{
	return row.masked ? [ 'operator', row.role ] : [ row.role ];
};

/**
 * The first of `wanted` roles that session `id` has, by `session access`, which extends the session: for what a user has just asked for.
 * Blocks for rpcd's answer: not for use inside rpcd. Returns as `lookup` does; no role at all is `{ roles: [] }`.
 */
export function access(connection, id, wanted)
{
	if (!is_session_id(id))
		return EXPIRED;

	for (let role in wanted) {
		let reply = connection.call('session', 'access',
			{ ubus_rpc_session: id, scope: 'ubus', object: OBJECT, function: METHOD_OF_ROLE[role] });

		if (reply?.access)
			return { roles: [ role ] };

		if (!reply && connection.error(true) == UBUS_STATUS_NOT_FOUND)
			return EXPIRED;

		if (!reply && connection.error(true) != UBUS_STATUS_PERMISSION_DENIED)
			return { failure: 'broken', message: 'rpcd does not answer.' };
	}

	return { roles: [] };
};

/**
 * How roles may use a row: null for not at all, `{ masked }` otherwise. Each role serves its own rows; an operator also
 * gets the `masked` rows of viewers, and whole.
 */
export function permission(row, roles)
{
	let operator = index(roles, 'operator') >= 0;

	if (row.masked && operator)
		return { masked: false };

	if (index(roles, row.role) < 0)
		return null;

	return { masked: !!row.masked };
};
