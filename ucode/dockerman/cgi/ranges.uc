// Which part of a file a request asks for (RFC 9110, sections 13 and 14). Pure.

'use strict';

// of a file that a router can hold
const MAX_DIGITS = 15;

function digits(text)
{
	return text != null && text !== '' && length(text) <= MAX_DIGITS && ltrim(text, '0123456789') === '';
}

/** A list of entity tags has `tag`, as a strong one. */
function lists(value, tag)
{
	return length(filter(split(value, ','), (one) => trim(one) === tag)) > 0;
}

/** `{ first, last }` of the header Range for a file of `size` bytes, `{ none: true }` where nothing lies in it, or null for one that asks for no single part. */
function parse(range, size)
{
	let value = trim(range);

	if (lc(substr(value, 0, 6)) != 'bytes=')
		return null;

	let parts = split(trim(substr(value, 6)), '-');

	if (length(parts) != 2)
		return null;

	if (parts[0] === '')
		return !digits(parts[1]) ? null : +parts[1] && size ? { first: max(size - +parts[1], 0), last: size - 1 } : { none: true };

	if (!digits(parts[0]) || (parts[1] !== '' && !digits(parts[1])) || (parts[1] !== '' && +parts[1] < +parts[0]))
		return null;

	return +parts[0] >= size ? { none: true } : { first: +parts[0], last: parts[1] === '' ? size - 1 : min(+parts[1], size - 1) };
}

/**
 * What a request gets of a file of `size` bytes with the strong entity tag `tag` (with its quotes). `headers` has `range`, `if-range` and
 * `if-match` as the browser sent them. Returns `{ status, first, last, resumes }`: status 200, 206, 412 or 416; `resumes` tells that it knows
 * the tag, so that it goes on with what it has begun.
 */
export function part_of(headers, size, tag)
{
	let match = headers['if-match'], unless = headers['if-range'];
	let whole = { status: 200, first: 0, last: size - 1, resumes: false };

	if (match != null && trim(match) != '*' && !lists(match, tag))
		return { status: 412 };

	let part = headers.range != null && (unless == null || trim(unless) === tag) ? parse(headers.range, size) : null;

	if (!part)
		return whole;

	let knows = (match != null && trim(match) != '*') || unless != null;

	return part.none ? { status: 416 } : { status: 206, ...part, resumes: knows };
};
