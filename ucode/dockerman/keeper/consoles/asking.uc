/*
 * Short questions to an engine.
 */

'use strict';

import { host_header } from 'luci.dockerman.engine';
import { exchange } from 'luci.dockerman.exchange';
import { prepare } from 'luci.dockerman.request';
import { CONSOLE_ASK, ERROR_BYTES } from 'luci.dockerman.keeper.limits';
import { protect } from 'luci.dockerman.keeper.protect';

/* The longest answer that is read: an inspect of a container with a long environment. */
const ANSWER_BYTES = 512 * 1024;

function parsed(text) {
	try {
		return json(text);
	}
	catch (error) {
		return null;
	}
}

/** A request of the table by an admin, checked and written (request.uc), or a failure. `upgrade` asks for a hijacked connection. */
export function written(engine, api_version, operation, parameters, body, upgrade) {
	return prepare({ operation, parameters, body, api_version }, [ 'operator', 'admin' ],
		{ kinds: [ 'json', 'hijack' ], host: host_header(engine), upgrade });
};

/**
 * Asks an engine and calls `done(outcome)` once: `{status, answer}` with the JSON of the answer (null where it has none),
 * `{status, type, body}` where the engine refused, or `{failure, message}`, at once where the question is refused here.
 */
export function ask(engine, api_version, operation, parameters, body, done) {
	let request = written(engine, api_version, operation, parameters, body);

	if (request.failure)
		return done(request);

	let status = 0, type = '', text = '';

	function end() {
		done(status >= 400 ? { status, type, body: substr(text, 0, ERROR_BYTES) } : { status, answer: parsed(text) });
	}

	let connection;

	connection = exchange({ engine, method: request.row.method, head: request.head, body: request.body, limit_ms: CONSOLE_ASK }, {
		head: function(head) {
			status = head.status;
			type = head.headers['content-type'] ?? '';
		},

		body: function(bytes) {
			text += bytes;

			if (length(text) > ANSWER_BYTES) {
				connection.close();
				protect(done)({ failure: 'too-large', message: `The engine's answer to ${operation} is too long.` });
			}
		},

		end: protect(end),
		fail: protect((failure, message) => done({ failure, message })),
	});
};
