// One request to an engine and its answer inside uloop: connecting, writing and reading never block.

'use strict';

import * as uloop from 'uloop';
import { addresses_of } from 'luci.dockerman.addresses';
import { begin_connect, connect_fault, down, needs_resolving, would_block } from 'luci.dockerman.engine';
import { response_parser } from 'luci.dockerman.http';

const PIECE = 65536;
const TURNS = 4;
const MANY_TURNS = 48;
const CONNECT_MS = 5000;
const RETRY_MS = 50;

/**
 * Sends a request to an engine and hands its answer over as it comes.
 *
 * `request`: `engine` (engine.uc), `method`, `head` and `body` (request.uc's `prepare`), `limit_ms` for the whole exchange
 * (null for none), `connect_ms` (default 5000). For a body that follows from elsewhere: `more()`, which gives the next bytes of it once all
 * before are sent, and '' or null where there are none (yet: then `wake` asks again). For large answers: `piece`, how many bytes to read
 * at once; then chunks are read so that none has to be copied apart.
 *
 * `on`: `head({ status, version, reason, headers })`, `body(bytes)` (pieces of at most 64 KiB), and at last exactly one of
 * `end()` and `fail(failure, message)`, with `engine-down`, `timeout` or `broken`. None is called before this function has returned.
 * With `piece` also `run(connection, run)`, where the consumer has a way of its own for many chunks of one size: it takes of the connection what it
 * likes, as `pass_run` (cgi/run.uc) does with the parser's `run` (http.uc), and returns the bytes behind that for the parser ('' at the
 * end, null where there was nothing to read), or true when there may be more.
 * An exception in one of them ends the exchange as `broken`.
 *
 * Returns `{ close(), pause(), resume(), write(bytes), unsent(), wake() }`: `close` ends it without another callback, `pause` stops reading
 * the socket (so that the engine has to wait), `write` sends more bytes on a hijacked connection, `unsent` tells how many of them the
 * engine has not taken yet, `wake` asks `more` again.
 */
