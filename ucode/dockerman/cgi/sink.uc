// The answer on its way to the browser, with its own framing: uhttpd would end a broken answer as if it were whole.

'use strict';

import { reason } from 'luci.dockerman.cgi.reply';

// digits of a chunk's size that every HTTP client takes (curl: 16) less those that a piece needs
const MAX_BEATS = 8;
const LF = 10;

// more digits than any client takes, whatever beats stand before it
const NO_SIZE = 'ffffffffffffffffffffffff\r\n';

/**
 * A sink over `io` (`begin(status, reason, headers)`, `write(...parts)`, and `stream` where it has a stdio stream to write to); `method`
 * and `protocol` are the request's.
 *
 * - `begin(status, headers, size)`: the head; `size` in bytes, or null for chunks
 * - `piece(bytes)`: a part of the body; it leaves at once
 * - `lane()`: a short way for many pieces: `{ stream, line(size), flush() }` to write each piece of `size` bytes to `stream` by oneself, behind
 *   `line(size)`, and flush it in the end; null where there is none (yet)
 * - `beat(lines)`: a sign of life in a silent answer, invisible to its reader: a leading zero of the next chunk's size; in an answer of
 *   `lines`, of which empty ones count for nothing, an empty line between two of them, which the reader can watch for
 * - `end()`: the answer is whole
 * - `abort()`: the answer is broken, and shows it: a chunk size that is none makes every client give up at once,
 *   where an end without the last chunk would keep it waiting for as long as uhttpd keeps connections (20 s)
 *
 * Each returns false once the receiver is gone.
 */
export function make_sink(io, method, protocol)
{
	let mode = null;   // chunks, size, close, none
	let left = 0;      // bytes announced and not yet sent
	let beats = 0;
	let between = true; // the bytes so far end with a line
	let line_end = '';  // what still closes the last chunk: it goes out with the next one's size, in one write

	function frame_of(status, size)
	{
		if (method == 'HEAD' || status == 204 || status == 304)
			return 'none';

		return size != null ? 'size' : protocol == 'HTTP/1.1' ? 'chunks' : 'close';
	}

	function piece(bytes)
	{
		if (bytes === '' || mode == 'none')
			return true;

		left -= length(bytes);
		between = ord(bytes, -1) == LF;

		if (mode != 'chunks')
			return io.write(bytes);

		let size = sprintf('%s%x\r\n', line_end, length(bytes));

		beats = 0;
		line_end = '\r\n';

		return io.write(size, bytes);
	}

	return {
		begun: () => mode != null,
		framed: () => mode == 'chunks',

		begin: (status, headers, size) => {
			mode = frame_of(status, size);
			left = size ?? 0;

			if (size != null && status != 204 && status != 304)
				headers['Content-Length'] = `${size}`;
			else if (mode == 'chunks')
				headers['Transfer-Encoding'] = 'chunked';

			return io.begin(status, reason(status), headers);
		},

		piece,

		lane: () => {
			if (mode != 'chunks' || line_end === '' || !io.stream)
				return null;

			beats = 0;
			between = false;

			return { stream: io.stream, flush: () => io.write(''), line: (size) => sprintf('%s%x\r\n', line_end, size) };
		},

		beat: (lines) => {
			if (lines && between && (mode == 'chunks' || mode == 'close'))
				return piece('\n');

			if (mode != 'chunks' || beats++ >= MAX_BEATS)
				return true;

			let zero = line_end + '0';

			line_end = '';

			return io.write(zero);
		},

		end: () => mode == 'chunks' ? io.write(line_end + '0\r\n\r\n') : mode != 'size' || left == 0,

		abort: () => mode != 'chunks' || io.write(line_end + NO_SIZE)
	};
};
