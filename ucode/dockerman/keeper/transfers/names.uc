/*
 * What files are called that come from the engine.
 */

'use strict';

import { printable, utf8_text } from 'luci.dockerman.bytes';

const MAX_NAME = 200;

/* A name that every system takes: no separators, nothing hidden, not too long. */
function plain(text) {
	let name = '';

	for (let i = 0; i < length(text); i++) {
		let one = substr(text, i, 1);

		name += index('/\\:*?"<>|', one) >= 0 ? '-' : one;
	}

	name = trim(name, '.- ');

	return name !== '' && length(name) <= MAX_NAME && printable(name) && utf8_text(name) ? name : null;
}

function last_part(path) {
	return filter(split(path, '/'), (part) => part !== '')[-1] ?? '';
}

/** The name of the file that a download gives, from its checked parameters: `web.tar`, `etc.tar`, `busybox-1.36.tar`. */
export function file_name(operation, parameters) {
	let names = parameters?.names;
	let from = operation == 'ContainerArchive' ? last_part(parameters?.path ?? '')
		: operation == 'ImageGetAll' ? (length(names) == 1 ? names[0] : type(names) == 'string' ? names : 'images')
		: parameters?.container ?? parameters?.image ?? '';

	return `${plain(`${from}`) ?? parameters?.container ?? 'file'}.tar`;
};
