// The answer on its way to the browser, with its own framing: uhttpd would end a broken answer as if it were whole.

'use strict';

import { reason } from 'luci.dockerman.cgi.reply';

// digits of a chunk's size that every HTTP client takes (curl: 16) less those that a piece of 32 KiB needs
const MAX_BEATS = 8;

// more digits than any client takes, whatever beats stand before it
const NO_SIZE = 'ffffffffffffffffffffffff\r\n';

/**
 * A sink over `io` (`begin(status, reason, headers)`, `write(bytes)`); `method` and `protocol` are the request's.
 *
 * - `begin(status, headers, size)`: the head; `size` in bytes, or null for chunks
 * - `piece(bytes)`: a part of the body; it leaves at once
 * - `beat()`: a sign of life in a silent answer, invisible to its reader: a leading zero of the next chunk's size
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

	function frame_of(status, size)
	{
		if (method == 'HEAD' || status == 204 || status == 304)
			return 'none';

		return size != null ? 'size' : protocol == 'HTTP/1.1' ? 'chunks' : 'close';
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

		piece: (bytes) => {
			if (bytes === '' || mode == 'none')
				return true;

			beats = 0;
			left -= length(bytes);

			return io.write(mode == 'chunks' ? sprintf('%x\r\n', length(bytes)) + bytes + '\r\n' : bytes);
		},

		beat: () => mode != 'chunks' || beats++ >= MAX_BEATS || io.write('0'),

		end: () => mode == 'chunks' ? io.write('0\r\n\r\n') : mode != 'size' || left == 0,

		abort: () => mode != 'chunks' || io.write(NO_SIZE)
	};
};
