/*
 * The operations and the stream of consoles (docs/long-work.md): what they are called with, checked, and whose they are.
 */

'use strict';

import { readfile } from 'fs';
import { cursor } from 'uci';
import { only } from 'luci.dockerman.bytes';
import { find_engine } from 'luci.dockerman.engine';
import { CONSOLE_INPUT } from 'luci.dockerman.keeper.limits';
import { note } from 'luci.dockerman.keeper.protect';
import * as connecting from 'luci.dockerman.keeper.consoles.connecting';
import * as consoles from 'luci.dockerman.keeper.consoles.console';
import * as list from 'luci.dockerman.keeper.consoles.list';
import { wanted } from 'luci.dockerman.keeper.consoles.program';

const DIGITS = '0123456789';
const NAME = DIGITS + 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.-:';

/* Characters in a terminal's line or column at most. */
const SIZE = 1000;

const NONE = { failure: 'refused', message: 'There is no such console (any more).' };

function refused(message) {
	return { failure: 'refused', message };
}

/* A whole number of at most 15 digits, or null. */
function number(text) {
	return type(text) == 'string' && text !== '' && length(text) <= 15 && only(text, DIGITS) ? int(text) : null;
}

function size_of(parameters) {
	let columns = number(parameters.columns), rows = number(parameters.rows);

	if (!columns || !rows || columns > SIZE || rows > SIZE)
		return refused(`columns and rows must be numbers from 1 to ${SIZE}`);

	return { columns, rows };
}

/* What a line of the system log may hold of a name. */
function loggable(name) {
	return length(name) <= 64 && only(name, NAME) ? name : '?';
}

function log_opened(caller, console) {
	note(sprintf('%s opened a console: container %s, %s', loggable(caller.user), loggable(console.container),
		console.attach ? 'attached to its first process'
			: console.program.user === '' ? 'as its own user' : `as user ${loggable(console.program.user)}`));
}

function call_open(keeper, caller, parameters, reply) {
	let attach = !!parameters.attach;
	let program = attach ? { command: [], user: '' } : wanted(parameters);
	let size = attach && !parameters.columns ? { columns: 0, rows: 0 } : size_of(parameters);
	let engine = find_engine(cursor(), caller.engine);
	let container = parameters.container ?? '';
	let wrong = container === '' ? refused('container is missing') : filter([ program, size, engine ], (part) => part.failure)[0];

	if (wrong)
		return reply(wrong);

	let console = consoles.create({
		id: replace(trim(readfile('/proc/sys/kernel/random/uuid')), /-/g, ''), session: caller.session, container, program, attach,
		engine, api_version: caller.api_version, tty: !attach, ...size,
	});

	wrong = list.add(keeper, console);

	if (wrong)
		return reply(wrong);

	function opened(answer) {
		if (answer.console)
			log_opened(caller, console);

		reply(answer);
	}

	if (attach)
		connecting.attach(keeper, console, opened);
	else
		connecting.run(keeper, console, opened);
}

/* An operation on a console of the caller's own that has been opened. */
function on_console(work) {
	return function(keeper, caller, parameters, reply) {
		let console = list.find(keeper, caller.session, parameters.console);

		reply(console?.source ? work(keeper, console, parameters) : NONE);
	};
}

function input(keeper, console, parameters) {
	let at = number(parameters.at), text = parameters.base64 ?? '';

	if (at == null)
		return refused('at must be a number: how many bytes were sent before');

	let bytes = length(text) <= CONSOLE_INPUT ? b64dec(text) : null;

	return bytes == null ? refused(`base64 must be base64 of at most ${CONSOLE_INPUT} characters`)
		: consoles.type_in(console, at, bytes);
}

function resize(keeper, console, parameters) {
	let size = size_of(parameters);

	if (size.failure)
		return size;

	connecting.resize(keeper, console, size.columns, size.rows);

	return {};
}

function close(keeper, console, parameters) {
	list.end(keeper, console, {});

	return {};
}

function described(console) {
	return {
		console: console.id, container: console.container, command: console.program.command, user: console.program.user,
		tty: console.tty, attach: console.attach, started: console.started,
	};
}

function call_list(keeper, caller, parameters, reply) {
	let opened = filter(list.of_session(keeper, caller.session), (console) => console.source);

	reply({ consoles: map(opened, described) });
}

function open_stream(keeper, caller, parameters, hooks) {
	let console = list.find(keeper, caller.session, parameters.console);

	return console?.source ? consoles.join(console, number(parameters.position), hooks.news) : NONE;
}

/** The operations of consoles, as own.uc takes them. */
export const OPERATIONS = {
	ConsoleOpen: { role: 'admin', call: call_open },
	ConsoleInput: { role: 'admin', call: on_console(input) },
	ConsoleResize: { role: 'admin', call: on_console(resize) },
	ConsoleClose: { role: 'admin', call: on_console(close) },
	ConsoleList: { role: 'admin', call: call_list },
};

/** Their stream. */
export const STREAMS = {
	Console: { role: 'admin', open: open_stream },
};
