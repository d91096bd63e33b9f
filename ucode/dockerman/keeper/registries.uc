/*
 * Credentials of registries: on the router, for root alone. Browsers set them and see whose they are; the keeper gives them to engines.
 *
 * The file has the form of Docker's own config.json, `{"auths": {"ghcr.io": {"auth": base64 of "user:password"}}}`
 * (docs.docker.com/reference/cli/docker/login), so that entries can be copied from one to the other.
 */

'use strict';

import * as fs from 'fs';
import { printable, utf8_text } from 'luci.dockerman.bytes';
import { key_of, normal_host, registry_of } from 'luci.dockerman.keeper.images';

const FOLDER = '/etc/dockerman';
const FILE = `${FOLDER}/registries.json`;

const REGISTRIES = 32;
const USER_BYTES = 256;

/* tokens of cloud registries have some 2,500 */
const PASSWORD_BYTES = 8192;

const DAMAGED = { failure: 'broken', message: `${FILE} is damaged: mend it, or remove it and set the registries again.` };

function refused(message) {
	return { failure: 'refused', message };
}

/** The entry of a host: `{host, user, password}`, or null for one that cannot be read. */
function entry(name, kept) {
	let both = type(kept?.auth) == 'string' ? b64dec(kept.auth) : null, colon = both != null ? index(both, ':') : -1;
	let host = normal_host(name);

	return host && colon > 0 ? { host, user: substr(both, 0, colon), password: substr(both, colon + 1) } : null;
}

/** The registries of a file's text: `{entries: [{host, user, password}]}`, or the failure `broken`. No text is no registry. */
export function parse(text) {
	if (text == null)
		return { entries: [] };

	let auths;

	try {
		auths = json(text).auths;
	}
	catch (error) {
		return DAMAGED;
	}

	if (type(auths) != 'object')
		return DAMAGED;

	let entries = [];

	for (let name, kept in auths) {
		let one = entry(name, kept);

		if (!one)
			return DAMAGED;

		push(entries, one);
	}

	return { entries };
};

/** The text of a file with these entries. */
export function format(entries) {
	let auths = {};

	for (let one in entries)
		auths[key_of(one.host)] = { auth: b64enc(`${one.user}:${one.password}`) };

	return sprintf('%.J\n', { auths });
};

function load() {
	return fs.lstat(FILE) ? parse(fs.readfile(FILE) ?? '') : { entries: [] };
}

/* Either the old file stays or the new one is there as a whole; none but root could read either. */
function store(entries) {
	let fresh = `${FILE}.new`;

	fs.mkdir(FOLDER, 0700);
	fs.unlink(fresh);

	let file = fs.open(fresh, 'wx', 0600), text = format(entries);
	let ok = file && file.write(text) == length(text) && file.flush() != null;

	file?.close();

	if (ok && fs.stat(fresh)?.size == length(text) && fs.rename(fresh, FILE))
		return {};

	let reason = fs.error();

	fs.unlink(fresh);

	return { failure: 'broken', message: `${FILE} could not be written (${reason ?? 'no space left'}): nothing was changed.` };
}

/* As the engine takes it in a header: base64url (RFC 4648, section 5). */
function encoded(value) {
	return replace(replace(b64enc(sprintf('%J', value)), /\+/g, '-'), /\//g, '_');
}

function auth(one) {
	return { username: one.user, password: one.password, serveraddress: key_of(one.host) };
}

/**
 * The header that gives an engine what it needs to know for a pull or a push of `image`, or for a build (`image` null): `{headers}`. A push
 * wants one even where there is nothing to tell. `found` is what `parse` gives; with a failure nothing is told.
 */
export function headers_for(found, image) {
	let entries = found.entries ?? [];

	if (image == null) {
		let all = {};

		for (let one in entries)
			all[key_of(one.host)] = auth(one);

		return length(all) ? { 'X-Registry-Config': encoded(all) } : {};
	}

	let host = lc(registry_of(image)), one = filter(entries, (other) => other.host == host)[0];

	return { 'X-Registry-Auth': encoded(one ? auth(one) : {}) };
};

/** `headers_for` with the router's own registries. */
export function headers(image) {
	return headers_for(load(), image);
};

function text_fault(name, value, most) {
	if (type(value) != 'string' || !length(value))
		return `${name} is missing`;

	if (length(value) > most)
		return `${name} is longer than ${most} bytes`;

	return printable(value) && utf8_text(value) ? null : `${name} contains a control character, or is not UTF-8`;
}

function host_of(parameters) {
	let wrong = text_fault('host', parameters.host, 300), host = wrong ? null : normal_host(parameters.host);

	return host ? { host } : refused(wrong ?? 'host must be like ghcr.io or 192.168.1.2:5000');
}

function list(keeper, caller, parameters, reply) {
	let found = load();

	reply(found.failure ? found : { registries: map(found.entries, (one) => ({ host: one.host, user: one.user })) });
}

function without(entries, host) {
	return filter(entries, (one) => one.host != host);
}

function set(keeper, caller, parameters, reply) {
	let found = load(), wanted = host_of(parameters);
	let wrong = text_fault('user', parameters.user, USER_BYTES) ?? text_fault('password', parameters.password, PASSWORD_BYTES) ??
		(index(parameters.user, ':') >= 0 ? 'user contains a colon' : null);

	if (found.failure || wanted.failure)
		return reply(found.failure ? found : wanted);

	if (wrong)
		return reply(refused(wrong));

	let others = without(found.entries, wanted.host);

	if (length(others) >= REGISTRIES)
		return reply(refused(`There are ${REGISTRIES} registries already: remove one.`));

	reply(store([...others, { host: wanted.host, user: parameters.user, password: parameters.password }]));
}

function remove(keeper, caller, parameters, reply) {
	let found = load(), wanted = host_of(parameters);

	if (found.failure || wanted.failure)
		return reply(found.failure ? found : wanted);

	let others = without(found.entries, wanted.host);

	reply(length(others) < length(found.entries) ? store(others) : refused(`There are no credentials for ${wanted.host}.`));
}

/** The keeper's own operations on registries (own.uc). */
export const OPERATIONS = {
	RegistryList: { role: 'admin', call: list },
	RegistrySet: { role: 'admin', call: set },
	RegistryRemove: { role: 'admin', call: remove },
};
