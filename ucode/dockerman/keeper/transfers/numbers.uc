/*
 * Whole numbers in the parameters of a call, which are strings.
 */

'use strict';

import { only } from 'luci.dockerman.bytes';

/* 8 PiB: far from where sums overflow */
const MAX_DIGITS = 16;

/** The number that decimal digits write, or null. */
export function number(text) {
	return type(text) == 'string' && text !== '' && length(text) <= MAX_DIGITS && only(text, '0123456789') ? +text : null;
};

/** `{numbers}`, an object of the numbers of these names, or the failure `refused`. Absent ones are those of `otherwise`. */
export function numbers(parameters, names, otherwise) {
	let found = {};

	for (let name in names) {
		let value = parameters[name] == null ? otherwise?.[name] : number(parameters[name]);

		if (value == null)
			return { failure: 'refused', message: `${name} must be a whole number` };

		found[name] = value;
	}

	return { numbers: found };
};
