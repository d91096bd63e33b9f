/*
 * Output of a container without a terminal comes in frames: one byte for the stream, three of zero, four for the length, the payload
 * (docs.docker.com, ContainerAttach: stream format).
 */

'use strict';

const HEAD = 8;

function size_of(head) {
	return (ord(head, 4) << 24) | (ord(head, 5) << 16) | (ord(head, 6) << 8) | ord(head, 7);
}

/** A function that takes bytes as they come, cut anywhere, and gives the payloads in them, of both streams in their order. */
export function payloads() {
	let head = '', left = 0;

	return function(bytes) {
		let taken = [], at = 0;

		while (at < length(bytes)) {
			if (left) {
				let part = substr(bytes, at, left);

				push(taken, part);
				at += length(part);
				left -= length(part);
				continue;
			}

			let part = substr(bytes, at, HEAD - length(head));

			head += part;
			at += length(part);

			if (length(head) == HEAD) {
				left = size_of(head);
				head = '';
			}
		}

		return join('', taken);
	};
};
