// What the router's system log holds of dockerd and of this package's own parts.

'use strict';

import { utf8_text } from 'luci.dockerman.bytes';
import { protect } from 'luci.dockerman.keeper.protect';
import { ask } from 'luci.dockerman.local_ubus';
import { json_reply } from 'luci.dockerman.reply';

/** Programs in whose name lines are written: what procd reads from a service has the name of its program, init scripts choose one. */
const PROGRAMS = {
	dockerd: [ 'dockerd', 'dockerd-init', 'containerd' ],
	dockerman: [ 'dockerman-keeper', 'dockerman' ]
};

const DEFAULT_LINES = 200;
const MOST_LINES = 500;

/**
 * Lines that logd is asked for, of all programs. It sends them in one ubus message, which may have 1 MiB, and a line may have 1 KiB
 * (ubox, log/syslog.h, LOG_LINE_SIZE) beside some 100 bytes of fields.
 */
const LOOKED_THROUGH = 800;

const NO_LOG = { failure: 'refused', message: 'No system log runs on this router (logd): there is nothing to read.' };

/** What is wrong with the parameters of `RouterLog`, `{ service, lines }`, as a sentence, or null. */
export function log_fault(parameters)
{
	for (let name in parameters)
		if (name != 'service' && name != 'lines')
			return 'RouterLog has the parameters service and lines';

	if (type(parameters?.service) != 'string' || !PROGRAMS[parameters.service])
		return `service must be one of ${join(', ', keys(PROGRAMS))}`;

	let lines = parameters.lines ?? '';

	if (type(lines) != 'string' || length(lines) > 3 || ltrim(lines, '0123456789') !== '' ||
	    (lines != '' && (+lines < 1 || +lines > MOST_LINES)))
		return `lines must be a number from 1 to ${MOST_LINES}`;

	return null;
};

function printable(text)
{
	return utf8_text(text) ? text : replace(text, /[^ -~\t]/g, '?');
}

/**
 * The lines of one service among the `entries` of logd's `read`, oldest first and the last `most` of them:
 * `{ time (milliseconds since 1970), priority (0 emergency to 7 debug), program, text }`.
 */
export function lines_of(entries, service, most)
{
	let found = [];

	for (let entry in entries) {
		let parts = type(entry?.msg) == 'string' ? match(entry.msg, /^([A-Za-z0-9_.-]+)(\[[0-9]+\])?: (.*)$/) : null;

		if (parts && index(PROGRAMS[service], parts[1]) >= 0)
			push(found, { time: entry.time, priority: entry.priority & 7, program: parts[1], text: printable(parts[3]) });
	}

	return length(found) > most ? slice(found, length(found) - most) : found;
};

/**
 * Reads the log. Calls `done(reply)` once, later or at once: `{ lines, searched }`, `searched` telling among how many lines of all programs
 * was looked; returns a failure at once, or null.
 */
export function router_log(parameters, done)
{
	let wrong = log_fault(parameters);

	if (wrong)
		return { failure: 'refused', message: `${wrong}.` };

	let service = parameters.service, most = +(parameters.lines || DEFAULT_LINES);

	ask('log', 'read', { lines: LOOKED_THROUGH, stream: false, oneshot: true }, protect((code, reply) => {
		if (code == null)
			return done(NO_LOG);

		if (code != 0 || type(reply?.log) != 'array')
			return done({ failure: 'broken', message: 'The system log does not answer.' });

		done(json_reply({
			lines: lines_of(reply.log, service, most),
			searched: length(reply.log)
		}));
	}, () => done({ failure: 'broken', message: 'The router part failed on the system log.' })));

	return null;
};
