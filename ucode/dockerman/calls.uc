// Short calls to an engine as the ubus object makes them: bounded in number, time and memory.

'use strict';

import { find_engine, host_header } from 'luci.dockerman.engine';
import { exchange } from 'luci.dockerman.exchange';
import { mask_answer } from 'luci.dockerman.mask_answer';
import { MAX_REPLY, reply_of, too_large } from 'luci.dockerman.reply';
import { prepare } from 'luci.dockerman.request';

/** Calls under way at once; more are refused, because each holds a socket and its answer in rpcd's memory. */
export const MAX_CALLS = 48;

/** Bytes of answers held at once, all calls together. */
export const MAX_HELD = 4 * 1024 * 1024;

/** Largest answer that is masked here, in bytes: it takes a weak router a millisecond for each KiB, in which rpcd does nothing else. */
export const MAX_MASKED = 64 * 1024;

let running = 0;
let held = 0;

function whole_answer(prepared, head, body)
{
	if (!prepared.masked || head.status != 200)
		return reply_of(head, body);

	if (length(body) > MAX_MASKED)
		return too_large();

	let masked = mask_answer(body);

	return masked == null
		? { failure: 'broken', message: 'The engine\'s answer is no JSON, so nothing can be masked in it.' }
		: reply_of(head, masked);
}

/** What a call gets that took too long. */
function late(row)
{
	return row.long
		? { failure: 'pending', message: `${row.name} is still at work; events will tell how it ends.` }
		: { failure: 'timeout', message: `The engine did not answer ${row.name} in time.` };
}

/**
 * Makes one call. `request` is what the ubus method got, `role` the role that the method serves, `cursor` a uci cursor,
 * `limit_ms` the time that the engine has. Calls `done(reply)` exactly once, later, with a reply or a failure; or returns a
 * failure at once, and then never calls it.
 */
export function call_engine(request, role, cursor, limit_ms, done)
{
	let engine = find_engine(cursor, request.engine);

	if (engine.failure)
		return engine;

	let prepared = prepare(request, [ role ], { kinds: [ 'json' ], host: host_header(engine) });

	if (prepared.failure)
		return prepared;

	if (running >= MAX_CALLS)
		return { failure: 'refused', message: 'The router has too many calls to engines under way. Try again in a moment.' };

	let pieces = [];
	let size = 0;
	let head, sending, over = false;

	function finish(reply)
	{
		if (over)
			return;

		over = true;
		running--;
		held -= size;
		pieces = null;
		done(reply);
	}

	sending = exchange({ engine, method: prepared.row.method, head: prepared.head, body: prepared.body, limit_ms }, {
		head: (got) => { head = got; },

		body: (bytes) => {
			size += length(bytes);
			held += length(bytes);
			push(pieces, bytes);

			if (size > MAX_REPLY || held > MAX_HELD) {
				sending.close();
				finish(too_large());
			}
		},

		end: () => {
			let reply;

			try {
				reply = whole_answer(prepared, head, length(pieces) == 1 ? pieces[0] : join('', pieces));
			}
			catch (error) {
				warn(`dockerman: ${error.type}: ${error.message}\n`);
				reply = { failure: 'broken', message: 'The router part failed on the engine\'s answer. Its log tells more.' };
			}

			finish(reply);
		},

		fail: (failure, message) => finish(failure == 'timeout' ? late(prepared.row) : { failure, message })
	});

	running++;

	return null;
};
