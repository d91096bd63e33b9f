/*
 * When to try again.
 */

'use strict';

import { rand } from 'math';

/**
 * Milliseconds to wait before the next try after `failures` earlier ones: doubling from `first` up to `longest`, and
 * anything between half of that and all of it, so that many who lost the same engine do not come back at once.
 */
export function delay(failures, first, longest) {
	let most = min(first << min(failures, 16), longest);

	return int(most / 2) + rand() % (int(most / 2) + 1);
};
