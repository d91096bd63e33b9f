/*
 * Whose images these are: the registry that a reference names. Pure.
 */

'use strict';

import { only } from 'luci.dockerman.bytes';

/** The registry of images that name none. */
export const DEFAULT = 'docker.io';

/* Under what the engine knows its credentials (moby, registry/config.go, IndexServer). */
const DEFAULT_KEY = 'https://index.docker.io/v1/';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const CAPITALS = /[A-Z]/;

/**
 * The registry's host (`ghcr.io`, `localhost:5000`) of an image's name: what is in front of the first slash, if it has a dot, a colon or a
 * capital letter or is `localhost` (github.com/distribution/reference, splitDockerDomain).
 */
export function registry_of(image) {
	let slash = index(image, '/'), first = slash > 0 ? substr(image, 0, slash) : '';

	if (first == 'index.docker.io' ||
	    !(first == 'localhost' || index(first, '.') >= 0 || index(first, ':') >= 0 || match(first, CAPITALS)))
		return DEFAULT;

	return first;
};

/** A registry's host as somebody wrote it, `https://Index.Docker.io/v1/` or `ghcr.io`, in the one way it is known by; null for none. */
export function normal_host(text) {
	let host = replace(text, /^https?:\/\//, '');
	let slash = index(host, '/');

	host = lc(slash >= 0 ? substr(host, 0, slash) : host);

	if (host in [DEFAULT, `index.${DEFAULT}`, `registry-1.${DEFAULT}`])
		return DEFAULT;

	let parts = match(host, /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9.-]{1,253})(:[0-9]{1,5})?$/);

	return parts && only(host, LETTERS + '.-:[]') && index(host, '..') < 0 && ord(host) != 45 && ord(host) != 46 ? host : null;
};

/** The name by which an engine looks up the credentials of a registry. */
export function key_of(host) {
	return host == DEFAULT ? DEFAULT_KEY : host;
};
