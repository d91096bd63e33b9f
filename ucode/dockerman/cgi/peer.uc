// Whether the browser is still there while its upload is silent. uhttpd does not look: it keeps a script, and one of its three
// slots, until the script timeout when a browser goes in the middle of a body (client_notify_state in its client.c).

'use strict';

import { readfile } from 'fs';

// states of include/net/tcp_states.h in which more may come
const ESTABLISHED = '01';

/**
 * Whether a line of /proc/net/tcp or tcp6 is a connection between these ports that may still bring bytes. The addresses are
 * not compared (their byte order is the machine's): another one with the same two ports only delays the finding.
 */
function is_open(line, server_port, remote_port)
{
	let fields = split(trim(line), /[ ]+/);

	return substr(fields[1] ?? '', -5) == server_port && substr(fields[2] ?? '', -5) == remote_port && fields[3] == ESTABLISHED;
}

/** Whether a browser at `remote_port` may still send to `server_port`; true where the kernel does not tell. `tables` are texts of /proc/net. */
export function may_send(tables, server_port, remote_port)
{
	let server = sprintf(':%04X', +server_port), remote = sprintf(':%04X', +remote_port);

	for (let table in tables)
		for (let line in split(table ?? '', '\n'))
			if (is_open(line, server, remote))
				return true;

	return !length(filter(tables, (table) => table != null));
};

/** The same for the request of `io`. */
export function browser_is_there(io)
{
	let server_port = io.variable('SERVER_PORT'), remote_port = io.variable('REMOTE_PORT');

	return !server_port || !remote_port ||
		may_send([ readfile('/proc/net/tcp'), readfile('/proc/net/tcp6') ], server_port, remote_port);
};
