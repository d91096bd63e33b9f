// The framing of a chunked body (RFC 9112, section 7.1): byte by byte for odd lines, in one go for data and plain chunks.

'use strict';

const MAX_TRAILER = 8192;
const MAX_EXTENSION = 1024;
const LARGE_CHUNK = 16384;
const HEX = '0123456789abcdefABCDEF';
const PLAIN_SIZE = 8;    // bytes of the line before a chunk below 16 MiB
const CR = 13, LF = 10, SEMICOLON = 59, SPACE = 32, TAB = 9;

function hex_digit(code)
{
	if (code >= 48 && code <= 57)
		return code - 48;

	code |= 32;

	return code >= 97 && code <= 102 ? code - 87 : -1;
}

/**
 * Takes the chunks that lie whole in `bytes` from `at` on, in their plainest form: dockerd writes one for each line of a
 * log, and a step for each byte around it would cost three times as much. Returns where the plain ones end.
 */
function take_whole_chunks(bytes, at, pieces)
{
	for (let total = length(bytes);;) {
		let line = substr(bytes, at, PLAIN_SIZE);
		let count = index(line, '\r\n');
		let hexadecimal = substr(line, 0, max(count, 0));

		if (count < 1 || ltrim(hexadecimal, HEX) !== '')
			return at;

		let size = hex(hexadecimal);
		let end = at + count + 2 + size;

		if (!size || end + 2 > total || substr(bytes, end, 2) !== '\r\n')
			return at;

		push(pieces, substr(bytes, at + count + 2, size));
		at = end + 2;
	}
}

/**
 * A decoder of one chunked body. It gives
 *
 * - `take(bytes, pieces)`: adds the data in these bytes to the array `pieces`; returns what is wrong with them in words, or null
 * - `take_large(bytes)`: their data, where they are as `ahead` asked for them; null otherwise, then `take` them
 * - `ahead(most)`: how many bytes to read next, at most `most`, so that large chunks need not be copied apart
 * - `run()`: within a large chunk `{ left, size, line }`: its bytes that are still to come, its size, and the line between it and a
 *   next one of that size; null elsewhere
 * - `ran(left)`: the run was passed on by the caller, and so many bytes are left of the chunk that it is in now
 * - `over()`: whether the last chunk and its trailer are through. Trailers are left out.
 */
export function chunk_decoder()
{
	let mode = 'size';   // size, extension, size-lf, data, data-cr, data-lf, trailer, trailer-line, trailer-lf, last-lf, over
	let left = 0;        // bytes left of the chunk
	let digits = 0;      // of its size
	let extra = 0;       // bytes of extension or trailer so far
	let chunk = 0;       // bytes of the last chunk
	let between = '';    // what stands between two large chunks of that size

	/** One byte of the lines around chunks. Returns what is wrong with it, or null. */
	function line_byte(code)
	{
		switch (mode) {
		case 'size':
			let digit = hex_digit(code);

			if (digit >= 0) {
				left = left * 16 + digit;
				digits++;

				return digits > 12 ? 'a chunk that is too large' : null;
			}

			if (!digits)
				return 'a chunk without a size';

			if (code == CR)
				mode = 'size-lf';
			else if (code == SEMICOLON || code == SPACE || code == TAB)
				mode = 'extension';
			else
				return 'a wrong chunk size';

			extra = 0;

			return null;

		case 'extension':
			if (code == CR)
				mode = 'size-lf';
			else if (code == LF || code == 0 || ++extra > MAX_EXTENSION)
				return 'a wrong chunk extension';

			return null;

		case 'size-lf':
			if (code != LF)
				return 'a bare line end in a chunk';

			mode = left > 0 ? 'data' : 'trailer';
			between = left >= LARGE_CHUNK ? sprintf('\r\n%x\r\n', left) : '';
			chunk = left;
			digits = 0;
			extra = 0;

			return null;

		case 'data-cr':
			mode = 'data-lf';

			return code == CR ? null : 'a chunk longer than its size';

		case 'data-lf':
			mode = 'size';

			return code == LF ? null : 'a chunk longer than its size';

		case 'trailer':
			mode = code == CR ? 'last-lf' : 'trailer-line';

			return code == LF || ++extra > MAX_TRAILER ? 'a wrong trailer' : null;

		case 'trailer-line':
			if (code == CR)
				mode = 'trailer-lf';

			return code == LF || ++extra > MAX_TRAILER ? 'a wrong trailer' : null;

		case 'trailer-lf':
			mode = 'trailer';

			return code == LF ? null : 'a wrong trailer';

		case 'last-lf':
			mode = 'over';

			return code == LF ? null : 'a wrong trailer';
		}

		return 'bytes after its end';
	}

	function take(bytes, pieces)
	{
		for (let at = 0, total = length(bytes); at < total; ) {
			if (mode == 'size' && !digits)
				at = take_whole_chunks(bytes, at, pieces);

			if (at == total)
				break;

			if (mode == 'data') {
				let size = min(left, total - at);

				push(pieces, size == total ? bytes : substr(bytes, at, size));
				at += size;
				left -= size;

				if (!left)
					mode = 'data-cr';
			}
			else {
				let wrong = line_byte(ord(bytes, at++));

				if (wrong)
					return wrong;
			}
		}

		return null;
	}

	/** The data in bytes that are as `ahead` asked for them, within a large chunk or between two; null for any other. */
	function take_large(bytes)
	{
		if (between === '')
			return null;

		if (mode == 'data' && length(bytes) <= left) {
			left -= length(bytes);
			mode = left ? 'data' : 'data-cr';

			return bytes;
		}

		if (mode == 'data-cr' && bytes === between) {
			left = chunk;
			mode = 'data';

			return '';
		}

		return null;
	}

	return {
		take,
		take_large,

		ahead: function(most) {
			if (between === '')
				return most;

			return mode == 'data' ? min(left, most) : mode == 'data-cr' ? length(between) : most;
		},

		run: () => mode == 'data' && between !== '' ? { left, size: chunk, line: between } : null,

		ran: function(rest) {
			left = rest;

			if (!left)
				mode = 'data-cr';
		},

		over: () => mode == 'over'
	};
};
