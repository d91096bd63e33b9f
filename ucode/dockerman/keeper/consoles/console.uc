/*
 * One console while it runs: what its program writes, who reads it, what is typed.
 */

'use strict';

import * as uloop from 'uloop';
import { CONSOLE_ECHO, CONSOLE_LET_GO, CONSOLE_REST, CONSOLE_RING, CONSOLE_UNSENT } from 'luci.dockerman.keeper.limits';
import { milliseconds } from 'luci.dockerman.keeper.monotonic';
import { protect } from 'luci.dockerman.keeper.protect';
import { payloads } from 'luci.dockerman.keeper.consoles.frames';
import * as rings from 'luci.dockerman.keeper.consoles.ring';

/* So much is worth a reply at once, whoever types. */
const URGENT_BYTES = 32 * 1024;

/* The keys by which a terminal stops a program: Ctrl-C, Ctrl-Z, Ctrl-\. */
const STOP_KEYS = [ '\x03', '\x1a', '\x1c' ];

const TAKEN_OVER = { ended: true, failure: 'refused', message: 'This console is shown in another window now.' };

/**
 * A console that has no connection yet. `what` is `{id, session, engine, api_version, container, program, attach, tty, columns, rows}`:
 * whose it is, what runs where (program.uc), and the size of its terminal.
 */
export function create(what) {
	let now = milliseconds();

	return {
		...what,
		started: time() * 1000, ring: rings.create(), reader: null, source: null, over: null,
		plain: null,
		at: 0, heard: now, echo_until: 0, let_go_until: 0, budget: CONSOLE_RING, rest: null,
	};
};

/** Tells whether it is a terminal that it is attached to: otherwise output comes in frames. */
export function use_terminal(console, tty) {
	console.tty = tty;
	console.plain = tty ? null : payloads();
};

/**
 * Whether more of the program's output may be read. Unread output holds the program up. Where nobody reads, the oldest goes, but a
 * program that floods is slowed down: its output is worth no processor.
 */
export function room(console) {
	if (console.over)
		return false;

	if (console.let_go_until > milliseconds())
		return true;

	return console.reader ? rings.unread(console.ring) < CONSOLE_RING : console.budget > 0;
};

function rested(console) {
	console.budget = CONSOLE_RING;
	console.source?.resume();
}

/** Takes output. */
export function take(console, bytes) {
	let shown = console.plain ? console.plain(bytes) : bytes;

	rings.append(console.ring, shown, console.let_go_until > milliseconds());

	if (console.reader)
		return console.reader.news();

	console.budget -= length(bytes);
	console.rest = console.rest ?? uloop.timer(-1, protect(() => rested(console)));

	if (console.rest.remaining() < 0)
		console.rest.set(CONSOLE_REST);
};

/*
 * A terminal forgets what it has not shown yet when a program is stopped by a key (termios(3), NOFLSH). Here as well: what lies between the
 * program and this ring is read as fast as it comes, and only the newest stays, so that the prompt is there at once.
 */
function let_go(console) {
	console.let_go_until = milliseconds() + CONSOLE_LET_GO;
	console.source.resume();
}

/**
 * Takes what was typed: `at` counts the bytes sent before `bytes`. What was taken already is left out, and what would leave a gap is not
 * taken. Gives `{at, full}`: how much was taken in all, and whether the program has to read first.
 */
export function type_in(console, at, bytes) {
	let known = console.at - at, now = milliseconds();

	console.heard = now;

	if (known < 0 || known >= length(bytes))
		return { at: console.at, full: false };

	if (console.source.unsent() >= CONSOLE_UNSENT)
		return { at: console.at, full: true };

	let fresh = known ? substr(bytes, known) : bytes;

	console.source.write(fresh);
	console.at += length(fresh);
	console.echo_until = now + CONSOLE_ECHO;

	if (console.tty && length(filter(STOP_KEYS, (key) => index(fresh, key) >= 0)))
		let_go(console);

	return { at: console.at, full: console.source.unsent() >= CONSOLE_UNSENT };
};

/**
 * The stream (waiting.uc) of a console's output, from `position` on where that is still known, else from the oldest (null). Its type tells
 * the positions at which it begins and at which the output stood then. Who read it before is told that it has moved. `news()` is called
 * when something came.
 */
export function join(console, position, news) {
	let moved = false, ring = console.ring, before = console.reader, begin = rings.beginning(ring, position);

	/* what lies between the two was written before: a terminal that draws it must not answer what it asks */
	let stream = { role: 'admin', cursor: begin, type: `application/octet-stream; begin=${begin}; end=${ring.end}`, settled: true };

	rings.follow(ring, begin);

	let reader = { news, leave: () => { moved = true; news(); } };

	console.reader = reader;
	before?.leave();
	console.source?.resume();

	/* what is asked for is beyond what was read: there may be room again */
	function acknowledge(cursor) {
		if (moved || cursor <= ring.read || cursor > ring.end)
			return;

		ring.read = cursor;
		console.source?.resume();
	}

	stream.ready = function(cursor) {
		acknowledge(cursor);

		return moved || cursor > ring.end || ring.end > max(cursor, ring.begin) || console.over != null;
	};

	stream.urgent = (cursor) => moved || console.over != null || milliseconds() < console.echo_until ||
		ring.end - max(cursor, ring.begin) >= URGENT_BYTES;

	stream.due = (now) => null;

	stream.after = function(cursor, most) {
		if (moved)
			return { cursor, ...TAKEN_OVER };

		if (cursor > ring.end)
			return { cursor, ended: true, failure: 'broken', message: 'The keeper never sent that much of this console.' };

		acknowledge(cursor);

		let found = rings.read(ring, cursor, most);
		let answer = { cursor: found.position + length(found.bytes), bytes: found.bytes };

		ring.sent = max(ring.sent, answer.cursor);

		if (console.over && answer.cursor == ring.end)
			return { ...answer, ended: true, ...console.over };

		return length(found.bytes) ? answer : null;
	};

	stream.close = function() {
		if (console.reader === reader) {
			console.reader = null;
			rings.follow(ring, null);
			rested(console);
		}
	};

	return stream;
};

/** Ends it for its reader, with `{failure, message}`, or with `{}` for an end as it should be. */
export function finish(console, outcome) {
	console.over = outcome;
	console.rest?.cancel();
	console.rest = null;
	console.reader?.news();
};
