/*
 * What an engine tells of a pull, a push, a build, a load or an import, reduced: how far each layer and the whole is, what went
 * wrong, what was made, and the lines for a log. Pure.
 *
 * The messages are those of the engine's JSON stream (pkg/jsonmessage in moby): `{stream}`, `{status, id, progressDetail: {current, total}}`, `{aux}`,
 * `{error, errorDetail}`.
 */

'use strict';

import { MESSAGE_SHOWN, PARTS, STATUS_SHOWN } from 'luci.dockerman.keeper.jobs.bounds';

/* Where a layer is with each status, as shares of its way: before its first and behind its last byte. A pull downloads and extracts. */
const WAY = {
	'Downloading': [0, 0.5],
	'Verifying Checksum': [0.5, 0.5],
	'Download complete': [0.5, 0.5],
	'Extracting': [0.5, 1],
	'Pull complete': [1, 1],
	'Already exists': [1, 1],
	'Pushing': [0, 1],
	'Pushed': [1, 1],
	'Layer already exists': [1, 1],
	'Loading layer': [0, 1],
};

/* Statuses whose bytes go over the line. */
const ON_THE_LINE = { 'Downloading': true, 'Pushing': true };

/** An empty reduction: `{parts, step, steps, failure, message, result}`. */
export function create() {
	return { parts: [], known: {}, step: 0, steps: 0, failure: null, message: '', result: null };
};

function text(value, most) {
	return type(value) == 'string' ? substr(value, 0, most) : '';
}

function bytes(value) {
	return type(value) in ['int', 'double'] && value > 0 ? int(value) : 0;
}

function part_of(progress, id) {
	let part = progress.known[id];

	if (!part && length(progress.parts) < PARTS) {
		part = progress.known[id] = { id, status: '', done: 0, total: 0, share: 0, crossed: 0, size: 0 };
		push(progress.parts, part);
	}

	return part;
}

function measure(part, status, detail) {
	/* containerd's store counts the seconds of an extraction: units "s" */
	let total = detail?.units ? 0 : bytes(detail?.total), done = detail?.units ? 0 : bytes(detail?.current);
	let way = WAY[status] ?? (index(status, 'Mounted from') == 0 ? [1, 1] : null);

	part.status = status;
	part.done = total ? min(done, total) : done;
	part.total = total;

	if (ON_THE_LINE[status]) {
		part.crossed = part.done;
		part.size = total;
	}
	else if (way) {
		part.crossed = part.size;
	}

	/* a download that begins again has lost what it had */
	if (way)
		part.share = way[0] + (way[1] - way[0]) * (total ? 1.0 * part.done / total : 0);
}

function take_layer(progress, message, id) {
	let status = text(message.status, STATUS_SHOWN), part = part_of(progress, id);

	if (!part)
		return '';

	let before = part.status;

	measure(part, status, message.progressDetail);

	return before == status ? '' : `${id}: ${status}\n`;
}

function take_stream(progress, said) {
	/* of the classic builder: "Step 2/5 : RUN …" */
	let step = index(said, 'Step ') == 0 ? match(said, /^Step ([0-9]{1,5})\/([0-9]{1,5}) :/) : null;

	if (step) {
		progress.step = +step[1];
		progress.steps = +step[2];
		progress.parts = [];
		progress.known = {};
	}

	for (let word in ['Loaded image: ', 'Loaded image ID: '])
		if (index(said, word) == 0)
			progress.result = trim(substr(said, length(word), MESSAGE_SHOWN));

	let last = trim(substr(said, 0, MESSAGE_SHOWN));

	if (length(last))
		progress.message = last;

	return said;
}

function take_status(progress, status) {
	if (index(status, 'Digest: ') == 0)
		progress.result = substr(status, 8);
	else if (index(status, 'sha256:') == 0)
		progress.result = status;

	progress.message = status;

	return `${status}\n`;
}

function take_failure(progress, message) {
	let said = text(message.errorDetail?.message, MESSAGE_SHOWN) || text(message.error, MESSAGE_SHOWN);

	progress.failure = said || 'The engine gave no reason.';

	return `${progress.failure}\n`;
}

/** Takes the next message and returns what it adds to the log: '' or text. */
export function take(progress, message) {
	if (type(message) != 'object')
		return '';

	if (message.error || message.errorDetail)
		return take_failure(progress, message);

	/* a build's image, a push's digest */
	let made = text(message.aux?.ID, STATUS_SHOWN) || text(message.aux?.Digest, STATUS_SHOWN);

	if (made)
		progress.result = made;

	if (type(message.stream) == 'string')
		return take_stream(progress, message.stream);

	let status = text(message.status, MESSAGE_SHOWN), id = text(message.id, STATUS_SHOWN);

	if (status == '')
		return '';

	/* the id of this one is the tag */
	return id == '' || index(status, 'Pulling from ') == 0
		? take_status(progress, status)
		: take_layer(progress, message, id);
};

/** How far the whole is: `{done, total, unit}` with `steps` or `layers` (and then `bytes`, `{done, total}`), or null when nothing tells. */
export function summary(progress) {
	if (progress.steps)
		return { done: progress.step - 1, total: progress.steps, unit: 'steps' };

	if (!length(progress.parts))
		return null;

	let share = 0, crossed = 0, size = 0;

	for (let part in progress.parts) {
		share += part.share;
		crossed += part.crossed;
		size += part.size;
	}

	let whole = { done: int(share * 100) / 100.0, total: length(progress.parts), unit: 'layers' };

	return size ? { ...whole, bytes: { done: crossed, total: size } } : whole;
};

/** The layers as they are shown: `[{id, status, done, total}]`, without what says nothing. */
export function parts(progress) {
	return map(progress.parts, (part) => {
		let shown = { id: part.id, status: part.status };

		if (part.done)
			shown.done = part.done;

		if (part.total)
			shown.total = part.total;

		return shown;
	});
};
