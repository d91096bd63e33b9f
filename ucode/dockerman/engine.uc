// The engines that /etc/config/dockerman names, and connections to them.

'use strict';

import * as socket from 'socket';
import { only, printable } from 'luci.dockerman.bytes';

/** Where dockerd listens when nothing else is configured. */
export const DEFAULT_ADDRESS = 'unix:///var/run/docker.sock';

const DIGITS = '0123456789';
const HOST = DIGITS + 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_';
const MAX_UNIX_PATH = 107;  // unix(7)
const CONNECT_SECONDS = 5;

// Linux counts some of them otherwise on MIPS
const EAGAIN = [ 11 ];
const EINPROGRESS = [ 115, 150 ];

function refused(message)
{
	return { failure: 'refused', message };
}

function parse_unix(path)
{
	if (ord(path) != 47)
		return refused('the path of a unix socket must be absolute, as in unix:///var/run/docker.sock');

	if (length(path) > MAX_UNIX_PATH)
		return refused(`the path of a unix socket may have ${MAX_UNIX_PATH} bytes`);

	if (!printable(path))
		return refused('the path of a unix socket contains a control character');

	return { kind: 'unix', path };
}

function parse_tcp(rest)
{
	let colon = rindex(rest, ':');
	let host = substr(rest, 0, max(colon, 0));
	let port = substr(rest, colon + 1);
	let bracketed = ord(host) == 91 && ord(host, -1) == 93;

	if (colon < 1 || port === '' || length(port) > 5 || !only(port, DIGITS) || +port < 1 || +port > 65535)
		return refused('a tcp address must be like tcp://192.168.1.2:2375');

	if (bracketed)
		host = substr(host, 1, length(host) - 2);

	if (bracketed ? !(only(host, HOST + ':') && length(iptoarr(host)) == 16)
	              : host === '' || length(host) > 253 || !only(host, HOST))
		return refused('the host of a tcp address must be a name or an IP address (IPv6 in brackets)');

	return { kind: 'tcp', host, port: +port };
}

/**
 * An engine's address in parts: `{ address, kind: 'unix', path }` or `{ address, kind: 'tcp', host, port }`, or the
 * failure `refused` with a sentence on what is wrong with it.
 */
export function parse_address(address)
{
	if (type(address) != 'string')
		return refused('an engine needs an address');

	let parts = split(address, '://', 2);
	let parsed;

	if (parts[0] == 'unix' && length(parts) == 2)
		parsed = parse_unix(parts[1]);
	else if (parts[0] == 'tcp' && length(parts) == 2)
		parsed = parse_tcp(rtrim(parts[1], '/'));
	else if (parts[0] == 'tls' || parts[0] == 'https')
		parsed = refused('the router speaks no TLS to engines: use the direct transport or a gateway');
	else
		parsed = refused('an engine\'s address begins with unix:// or tcp://');

	return { address, ...parsed };
};

/** A uci option that may be a list, as an array of texts. */
export function plain_list(value)
{
	return type(value) == 'array' ? value : value != null ? [ value ] : [];
};

/**
 * The configured engines in their order: `[ { name, label, direct, address, kind, path | host, port } ]`; one with a wrong address
 * has `failure` and `message` instead of its parts. `direct` lists the URLs at which browsers reach it without the router, as they are
 * written. `cursor` is a uci cursor. With none configured it is the local dockerd.
 */
export function engines(cursor)
{
	let found = [];

	cursor.load('dockerman');
	cursor.foreach('dockerman', 'engine', (section) => {
		if (section.enabled !== '0')
			push(found, {
				name: section['.name'], label: section.label ?? section['.name'], direct: plain_list(section.direct),
				...parse_address(section.address)
			});
	});

	if (!length(found))
		push(found, { name: 'local', label: 'local', direct: [], ...parse_address(DEFAULT_ADDRESS) });

	return found;
};

