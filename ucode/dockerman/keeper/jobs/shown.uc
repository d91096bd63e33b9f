/*
 * A job as browsers see it, and as it is written down. Pure.
 */

'use strict';

import { PARAMETERS_SHOWN, PARAMETER_SHOWN } from 'luci.dockerman.keeper.jobs.bounds';
import * as progress from 'luci.dockerman.keeper.jobs.progress';

/* What is told of every job, where it says something. */
const FIELDS = [
	'id', 'operation', 'parameters', 'engine', 'user', 'started', 'ended', 'state', 'message', 'result', 'file', 'size', 'transfer',
];

/* Values that are given to a build and may be secrets. */
const HIDDEN = { buildargs: true };

function shortened(value, most) {
	return length(value) > most ? substr(value, 0, most) + '...' : value;
}

/** A request's parameters as they are shown: bounded, and without those that may be secrets. */
export function parameters(given) {
	let shown = {}, room = PARAMETERS_SHOWN;

	function one(value) {
		let text = shortened(value, min(room, PARAMETER_SHOWN));

		room = max(room - length(text), 0);

		return text;
	}

	for (let name, value in given)
		if (!HIDDEN[name])
			shown[name] = type(value) == 'array' ? map(slice(value, 0, 16), one) : one(value);

	return shown;
};

/** What does not change any more once a job has ended. */
export function lasting(job) {
	let out = {};

	for (let field in FIELDS)
		if (job[field] != null && job[field] !== '')
			out[field] = job[field];

	if (job.whole)
		out.progress = job.whole;

	return out;
};

function bytes_of(job) {
	if (job.target)
		return { done: job.target.size, total: job.target.expected ? max(job.target.expected, job.target.size) : 0, unit: 'bytes' };

	return job.body ? { done: job.body.sent, total: job.body.size, unit: 'bytes' } : null;
}

/** How far a job is that runs. The engine tells of layers one by one while it loads a file: how much of that is sent says more. */
export function how_far(job) {
	let sending = job.body && (job.body.sent < job.body.size || job.operation == 'ImageLoad');

	return (sending ? bytes_of(job) : null) ?? progress.summary(job.progress) ?? bytes_of(job);
};

/** The whole job. */
export function whole(job) {
	let out = lasting(job);

	if (job.state != 'running')
		return out;

	let far = how_far(job), parts = progress.parts(job.progress);

	if (far)
		out.progress = far;

	if (length(parts))
		out.parts = parts;

	if (length(job.progress.message))
		out.message = job.progress.message;

	return out;
};