export function exchange(request, on)
{
	let parser = response_parser(request.method);
	let outgoing = request.head + (request.body ?? '');
	let sent = 0;
	let starting = true, over = false, paused = false, connecting = false;
	let made, handle, watched = 0, resolving, connect_timer, limit_timer, retry_timer;
	let attempt;
	let more = request.more;

	function close()
	{
		over = true;
		more = null;

		for (let timer in [ connect_timer, limit_timer, retry_timer ])
			timer?.cancel();

		handle?.delete();
		made?.close();

		if (resolving?.pid())
			resolving.kill();

		handle = made = resolving = connect_timer = limit_timer = retry_timer = null;
	}

	function fail(result)
	{
		if (over)
			return;

		if (starting) {
			retry_timer = uloop.timer(0, () => fail(result));

			return;
		}

		close();

		try {
			on.fail(result.failure, result.message);
		}
		catch (error) {
			// nobody above but uloop's guard, which older ucode lacks
			warn(`dockerman: ${error.type}: ${error.message}\n`);
		}
	}

	/** The same function with its exceptions turned into the failure of this exchange. */
	function guarded(callback)
	{
		return function(...args) {
			try {
				if (!over)
					callback(...args);
			}
			catch (error) {
				warn(`dockerman: ${error.type}: ${error.message}\n${error.stacktrace?.[0]?.context ?? ''}\n`);
				fail({ failure: 'broken', message: 'The router part failed on the engine\'s answer. Its log tells more.' });
			}
		};
	}

	function deliver(result)
	{
		if (result.head)
			on.head(result.head);

		if (!over && result.body !== '')
			on.body(result.body);

		if (result.failure)
			return fail(result);

		if (result.end && !over) {
			close();
			on.end();
		}
	}

	/** Sends what is due. Returns whether the engine has taken all of it. */
	function send_due()
	{
		let count = made.send(sent ? substr(outgoing, sent) : outgoing);

		if (count != null)
			sent += count;

		// an engine that has closed its side may have answered all the same: reading tells
		if (count == null && !would_block(made))
			more = null;
		else if (sent < length(outgoing))
			return false;

		outgoing = '';
		sent = 0;

		return true;
	}

	/** Asks for the next bytes of the body, where nothing is due. Returns whether something is. */
	function fetch()
	{
		if (!length(outgoing) && more)
			outgoing = more() ?? '';

		return length(outgoing) > 0;
	}

	function send()
	{
		for (let turns = 0; turns < TURNS && fetch() && !over; turns++)
			if (!send_due())
				return;

		if (!over)
			fetch();
	}

	/** Takes what has come, a few pieces at most: others wait for their turn in the same loop. */
	function receive()
	{
		for (let turns = request.piece ? MANY_TURNS : TURNS; turns && !over && !paused; turns--) {
			let run = on.run ? parser.run() : null;
			let most = request.piece ? parser.ahead(request.piece) : PIECE;
			let bytes = run ? on.run(made, run) : made.recv(most);

			if (run)
				parser.ran(run.left);

			if (bytes === true)
				return null;

			if (bytes == null)
				return would_block(made) ? null : fail({ failure: 'broken', message: 'The engine broke the connection off.' });

			deliver(bytes === '' ? parser.finish() : parser.feed(bytes));

			if (length(bytes) < most)
				return null;
		}
	}

	let ready;

	/** The engine is there: how long it takes to answer is a matter of `limit_ms` alone. */
	function connected()
	{
		connecting = false;
		connect_timer?.cancel();
		connect_timer = null;
	}

	function watch()
	{
		let wanted = (connecting || length(outgoing) ? uloop.ULOOP_WRITE : 0) |
			(paused || connecting ? 0 : uloop.ULOOP_READ);

		if (wanted == watched)
			return;

		handle?.delete();
		handle = wanted ? uloop.handle(made, ready, wanted) : null;
		watched = wanted;
	}

	ready = guarded((flags, eof, error) => {
		// older ucode does not tell: https://github.com/jow-/ucode/commit/1affe48
		error ??= true;

		// libubox stops watching a descriptor that has hung up, even with bytes left to read
		if (error) {
			handle?.delete();
			handle = null;
			watched = 0;
		}

		if (connecting) {
			let wrong = connect_fault(request.engine, made);

			if (wrong)
				return attempt(wrong);

			connected();
		}

		if (length(outgoing))
			send();

		if (!paused && (error || (flags & uloop.ULOOP_READ)))
			receive();

		if (!over)
			watch();
	});

	function connect_to(addresses)
	{
		let at = 0;

		resolving = null;

		attempt = (last) => {
			handle?.delete();
			made?.close();
			handle = made = null;
			watched = 0;

			if (at >= length(addresses))
				return fail(last ?? down(request.engine, 'its host name is not known'));

			let begun = begin_connect(request.engine, addresses[at]);

			if (begun.busy) {
				retry_timer = uloop.timer(RETRY_MS, guarded(() => attempt(last)));

				return;
			}

			at++;

			if (begun.failure)
				return attempt(begun);

			made = begun.socket;
			connecting = begun.connecting;

			if (!connecting) {
				connected();
				send();
			}

			watch();
		};

		attempt(null);
	}

	connect_timer = uloop.timer(request.connect_ms ?? CONNECT_MS,
		guarded(() => fail(down(request.engine, 'no connection in time'))));

	if (request.limit_ms != null)
		limit_timer = uloop.timer(request.limit_ms,
			guarded(() => fail({ failure: 'timeout', message: 'The engine did not answer in time.' })));

	guarded(() => {
		if (needs_resolving(request.engine))
			resolving = addresses_of(request.engine.host, guarded(connect_to));
		else
			connect_to([ request.engine.host ]);
	})();

	// until here a failure must wait: the caller does not have yet what this function returns
	starting = false;

	return {
		close,

		pause: function() {
			paused = true;

			if (made && !connecting)
				watch();
		},

		resume: function() {
			paused = false;

			if (made && !connecting)
				watch();
		},

		write: function(bytes) {
			outgoing = (sent ? substr(outgoing, sent) : outgoing) + bytes;
			sent = 0;

			if (made && !connecting)
				watch();
		},

		unsent: () => length(outgoing) - sent,

		wake: guarded(() => {
			if (made && !connecting && fetch())
				watch();
		})
	};
};
