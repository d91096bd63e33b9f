// The query of a request to the CGI program or the controller: parameters of the operation, and what concerns the way there.

'use strict';

import { utf8_text, printable } from 'luci.dockerman.bytes';

/** Names that belong to the router's own request; no row of the operations table has a parameter of such a name. */
export const OWN_NAMES = [ 'api_version', 'engine', 'download', 'token' ];

const HEX = '0123456789abcdefABCDEF';
const MAX_FILE_NAME = 255;

function refused(message)
{
	return { failure: 'refused', message };
}

function is_hex(code)
{
	return code != null && index(HEX, chr(code)) >= 0;
}

/** `value` with `%XX` and `+` decoded (application/x-www-form-urlencoded), or null when an escape is malformed. */
export function percent_decode(value)
{
	let parts = split(replace(value, /\+/g, ' '), '%');

	for (let i = 1; i < length(parts); i++) {
		if (!is_hex(ord(parts[i], 0)) || !is_hex(ord(parts[i], 1)))
			return null;

		parts[i] = chr(hex(substr(parts[i], 0, 2))) + substr(parts[i], 2);
	}

	return join('', parts);
};

/**
 * Takes a query string apart. Returns `{ parameters, own }`, each a map of decoded strings; a name that stands more than once
 * in `parameters` has an array of strings. Or the failure `refused`, naming what is wrong.
 */
export function parse_query(query)
{
	let parameters = {}, own = {};

	for (let pair in split(query ?? '', '&')) {
		if (pair === '')
			continue;

		let sign = index(pair, '=');
		let name = percent_decode(sign < 0 ? pair : substr(pair, 0, sign));
		let value = percent_decode(sign < 0 ? '' : substr(pair, sign + 1));

		if (name == null || value == null)
			return refused('The query has a malformed percent-encoding: write % as %25.');

		if (index(OWN_NAMES, name) >= 0) {
			if (own[name] != null)
				return refused(`${name} is given more than once`);

			own[name] = value;
		}
		else if (parameters[name] == null) {
			parameters[name] = value;
		}
		else {
			parameters[name] = [ ...(type(parameters[name]) == 'array' ? parameters[name] : [ parameters[name] ]), value ];
		}
	}

	return { parameters, own };
};

/** What is wrong with the name that a download shall have, as a failure, or null. */
export function file_name_fault(name)
{
	if (name === '' || name === '.' || name === '..' || length(name) > MAX_FILE_NAME)
		return refused(`download must be a file name of 1 to ${MAX_FILE_NAME} bytes`);

	if (!printable(name) || !utf8_text(name) || index(name, '/') >= 0 || index(name, '\\') >= 0)
		return refused('download must be a file name without slashes and control characters');

	return null;
};
