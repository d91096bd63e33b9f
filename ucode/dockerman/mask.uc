// What a viewer must not learn from an inspect: passwords, tokens and keys in environment variables.

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
const TELLING_PARTS = [ 'key', 'keys', 'pass', 'pwd', 'pw', 'pin', 'otp', 'totp', 'jwt', 'hmac', 'cert', 'pem', 'conn', 'sas' ];

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

/** Whether a variable of this name looks as if it held a secret. */
export function is_secret_name(name)
{
	// the shell's own, a directory
	if (name == 'PWD' || name == 'OLDPWD')
		return false;

	let parts = words(name);
	let whole = join('', parts);

	return length(filter(TELLING, (one) => index(whole, one) >= 0)) > 0 ||
		length(filter(parts, (one) => index(TELLING_PARTS, one) >= 0)) > 0;
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
	let parts = split(value, '://');

	for (let i = 1; i < length(parts); i++) {
		let at = user_information(parts[i]);

		if (at >= 0)
			parts[i] = MASK + substr(parts[i], at);
	}

	return join('://', parts);
};

/** One entry of an environment, `NAME=value`, as a viewer may see it. */
export function mask_variable(entry)
{
	let sign = index(entry, '=');

	if (sign < 0)
		return entry;

	let name = substr(entry, 0, sign);
	let value = substr(entry, sign + 1);

	// NAME_FILE=/run/secrets/name tells a place, not the secret
	if (value === '' || (ord(value) == 47 && substr(lc(name), -5) == '_file' && index(value, '\n') < 0))
		return entry;

	// inner assignments, as in "Server=db;Password=x" or "--password=x"
	if (is_secret_name(name) || match(lc(value), /(passw|pwd|secret|token|key)[a-z_]*[=:]/))
		return `${name}=${MASK}`;

	return `${name}=${mask_urls(value)}`;
};

/**
 * The JSON text of an inspect as a viewer may see it: values of `Config.Env` masked. Returns the new JSON text, or null
 * when `source` is no JSON object (then nothing of it may be passed on).
 */
export function mask_inspect(source)
{
	let inspect;

	try {
		inspect = json(source);
	}
	catch (error) {
		return null;
	}

	if (type(inspect) != 'object')
		return null;

	for (let holder in [ inspect.Config, inspect.ContainerConfig ])
		if (type(holder?.Env) == 'array')
			holder.Env = map(holder.Env, (one) => mask_variable(`${one}`));

	return sprintf('%J', inspect);
};
