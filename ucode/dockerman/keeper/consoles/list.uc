/*
 * The consoles that are open, and when they end.
 */

'use strict';

import * as uloop from 'uloop';
import { cursor } from 'uci';
import { only } from 'luci.dockerman.bytes';
import { CONSOLE_IDLE, CONSOLE_WATCH, CONSOLES } from 'luci.dockerman.keeper.limits';
import { milliseconds } from 'luci.dockerman.keeper.monotonic';
import { protect } from 'luci.dockerman.keeper.protect';
import { lookup } from 'luci.dockerman.keeper.sessions';
import { finish } from 'luci.dockerman.keeper.consoles.console';
import { end_processes, LAST_KEYS } from 'luci.dockerman.keeper.consoles.ending';
import * as left from 'luci.dockerman.keeper.consoles.left';

/* Milliseconds that a program has for its last keys. */
const LAST_KEYS_WAIT = 300;

const SESSION_OVER = { failure: 'session', message: 'The session has ended, and its consoles with it.' };

/* The keeper's part here, made when it is first wanted: the open consoles by id, and what they have begun in containers by marker. */
function part(keeper) {
	return keeper.consoles ??= { open: {}, begun: {}, ending: 0, ended: null, timer: null };
}

/** The open consoles of a session. */
export function of_session(keeper, session) {
	return filter(values(part(keeper).open), (console) => console.session === session);
};

/** The open console of that id if it is this session's, else null. */
export function find(keeper, session, id) {
	let console = part(keeper).open[id ?? ''];

	return console?.session === session ? console : null;
};

/** Writes down what a console has begun in its container; `what` as in left.uc. */
export function begun(keeper, marker, what) {
	part(keeper).begun[marker] = what;
	left.write(part(keeper).begun);
};

function forget(keeper, marker) {
	delete part(keeper).begun[marker];
	left.write(part(keeper).begun);
}

/* What is left to end has been ended, as far as it can be. */
function ended_one(keeper, console) {
	let consoles = part(keeper);

	console.source?.close();
	forget(keeper, console.id);

	if (--consoles.ending <= 0)
		consoles.ended?.();
}

function end_program(keeper, console) {
	let what = part(keeper).begun[console.id];

	part(keeper).ending++;

	end_processes(console.engine, { ...what, marker: console.id }, protect((found) => {
		if (!found)
			console.source?.write(LAST_KEYS);

		let timer;

		/* one that is not cancelled holds on to the console, and to its output */
		timer = uloop.timer(found ? 0 : LAST_KEYS_WAIT, protect(() => {
			timer.cancel();
			ended_one(keeper, console);
		}));

		if (!timer)
			ended_one(keeper, console);
	}));
}

/**
 * Ends a console: for its reader with `outcome`, `{failure, message}` or `{}`. What it runs in its container is ended as well, unless
 * `gone` says that nothing does.
 */
export function end(keeper, console, outcome, gone) {
	if (console.over)
		return;

	delete part(keeper).open[console.id];
	keeper.garbage = true;
	finish(console, outcome);

	if (part(keeper).begun[console.id] && !gone)
		return end_program(keeper, console);

	if (part(keeper).begun[console.id])
		forget(keeper, console.id);

	console.source?.close();
};

/* Seconds without input after which a console ends, as configured; 0 for never. */
function idle_seconds() {
	let value = cursor().get('dockerman', 'settings', 'console_idle');

	return type(value) == 'string' && value !== '' && length(value) < 9 && only(value, '0123456789') ? int(value) : CONSOLE_IDLE;
}

function end_idle(keeper, now) {
	let seconds = idle_seconds();

	for (let id, console in { ...part(keeper).open })
		if (seconds && now - console.heard >= seconds * 1000)
			end(keeper, console, {
				failure: 'refused', message: `The console was closed: for ${seconds} s nothing was typed.`
			});
}

function end_of_session(keeper, session) {
	lookup(keeper.sessions, session, protect((known, ok) => {
		if (ok && index(known?.roles ?? [], 'admin') < 0)
			for (let console in of_session(keeper, session))
				end(keeper, console, SESSION_OVER);
	}));
}

function watch(keeper) {
	end_idle(keeper, milliseconds());

	for (let session in uniq(map(values(part(keeper).open), (console) => console.session)))
		end_of_session(keeper, session);

	if (length(part(keeper).open))
		part(keeper).timer.set(CONSOLE_WATCH);
}

/** Adds a console; a failure when there are too many, else null. */
export function add(keeper, console) {
	let consoles = part(keeper);

	if (length(consoles.open) >= CONSOLES)
		return { failure: 'refused', message: `too many consoles are open (at most ${CONSOLES}): close one first` };

	consoles.open[console.id] = console;
	consoles.timer = consoles.timer ?? uloop.timer(-1, protect(() => watch(keeper), () => consoles.timer.set(CONSOLE_WATCH)));

	if (consoles.timer.remaining() < 0)
		consoles.timer.set(CONSOLE_WATCH);

	return null;
};

/** Ends all consoles because the keeper does; calls `done()` once, when what they ran has been ended, and never when nothing did. */
export function end_all(keeper, done) {
	let consoles = part(keeper);

	consoles.ended = done;

	for (let id, console in { ...consoles.open })
		end(keeper, console, { failure: 'broken', message: 'The keeper has been stopped.' });

	return consoles.ending > 0;
};
