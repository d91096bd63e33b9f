// Reading what the browser sends.

'use strict';

/** Descriptor 0 by ucode's io module (ucode-mod-io), whose `read` is read(2); null where that is not installed. */
function plain_input()
{
	try {
		return require('io').new(0);
	}
	catch (error) {
		return null;
	}
}

/**
 * `take(size)` over standard input, for uploads: up to `size` bytes that are there already, null where there are none, '' at the end. From
 * now on no read of it waits. null without ucode-mod-io.
 */
export function input_taker()
{
	let input = plain_input();
	let io = input ? require('io') : null;

	return input?.fcntl(io.F_SETFL, io.O_NONBLOCK) != null ? (size) => input.read(size) : null;
};

/**
 * `read(size)` over standard input: up to `size` bytes as soon as there are some, '' at the end, null for an error.
 *
 * Without ucode-mod-io it is `otherwise`, which waits until it has all of `size`. Then an upload that stalls keeps its
 * request until uhttpd ends it; all else is the same.
 */
export function input_reader(otherwise)
{
	let input = plain_input();

	return input ? (size) => input.read(size) : otherwise;
};
