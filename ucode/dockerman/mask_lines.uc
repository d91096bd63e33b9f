// A stream of JSON lines (events) as a viewer may see it.

'use strict';

import * as lines from 'luci.dockerman.keeper.lines';
import { mask_answer } from 'luci.dockerman.mask_answer';

const MAX_LINE = 131072;

/**
 * A function that takes the next piece of such a stream and gives the masked lines that it completed, as one string. What is no JSON, or
 * longer than 128 KiB, is left out.
 */
export function line_masker()
{
	let splitter = lines.create(MAX_LINE);

	return (bytes) => {
		let out = '';

		for (let line in lines.feed(splitter, bytes).lines) {
			let masked = mask_answer(line);

			if (masked != null)
				out += `${masked}\n`;
		}

		return out;
	};
};
