/*
 * How large a file will be that an engine is asked for, as far as the engine can tell beforehand.
 */

'use strict';

import { exchange } from 'luci.dockerman.exchange';
import { host_header } from 'luci.dockerman.engine';
import { protect } from 'luci.dockerman.keeper.protect';
import { prepare } from 'luci.dockerman.request';
import { ANSWER_BYTES, ESTIMATE_WAIT } from 'luci.dockerman.keeper.jobs.bounds';

/* The request that tells, and what reads it. */
const ASKED = {
	ImageGet: (wanted) => ({ operation: 'ImageInspect', parameters: { image: wanted.image } }),
	ContainerExport: (wanted) => ({ operation: 'ContainerInspect', parameters: { container: wanted.container, size: 'true' } }),
};

/**
 * The bytes that the answer to an inspect tells, or null. Pure. An image of containerd's store (it has a `Descriptor`, or `overlayfs` for a driver) is
 * counted packed and unpacked, which tells nothing of the file.
 */
export function size_of(operation, body) {
	let answer;

	try {
		answer = json(body);
	}
	catch (error) {
		return null;
	}

	if (type(answer) != 'object')
		return null;

	let packed = answer.Descriptor || answer.GraphDriver?.Name == 'overlayfs';
	let size = operation == 'ContainerExport' ? answer.SizeRootFs : packed ? null : answer.Size;

	return type(size) == 'int' && size > 0 ? size : null;
};

/**
 * Asks the engine how large the answer to `wants` (a job's operation and parameters) will be, and calls `then(bytes)` once: with null where it
 * does not tell. Later, unless there is nothing to ask.
 */
export function ask(engine, version, wants, then) {
	let question = ASKED[wants.operation]?.(wants.parameters);
	let request = question ? prepare({ ...question, api_version: version }, ['viewer', 'operator'], { host: host_header(engine) }) : null;

	if (!request || request.failure)
		return then(null);

	let pieces = [], size = 0, status = 0, told = false;

	function tell(bytes) {
		if (!told) {
			told = true;
			then(bytes);
		}
	}

	exchange({ engine, method: request.row.method, head: request.head, limit_ms: ESTIMATE_WAIT }, {
		head: (head) => {
			status = head.status;
		},

		body: (bytes) => {
			size += length(bytes);

			if (size <= ANSWER_BYTES)
				push(pieces, bytes);
		},

		end: protect(() => tell(status == 200 && size <= ANSWER_BYTES ? size_of(wants.operation, join('', pieces)) : null)),
		fail: protect(() => tell(null)),
	});
};
