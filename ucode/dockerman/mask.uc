// Which names and values look as if they held a secret, and how a viewer sees them. mask_answer.uc applies it to whole answers.

'use strict';

import { only } from 'luci.dockerman.bytes';

/** What stands in place of a value. */
export const MASK = '********';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

// anywhere in the name
const TELLING = [
	'passw', 'passphrase', 'passcode', 'secret', 'token', 'credential', 'auth', 'apikey', 'accesskey', 'private', 'cookie',
	'session', 'signature', 'bearer', 'webhook', 'dsn', 'connectionstring', 'salt', 'license', 'licence', 'psk', 'seed'
];

// as a whole part of the name: MONKEY is none, API_KEY is
const TELLING_PARTS = [
	'key', 'keys', 'pass', 'pwd', 'pw', 'pin', 'otp', 'totp', 'jwt', 'hmac', 'cert', 'pem', 'conn', 'sas',
	// jobs in labels: arguments of programs, as in mask_answer.uc
	'command', 'cmd'
];

// org.opencontainers.image.authors and licenses tell no secret
const HARMLESS_PARTS = [ 'author', 'authors', 'licenses' ];

// the names of an answer come again and again
const MAX_KNOWN = 1024;

let known = {};

function words(name)
{
	let out = [ '' ];

	for (let one in split(lc(name), ''))
		if (index(LETTERS, one) >= 0)
			out[-1] += one;
		else
			push(out, '');

	return out;
}

function looks_secret(name)
{
	// the shell's own, a directory
	if (name == 'PWD' || name == 'OLDPWD')
		return false;

	let parts = filter(words(name), (one) => index(HARMLESS_PARTS, one) < 0);
	let whole = join('', parts);

	return length(filter(TELLING, (one) => index(whole, one) >= 0)) > 0 ||
		length(filter(parts, (one) => index(TELLING_PARTS, one) >= 0)) > 0;
}

/** Whether a variable of this name looks as if it held a secret. */
export function is_secret_name(name)
{
	if (known[name] == null) {
		if (length(known) >= MAX_KNOWN)
			known = {};

		known[name] = looks_secret(name);
	}

	return known[name];
};

/** Where the user information of a URL ends that begins at the start of `rest` (behind `://`): the place of its `@`, or -1. */
function user_information(rest)
{
	let url = match(rest, /^[^ \t"'<>,;]*/)[0];
	let authority = match(url, /^[^/?#]*/)[0];
	let at = rindex(authority, '@');

	if (at >= 0)
		return at;

	// a password with an unescaped slash: what stands behind the colon is then no port
	let colon = index(authority, ':');

	return colon >= 0 && !only(substr(authority, colon + 1), '0123456789') ? rindex(url, '@') : -1;
}

/** `value` with the user and password of each URL in it masked. */
export function mask_urls(value)
{
	if (index(value, '://') < 0)
		return value;

	let parts = split(value, '://');

	for (let i = 1; i < length(parts); i++) {
		let at = user_information(parts[i]);

		if (at >= 0)
			parts[i] = MASK + substr(parts[i], at);
	}

	return join('://', parts);
};

/** The value of a variable, label or option of that name, as a viewer may see it. */
export function mask_value(name, value)
{
	// NAME_FILE=/run/secrets/name tells a place, not the secret
	if (value === '' || (ord(value) == 47 && substr(lc(name), -5) == '_file' && index(value, '\n') < 0))
		return value;

	// expressions end at a NUL
	if (index(value, '\0') >= 0)
		return MASK;

	// inner assignments, as in "Server=db;Password=x", "username=u,pass=x" or "--password=x"
	if (is_secret_name(name) || ((index(value, '=') >= 0 || index(value, ':') >= 0) && match(lc(value), /(pass|pwd|secret|token|key)[a-z_]*[=:]/)))
		return MASK;

	return mask_urls(value);
};

/** One entry of an environment, `NAME=value`, as a viewer may see it. */
export function mask_variable(entry)
{
	let sign = index(entry, '=');

	if (sign < 0)
		return entry;

	let name = substr(entry, 0, sign);

	return `${name}=${mask_value(name, substr(entry, sign + 1))}`;
};
