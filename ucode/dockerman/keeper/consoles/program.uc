/*
 * What runs in a console.
 */

'use strict';

import { printable, utf8_text } from 'luci.dockerman.bytes';
import { CONSOLE_COMMAND } from 'luci.dockerman.keeper.limits';

const USER_BYTES = 256;
const ARGUMENTS = 256;

/* Becomes the first shell that there is. It wants /bin/sh to find out, which an image with any shell has. */
const ANY_SHELL = [
	'/bin/sh', '-c',
	'if [ -x /bin/bash ]; then exec /bin/bash; elif [ -x /bin/ash ]; then exec /bin/ash; else exec /bin/sh; fi',
];

/* Leaves a console by no key: Docker's own, Ctrl-P Ctrl-Q, hold the shell's Ctrl-P back until the next key. */
const DETACH_KEYS = 'ctrl-^,ctrl-]';

/* How a runtime says that it could not begin: runc's and crun's words, after Docker's and Podman's. */
const NOT_BEGUN = [ 'OCI runtime', 'executable file' ];
const NOT_THERE = [ 'no such file', 'not found' ];
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

function refused(message) {
	return { failure: 'refused', message };
}

function words_of(text) {
	try {
		return json(text);
	}
	catch (error) {
		return null;
	}
}

/**
 * The parameters `command` (a JSON array; empty or absent: a shell) and `user` of a console, checked:
 * `{command, user}` with `command` an array, or a failure that names what is wrong.
 */
export function wanted(parameters) {
	let text = parameters.command || '[]', user = parameters.user ?? '';

	if (length(text) > CONSOLE_COMMAND)
		return refused(`command is longer than ${CONSOLE_COMMAND} bytes`);

	let command = index(text, '\0') < 0 ? words_of(text) : null;

	if (type(command) != 'array' || length(command) > ARGUMENTS)
		return refused('command must be a JSON array of texts, as in ["top","-d","5"]');

	for (let word in command)
		if (type(word) != 'string' || !utf8_text(word))
			return refused('command must be a JSON array of texts, as in ["top","-d","5"]');

	if (length(command) && command[0] === '')
		return refused('command names no program');

	if (length(user) > USER_BYTES || !printable(user))
		return refused('user must be a name or a number, with or without a group, as in 1000:1000');

	return { command, user };
};

/** The body of the request that makes the exec. `marker` goes to the environment of what runs in it. */
export function creation(program, marker, columns, rows) {
	let body = {
		AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: true, DetachKeys: DETACH_KEYS,
		Cmd: length(program.command) ? program.command : ANY_SHELL,
		Env: [ `DOCKERMAN_CONSOLE=${marker}` ],
	};

	if (program.user !== '')
		body.User = program.user;

	/* known since API 1.42, and overlooked by older engines */
	if (columns && rows)
		body.ConsoleSize = [ rows, columns ];

	return sprintf('%J', body);
};

/** The parameters of the request that attaches. */
export function attachment(container) {
	return { container, stream: 'true', stdin: 'true', stdout: 'true', stderr: 'true', detachKeys: DETACH_KEYS };
};

function says(output, sentences) {
	for (let words in sentences)
		if (index(output, words) >= 0)
			return true;

	return false;
}

/** Why a program never ran, from its exit code and the output, as a failure; null when it did run. */
export function not_begun(program, code, output) {
	if (code != NOT_EXECUTABLE && code != NOT_FOUND)
		return null;

	if (!says(output, NOT_BEGUN))
		return null;

	let name = program.command[0];

	if (name == null)
		return refused('This image has no shell. Name a program that it has as the command.');

	return refused(says(output, NOT_THERE)
		? `The container has no such command: ${name}`
		: `The container cannot run ${name}: it is no program.`);
};
