// An engine's answer as a viewer may see it. Names tell which variables, labels and options are secrets (mask.uc). Nothing tells it
// of a program's arguments (`mysql -psecret`, `sh -c "…"`), so that a viewer sees of a command its program alone.

'use strict';

import { MASK, is_secret_name, mask_urls, mask_value, mask_variable } from 'luci.dockerman.mask';

const PROGRAM = 1;       // a command: the program is its first word, where it is in there
const HIDDEN = 2;        // nothing but arguments; what a health check has printed is a log, and logs are for operators
const FOREIGN = 3;       // what users and drivers name: values are looked into, those of the engine's own fields are not
const VARIABLES = 4;     // NAME=value
const INSTRUCTION = 5;   // what made a layer
const ACTION = 6;        // of an event
const PLAIN = 7;         // of an event's attributes
const SECRET = 8;
const ORDINARY = 9;

const MEANINGS = {
	Cmd: PROGRAM, Entrypoint: PROGRAM, Test: PROGRAM, Shell: PROGRAM, Command: PROGRAM,
	Args: HIDDEN, OnBuild: HIDDEN, Output: HIDDEN, Description: HIDDEN,
	Labels: FOREIGN, Options: FOREIGN, DriverOpts: FOREIGN, Attributes: FOREIGN, Annotations: FOREIGN, LogConfig: FOREIGN,
	Env: VARIABLES,
	CreatedBy: INSTRUCTION,
	Action: ACTION, status: ACTION,
	name: PLAIN, oldName: PLAIN, image: PLAIN, container: PLAIN, execID: PLAIN
};

const INSTRUCTIONS = [
	'ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'HEALTHCHECK', 'LABEL', 'MAINTAINER', 'ONBUILD', 'RUN', 'SHELL',
	'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'
];

function meaning_of(name)
{
	return MEANINGS[name] ?? (is_secret_name(name) ? SECRET : ORDINARY);
}

function program_of(command)
{
	let parts = split(ltrim(command), /[ \t\n]+/, 2);

	return length(parts) > 1 ? `${parts[0]} ${MASK}` : command;
}

/**
 * The instruction that made a layer: `/bin/sh -c #(nop)  ENV A=b`, `ENV A=b` or `RUN /bin/sh -c …`. What a commit made has the
 * container's arguments alone.
 */
function instruction_of(command)
{
	let instruction = program_of(split(command, '#(nop)', 2)[1] ?? command);

	return command === '' || index(INSTRUCTIONS, split(instruction, ' ', 2)[0]) >= 0 ? instruction : MASK;
}

function words_of(list, has_program)
{
	if (!length(list))
		return list;

	if (!has_program || type(list[0]) != 'string')
		return [ MASK ];

	return length(list) > 1 ? [ list[0], MASK ] : list;
}

/** `exec_create: sh -c …` */
function action_of(text)
{
	return substr(text, 0, 5) == 'exec_' ? split(text, ':', 2)[0] : text;
}

function text_of(name, meaning, value, foreign)
{
	switch (meaning) {
	case PROGRAM: return program_of(value);
	case HIDDEN: return value === '' ? value : MASK;
	case VARIABLES: return mask_variable(value);
	case INSTRUCTION: return instruction_of(value);
	case ACTION: return action_of(value);
	case PLAIN: return value;
	case SECRET: return foreign ? mask_value(name, value) : MASK;
	}

	return foreign ? mask_value(name, value) : mask_urls(value);
}

let mask_object;

/** `list` masked inside; `meaning` is that of its name in `holder`, which is what tells a command's arguments from its program. */
function mask_list(name, meaning, list, holder, foreign)
{
	if (meaning == HIDDEN && length(list))
		return [ MASK ];

	if (meaning == PROGRAM)
		return words_of(list, name != 'Cmd' || !length(holder.Entrypoint));

	for (let i = 0; i < length(list); i++)
		switch (type(list[i])) {
		case 'string':
			list[i] = meaning == VARIABLES || meaning == FOREIGN ? mask_variable(list[i]) : mask_urls(list[i]);
			break;
		case 'array':
			list[i] = mask_list(null, ORDINARY, list[i], holder, foreign);
			break;
		case 'object':
			mask_object(list[i], foreign);
		}

	return list;
}

mask_object = function(holder, foreign) {
	for (let name, value in holder)
		switch (type(value)) {
		case 'string':
			holder[name] = text_of(name, meaning_of(name), value, foreign);
			break;
		case 'array':
			holder[name] = mask_list(name, meaning_of(name), value, holder, foreign);
			break;
		case 'object':
			let meaning = meaning_of(name);

			if (meaning == HIDDEN)
				holder[name] = MASK;
			else
				mask_object(value, foreign || meaning == FOREIGN);
		}
};

/**
 * The JSON text of an answer (an object or an array of them), or of one event, as a viewer may see it. Returns the new JSON text, or
 * null when `source` is neither (then nothing of it may be passed on).
 */
export function mask_answer(source)
{
	let answer;

	try {
		answer = json(source);
	}
	catch (error) {
		return null;
	}

	if (type(answer) == 'object')
		mask_object(answer, false);
	else if (type(answer) == 'array')
		mask_list(null, ORDINARY, answer, {}, false);
	else
		return null;

	return sprintf('%J', answer);
};
