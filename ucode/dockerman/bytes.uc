// Checks on byte strings. POSIX regular expressions stop at the first NUL, and fail as a whole on bytes that are
// no characters of the locale, so nothing here relies on them.

'use strict';

const PRINTABLE_ASCII = ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~';
const UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()";

const ASCII = '\t\n\r' + PRINTABLE_ASCII;

let control_free;

/** Every byte but control characters; made when the first value needs it that is not ASCII. */
function all_printable()
{
	let all = [ PRINTABLE_ASCII ];

	for (let code = 0x80; code < 0x100; code++)
		push(all, chr(code));

	return join('', all);
}

/** Whether every byte of `value` is one of the bytes in `allowed`. An empty string is. */
export function only(value, allowed)
{
	return index(value, '\0') < 0 && ltrim(value, allowed) === '';
};

/** Whether `value` has no control character: no byte below 0x20 and no 0x7f. */
export function printable(value)
{
	return only(value, PRINTABLE_ASCII) || only(value, control_free ??= all_printable());
};

function utf8_tail(value, at, count)
{
	for (let i = 1; i <= count; i++)
		if (((ord(value, at + i) ?? 0) & 0xc0) != 0x80)
			return false;

	return true;
}

/** Bytes of the UTF-8 sequence that begins at `at` (RFC 3629: shortest form, no surrogates), or 0 for none. */
function utf8_sequence(value, at)
{
	let first = ord(value, at);
	let second = ord(value, at + 1) ?? 0;

	if (first < 0x80)
		return 1;

	if (first >= 0xc2 && first <= 0xdf)
		return utf8_tail(value, at, 1) ? 2 : 0;

	if (first >= 0xe0 && first <= 0xef)
		return (first != 0xe0 || second >= 0xa0) && (first != 0xed || second < 0xa0) && utf8_tail(value, at, 2) ? 3 : 0;

	if (first >= 0xf0 && first <= 0xf4)
		return (first != 0xf0 || second >= 0x90) && (first != 0xf4 || second < 0x90) && utf8_tail(value, at, 3) ? 4 : 0;

	return 0;
}

/** Whether `value` is text that survives a ubus string and JSON: UTF-8 without a NUL. ASCII is told at the speed of C. */
export function utf8_text(value)
{
	if (index(value, '\0') >= 0)
		return false;

	let rest = ltrim(value, ASCII);

	for (let at = 0, end = length(rest); at < end; ) {
		let size = utf8_sequence(rest, at);

		if (!size)
			return false;

		at += size;
	}

	return true;
};

/** `value` percent-encoded as JavaScript's encodeURIComponent does it, except that bytes in `keep` stand as they are. */
export function percent_encode(value, keep)
{
	let plain = UNRESERVED + (keep ?? '');

	if (only(value, plain))
		return value;

	let out = [];

	for (let at = 0, end = length(value); at < end; at++) {
		let one = substr(value, at, 1);

		push(out, one != '\0' && index(plain, one) >= 0 ? one : sprintf('%%%02X', ord(one)));
	}

	return join('', out);
};
