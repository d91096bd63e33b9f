/*
 * The answers of requests that answer once, with JSON: what a prune freed, what was removed, what was made. Pure.
 */

'use strict';

/* Lists of what is gone, in the answers of prunes (docs.docker.com/reference/api/engine). */
const LISTS = ['ContainersDeleted', 'ImagesDeleted', 'VolumesDeleted', 'NetworksDeleted', 'CachesDeleted'];

function line(one) {
	if (type(one) == 'string')
		return `Deleted: ${one}\n`;

	/* images: one of both in each */
	for (let word in ['Untagged', 'Deleted'])
		if (type(one?.[word]) == 'string')
			return `${word}: ${one[word]}\n`;

	return '';
}

/**
 * Reduces an answer's body: `{result, log}`. `result` is the bytes that a prune freed, or the id of what was made, or null;
 * `log` is a line for each thing that was removed.
 */
export function reduce(body) {
	let answer;

	try {
		answer = json(body);
	}
	catch (error) {
		return { result: null, log: '' };
	}

	let log = [];

	for (let list in type(answer) == 'array' ? [answer] : map(LISTS, (name) => answer?.[name]))
		if (type(list) == 'array')
			push(log, ...map(list, line));

	let result = type(answer) == 'object' ? answer.SpaceReclaimed ?? answer.Id ?? answer.ID : null;

	return { result: type(result) in ['int', 'double', 'string'] ? result : null, log: join('', log) };
};