/** The engine of that name, the first one for '' or null, or a failure (`refused`) with what to mend. */
export function find_engine(cursor, name)
{
	if (name != null && type(name) != 'string')
		return refused('engine must be a string');

	let known = engines(cursor);
	let found = name == null || name === '' ? known[0] : filter(known, (one) => one.name === name)[0];

	if (!found)
		return refused('There is no engine of that name in /etc/config/dockerman.');

	if (found.failure)
		return refused(`The engine ${found.name} cannot be used: ${found.message}.`);

	return found;
};

/** The value of the Host header for an engine. */
export function host_header(engine)
{
	if (engine.kind == 'unix')
		return 'docker';

	return `${index(engine.host, ':') >= 0 ? `[${engine.host}]` : engine.host}:${engine.port}`;
};

/** The failure for an engine that cannot be connected to; `reason` is the system's own words. */
export function down(engine, reason)
{
	return {
		failure: 'engine-down',
		message: `The engine at ${engine.address} does not answer (${reason ?? 'no reason given'}). Is it running?`
	};
};

/** Whether the engine's host must be resolved before a non-blocking connect. */
export function needs_resolving(engine)
{
	return engine.kind == 'tcp' && !iptoarr(engine.host);
};

/** The addresses of an engine's host, as text. Blocks for the resolver. */
export function resolve(host)
{
	let found = socket.addrinfo(host, null, { socktype: socket.SOCK_STREAM }) ?? [];

	return uniq(map(found, (one) => one.addr?.address));
};

function connect_unix(engine, seconds)
{
	// socket.connect() tells a wrong reason for a unix socket that is not there
	let made = socket.create(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC);

	// only a full queue of the listener makes it wait
	made?.setopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, { sec: seconds, usec: 0 });

	if (!made?.connect({ path: engine.path }))
		return down(engine, socket.error());

	made.setopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, { sec: 0, usec: 0 });

	return { socket: made };
}

/**
 * Connects to an engine and waits for it, at most 5 seconds. Returns `{ socket }` (blocking), or the failure
 * `engine-down`. For programs with nothing else to do; inside uloop see exchange.uc.
 */
export function connect(engine)
{
	if (engine.kind == 'unix')
		return connect_unix(engine, CONNECT_SECONDS);

	let made = socket.connect(engine.host, `${engine.port}`, { socktype: socket.SOCK_STREAM }, CONNECT_SECONDS * 1000);

	return made ? { socket: made } : down(engine, socket.error());
};

/**
 * Begins to connect without waiting. `address` is one of those that `resolve` gave, for hosts that need it. Returns
 * `{ socket, connecting }` with a non-blocking socket: while `connecting` it becomes writable once the outcome is known
 * (then ask `connect_fault`). `{ busy: true }` means that the listener's queue is full: try again. Or `engine-down`.
 */
export function begin_connect(engine, address)
{
	let family = engine.kind == 'unix' ? socket.AF_UNIX
		: index(address ?? engine.host, ':') >= 0 ? socket.AF_INET6 : socket.AF_INET;
	let made = socket.create(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC);

	if (!made)
		return down(engine, socket.error());

	let done = engine.kind == 'unix'
		? made.connect({ path: engine.path })
		: made.connect(address ?? engine.host, engine.port);

	if (done)
		return { socket: made, connecting: false };

	let code = made.error(true);
	let reason = made.error();

	if (index(EINPROGRESS, code) >= 0)
		return { socket: made, connecting: true };

	made.close();

	return index(EAGAIN, code) >= 0 ? { busy: true } : down(engine, reason);
};

/** What became of a connect that was `connecting`: null when it stands, otherwise the failure `engine-down`. */
export function connect_fault(engine, made)
{
	let code = made.getopt(socket.SOL_SOCKET, socket.SO_ERROR);

	return code ? down(engine, socket.strerror(code)) : null;
};

/** Whether the last failed call on a socket would only have had to wait. */
export function would_block(made)
{
	return index(EAGAIN, made.error(true)) >= 0;
};
