// Replies of the ubus object: an engine's answer as a ubus message, never larger than one may be.

'use strict';

import { utf8_text } from 'luci.dockerman.bytes';

/**
 * Largest reply in bytes as it stands in the ubus message. A message above 1 MiB (ubusmsg.h, UBUS_MAX_MSGLEN) makes rpcd exit,
 * and ubusd drops what would queue up beyond 1 MiB for one client.
 */
export const MAX_REPLY = 900000;

const OVERHEAD = 1024;
const KEPT_HEADERS = [ 'api-version', 'docker-experimental' ];
const MAX_HEADER = 128;

/** The failure for an answer that does not fit. */
export function too_large()
{
	return { failure: 'too-large', message: 'The answer is too large for rpcd; the controller can carry it.' };
};

function text_field(value)
{
	return utf8_text(value) && length(value) <= MAX_HEADER ? value : '';
}

/** Go's JSON encoder writes nothing but UTF-8, and looking at each byte of a long list costs more than fetching it. */
function is_text(media, body)
{
	return media == 'application/json' ? index(body, '\0') < 0 : utf8_text(body);
}

/**
 * An answer as a reply: `{ status, type, headers?, body }`, or with `base64` in place of `body` where that is not UTF-8 or holds a
 * NUL (ubus strings end at one), or the failure `too-large`. `head` is the parser's; `headers` holds what of its headers clients need.
 */
export function reply_of(head, body)
{
	let media = split(head.headers['content-type'] ?? '', ';', 2)[0];
	let reply = { status: head.status, type: text_field(head.headers['content-type'] ?? '') };
	let kept = {};

	for (let name in KEPT_HEADERS)
		if (head.headers[name] != null)
			kept[name] = text_field(head.headers[name]);

	if (length(kept))
		reply.headers = kept;

	if (length(body) + OVERHEAD > MAX_REPLY)
		return too_large();

	if (is_text(media, body))
		return { ...reply, body };

	if ((length(body) + 2) / 3 * 4 + OVERHEAD > MAX_REPLY)
		return too_large();

	return { ...reply, base64: b64enc(body) };
};

/** A reply that the router makes itself: `value` as JSON with status 200. */
export function json_reply(value)
{
	return reply_of({ status: 200, headers: { 'content-type': 'application/json' } }, sprintf('%J', value));
};

/** Bytes that a reply takes in a ubus message, at most. */
export function size_of(reply)
{
	return length(reply.body ?? reply.base64 ?? '') + OVERHEAD;
};
