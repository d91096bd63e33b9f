// What becomes of the engine's answer: passed on as it comes, or masked as a whole.

'use strict';

import { passed_headers } from 'luci.dockerman.cgi.reply';

// 1,000 containers; while it is masked an answer takes twenty times its size
const MAX_MASKED = 1572864;

/** What masks. Few answers need it, and to compile it takes a seventh of a short request's time. */
function masking()
{
	return require('luci.dockerman.cgi.masking');
}

/** The size that the engine announced, or null. */
function announced(head)
{
	let size = head.headers['content-length'];

	return size != null ? +size : null;
}

/**
 * The answer for `pump` that streams into `sink`. `download` is the file name asked for, or null. `lines` tells that empty lines in it
 * count for nothing.
 */
export function streamed(sink, download, lines)
{
	return {
		head: (head) => sink.begin(head.status, passed_headers(head, download), announced(head)),
		body: (bytes) => sink.piece(bytes),
		beat: () => sink.beat(lines),
		end: () => sink.end()
	};
};

/** The same for a stream of JSON lines that must be masked. */
export function masked_stream(sink, download, lines)
{
	let answer = streamed(sink, download, lines);
	let mask = null;

	return {
		...answer,

		head: (head) => {
			mask = head.status == 200 ? masking().line_masker() : null;

			// the lines change their length
			return mask ? sink.begin(head.status, passed_headers(head, download), null) : answer.head(head);
		},

		body: (bytes) => {
			let shown = mask ? mask(bytes) : bytes;

			return shown === '' || sink.piece(shown);
		}
	};
};

/**
 * The answer for `pump` that collects the body and masks secrets in it (mask_answer.uc); answers of the engine other than 200 pass
 * as they are. `fault()` tells, after `pump`, why nothing was passed on: a failure or null.
 */
export function masked(sink, download)
{
	let head, pieces = [], size = 0, fault = null;

	return {
		head: (one) => {
			head = one;

			return true;
		},

		body: (bytes) => {
			size += length(bytes);

			if (size > MAX_MASKED)
				fault = { failure: 'too-large', message: `An answer that must be masked may have ${MAX_MASKED} bytes.` };
			else
				push(pieces, bytes);

			return !fault;
		},

		beat: () => true,

		end: () => {
			let whole = join('', pieces);
			let text = head.status == 200 ? masking().mask_answer(whole) : whole;

			if (text == null) {
				fault = { failure: 'broken', message: 'The engine\'s answer is no JSON, so its secrets cannot be masked.' };

				return false;
			}

			return sink.begin(head.status, passed_headers(head, download), length(text)) && sink.piece(text) && sink.end();
		},

		fault: () => fault
	};
};
