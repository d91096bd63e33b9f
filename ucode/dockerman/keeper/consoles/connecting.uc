/*
 * Makes what a console is connected to, and tells how it ended.
 */

'use strict';

import * as uloop from 'uloop';
import { CONSOLE_ASK, CONSOLE_RING } from 'luci.dockerman.keeper.limits';
import { protect } from 'luci.dockerman.keeper.protect';
import { start } from 'luci.dockerman.keeper.source';
import { ask, written } from 'luci.dockerman.keeper.consoles.asking';
import * as consoles from 'luci.dockerman.keeper.consoles.console';
import * as list from 'luci.dockerman.keeper.consoles.list';
import * as program from 'luci.dockerman.keeper.consoles.program';
import * as rings from 'luci.dockerman.keeper.consoles.ring';

/* A program that has only just begun may have no terminal yet, and one that has ended may not be known to have: milliseconds, and tries. */
const AGAIN = 150;
const TRIES = 20;

const NO_HEAD = { failure: 'timeout', message: 'The engine did not open the console in time.' };
const CUT = { failure: 'engine-down', message: 'The engine closed the console\'s connection while its program ran.' };

function later(work) {
	uloop.timer(AGAIN, protect(work));
}

function send_size(keeper, console, tries) {
	let size = { w: `${console.columns}`, h: `${console.rows}` };
	let operation = console.attach ? 'ContainerResize' : 'ExecResize';
	let which = console.attach ? { container: console.container } : { exec: console.exec };

	console.sizing = true;

	ask(console.engine, console.api_version, operation, { ...which, ...size }, null, (outcome) => {
		let changed = size.w != `${console.columns}` || size.h != `${console.rows}`;

		console.sizing = false;

		if (console.over)
			return;

		if (changed)
			send_size(keeper, console, TRIES);
		else if (outcome.status >= 400 && tries > 1)
			later(() => console.over || console.sizing || send_size(keeper, console, tries - 1));
	});
}

/** Tells the program the size of its terminal. */
export function resize(keeper, console, columns, rows) {
	console.columns = columns;
	console.rows = rows;

	if (console.tty && !console.sizing)
		send_size(keeper, console, TRIES);
};

/* The connection of an exec has ended: what became of its program. */
function look_how(keeper, console, tries) {
	ask(console.engine, console.api_version, 'ExecInspect', { exec: console.exec }, null, (outcome) => {
		let found = outcome.answer;

		if (console.over)
			return;

		if (found?.Running === true && tries > 1)
			return later(() => look_how(keeper, console, tries - 1));

		if (found?.Running === true)
			return list.end(keeper, console, CUT);

		if (outcome.failure)
			return list.end(keeper, console, outcome, true);

		let output = rings.read(console.ring, 0, CONSOLE_RING).bytes;

		list.end(keeper, console, program.not_begun(console.program, found?.ExitCode, output) ?? {}, true);
	});
}

function connect(keeper, console, request, reply) {
	let begun = false, timer;

	function fail(outcome) {
		timer?.cancel();
		list.end(keeper, console, {});
		reply(outcome);
	}

	if (request.failure)
		return fail(request);

	console.source = start(console.engine, request, {
		room: () => consoles.room(console),

		head: function() {
			begun = true;
			timer?.cancel();
			reply({ console: console.id, tty: console.tty });

			if (console.columns && console.rows)
				resize(keeper, console, console.columns, console.rows);
		},

		data: (bytes) => console.over || consoles.take(console, bytes),

		end: protect(function(outcome) {
			if (!begun)
				return fail(outcome ?? CUT);

			if (console.over)
				return;

			if (console.attach)
				return list.end(keeper, console, outcome ?? {});

			look_how(keeper, console, TRIES);
		}),
	});

	timer = uloop.timer(CONSOLE_ASK, protect(() => begun || fail(NO_HEAD)));
}

/* What an engine answered instead of making something: its refusal as it is. */
function no_answer(outcome) {
	return outcome.status >= 400 || outcome.failure ? outcome
		: { failure: 'broken', message: 'The engine sent an answer that cannot be read.' };
}

/** Runs the console's program in its container. `reply` takes the answer once: `{console, tty}`, or why not. */
export function run(keeper, console, reply) {
	let engine = console.engine, api_version = console.api_version, container = console.container;
	let creation = program.creation(console.program, console.id, console.columns, console.rows);

	ask(engine, api_version, 'ContainerExec', { container }, creation, (made) => {
		let exec = made.answer?.Id;

		if (console.over)
			return reply(CUT);

		if (type(exec) != 'string') {
			list.end(keeper, console, {}, true);

			return reply(no_answer(made));
		}

		console.exec = exec;
		list.begun(keeper, console.id, { engine: engine.name, api_version, container, user: console.program.user });

		connect(keeper, console,
			written(engine, api_version, 'ExecStart', { exec }, '{"Detach":false,"Tty":true}', true), reply);
	});
};

/** Joins the container's first process. `reply` as above. */
export function attach(keeper, console, reply) {
	let engine = console.engine, api_version = console.api_version, container = console.container;

	ask(engine, api_version, 'ContainerInspect', { container }, null, (found) => {
		if (console.over)
			return reply(CUT);

		if (type(found.answer?.Config) != 'object') {
			list.end(keeper, console, {}, true);

			return reply(no_answer(found));
		}

		consoles.use_terminal(console, !!found.answer.Config.Tty);

		connect(keeper, console,
			written(engine, api_version, 'ContainerAttach', program.attachment(container), null, true), reply);
	});
};
