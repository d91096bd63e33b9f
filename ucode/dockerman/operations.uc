// The operations table of the router: the rows that it serves, and what their parameters must look like.

'use strict';

import { readfile } from 'fs';
import { only, percent_encode, printable } from 'luci.dockerman.bytes';

const SHIPPED = '/usr/share/dockerman/operations.json';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

// What stands around the shapes and the rows in the shipped file (scripts/package-files.mjs). Each row has a line of its own and begins
// with its name: the CGI program needs one of them for each request, and reading them all would take a quarter of its time.
const BEFORE_SHAPES = '{"shapes":';
const BEFORE_ROWS = ',\n"operations":[';
const BEHIND_ROWS = '\n]}\n';

let table;

function parsed(source)
{
	try {
		return json(source);
	}
	catch (error) {
		return null;
	}
}

/**
 * Reads a table; `path` is that of the shipped file unless given. Later calls of `find` and `target` use it.
 * Returns true, or false for a file that is missing or no table; then `find` knows no operation.
 */
export function load(path)
{
	let source = readfile(path ?? SHIPPED) ?? '';
	let middle = index(source, BEFORE_ROWS);
	let whole = index(source, BEFORE_SHAPES) == 0 && substr(source, -length(BEHIND_ROWS)) == BEHIND_ROWS;
	let shapes = whole && middle > 0 ? parsed(substr(source, length(BEFORE_SHAPES), middle - length(BEFORE_SHAPES))) : null;
	let ok = type(shapes) == 'object';

	table = { shapes: ok ? shapes : {}, source: ok ? substr(source, middle + length(BEFORE_ROWS)) : '', rows: {} };

	return ok;
};

/** Whether there is a table with rows in it. */
export function available()
{
	if (!table)
		load();

	return index(table.source, '\n{"name":"') == 0;
};

/** The row of that name from the table's text, or null. */
function read_row(name)
{
	let at = index(table.source, `\n{"name":"${name}",`);
	let line = at < 0 ? '' : substr(table.source, at + 1);

	return parsed(rtrim(substr(line, 0, index(line, '\n')), ','));
}

/**
 * The row of that name, or null when the router does not serve it:
 * `{ name, method, path, query?, body?, kind, role, masked?, long?, router, since? }`
 */
export function find(name)
{
	if (!table)
		load();

	if (type(name) != 'string' || !only(name, LETTERS))
		return null;

	let row = table.rows[name] ?? read_row(name);

	if (row?.name !== name || !row.router)
		return null;

	return table.rows[name] = row;
};

function json_of_shape(value, shape_name)
{
	try {
		let parsed = json(value);

		return shape_name != 'filters' || type(parsed) == 'object';
	}
	catch (error) {
		return false;
	}
}

/** What is wrong with a value, as a sentence that begins with the parameter's name, or null. */
function fault(name, value, shape_name)
{
	let shape = table.shapes[shape_name];

	if (!shape)
		return `${name} has the unknown shape ${shape_name}`;

	if (type(value) != 'string')
		return `${name} must be a string`;

	if (length(value) > shape.max)
		return `${name} is longer than ${shape.max} bytes`;

	// before any expression looks at it: expressions end at a NUL
	if (!printable(value))
		return `${name} contains a control character`;

	// compiled when they are needed: the one of ps's arguments takes some milliseconds
	if (shape.pattern != null && !match(value, shape.expression ??= regexp(shape.pattern)))
		return `${name} is not a valid ${shape_name}`;

	if (shape.json && !json_of_shape(value, shape_name))
		return `${name} is not ${shape_name == 'filters' ? 'a JSON object' : 'valid JSON'}`;

	return null;
}

function refused(message)
{
	return { failure: 'refused', message };
}

function shown(name)
{
	return printable(name) && length(name) <= 64 ? name : 'a parameter with an unusable name';
}

/** The path with its parameters filled in; `left` loses those. */
function filled_path(row, left)
{
	let parts = split(row.path, /[{}]/);
	let path = '';

	for (let i = 0; i < length(parts); i++) {
		let name = parts[i];

		if (i % 2 == 0) {
			path += name;
			continue;
		}

		if (type(left[name]) != 'string' || left[name] === '')
			return refused(`${name} is missing`);

		let wrong = fault(name, left[name], name);

		if (wrong)
			return refused(wrong);

		// slashes of an image reference stand as they are: the engine's routes take them so
		path += percent_encode(left[name], '/:@');
		delete left[name];
	}

	return { target: path };
}

/**
 * The request target of a row, `/containers/abc/json?size=true`, without the version prefix.
 * `parameters` is one flat map of strings (arrays of strings for the shape `strings`). Every value is checked byte by
 * byte. Returns `{ target }` or `{ failure: 'refused', message }`, the message naming the parameter.
 */
export function target(row, parameters)
{
	if (parameters != null && type(parameters) != 'object')
		return refused('parameters must be an object');

	let left = { ...(parameters ?? {}) };
	let path = filled_path(row, left);

	if (path.failure)
		return path;

	let query = [];

	for (let name, value in left) {
		let shape_name = row.query?.[name];

		if (shape_name == null)
			return refused(`${row.name} has no parameter ${shown(name)}`);

		let many = type(value) == 'array' && table.shapes[shape_name]?.many;

		for (let one in (many ? value : [ value ])) {
			let wrong = fault(name, one, shape_name);

			if (wrong)
				return refused(wrong);

			push(query, `${percent_encode(name)}=${percent_encode(one)}`);
		}
	}

	return { target: length(query) ? `${path.target}?${join('&', query)}` : path.target };
};
