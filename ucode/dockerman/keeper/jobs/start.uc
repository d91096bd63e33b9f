/*
 * Begins jobs: everything that was asked for is checked before anything happens.
 */

'use strict';

import { cursor } from 'uci';
import { only } from 'luci.dockerman.bytes';
import { find_engine, host_header } from 'luci.dockerman.engine';
import { find as find_row } from 'luci.dockerman.operations';
import { prepare } from 'luci.dockerman.request';
import { LOG_BYTES, RUNNING } from 'luci.dockerman.keeper.jobs.bounds';
import { from_browser, from_file } from 'luci.dockerman.keeper.jobs.body';
import { ask as ask_size } from 'luci.dockerman.keeper.jobs.estimate';
import * as list from 'luci.dockerman.keeper.jobs.list';
import * as logs from 'luci.dockerman.keeper.jobs.log';
import { existing, megabytes, space_fault, wanted } from 'luci.dockerman.keeper.jobs.paths';
import { FAULT, protect } from 'luci.dockerman.keeper.protect';
import * as progress from 'luci.dockerman.keeper.jobs.progress';
import { begin, now } from 'luci.dockerman.keeper.jobs.run';
import { parameters as shown_parameters } from 'luci.dockerman.keeper.jobs.shown';
import { create as create_target } from 'luci.dockerman.keeper.jobs.target';
import { headers as registry_headers } from 'luci.dockerman.keeper.registries';

/* Rows of the kind `stream` that end by themselves. */
const ENDING = { ImageCreate: true, ImagePush: true };

const DIGITS = '0123456789';

const GIVEN = ['operation', 'parameters', 'body', 'upload', 'from', 'to'];

const FULL = `${RUNNING} jobs are at work already: wait for one of them, or cancel one.`;

function refused(message) {
	return { failure: 'refused', message };
}

/** The role that the operation of a job needs, or the failure `refused`. */
export function role_of(keeper, parameters) {
	return find_row(parameters.operation)?.role ?? refused('operation: the router does not serve it.');
};

/* An import of a tar archive has a body, all others have none. */
function imports(operation, parameters) {
	return operation == 'ImageCreate' && parameters.fromSrc == '-';
}

/** What is wrong with the parts of a job, as a sentence, or null. `wants` is what was asked for, its `parameters` as an object. Pure. */
export function parts_fault(row, wants) {
	let bodies = filter(['body', 'upload', 'from'], (name) => length(wants[name])), streamed = wants.upload || wants.from;
	let takes = row.body == 'tar' || imports(row.name, wants.parameters);

	if (!(row.kind in ['json', 'upload', 'download']) && !ENDING[row.name])
		return `operation: ${row.name} is no work that ends, it cannot be a job.`;

	if (row.kind == 'json' && row.method in ['GET', 'HEAD'])
		return `operation: ${row.name} only looks, it cannot be a job.`;

	if (length(bodies) > 1)
		return `${bodies[1]}: there is ${bodies[0]} already, and a request has one body.`;

	if (streamed && !takes)
		return `${bodies[0]}: ${row.name} takes no archive.`;

	if (takes && !streamed && !(row.name == 'ImageBuild' && wants.parameters.remote))
		return `${row.name} needs an archive: upload (its size in bytes) or from (a file on the router).`;

	if (row.kind == 'download' && !wants.to)
		return `${row.name} gives a file: to is missing, where to put it on the router.`;

	if (wants.to && row.kind != 'download')
		return `to: ${row.name} gives no file.`;

	if (wants.upload && (!only(wants.upload, DIGITS) || length(wants.upload) > 15 || !+wants.upload))
		return 'upload must be a number of bytes, more than none';

	return null;
};

/* What was asked for, parsed: an object with the texts of GIVEN, and `parameters` as an object; or a failure. */
function parse(given) {
	let wants = {};

	for (let name in given)
		if (!(name in GIVEN))
			return refused(`JobStart has no parameter ${substr(name, 0, 64)}`);

	for (let name in GIVEN)
		wants[name] = given[name] ?? '';

	try {
		wants.parameters = length(wants.parameters) ? json(wants.parameters) : {};
	}
	catch (error) {
		return refused('parameters must be JSON text');
	}

	return type(wants.parameters) == 'object' ? wants : refused('parameters must be a JSON object');
}

/* The image that needs credentials: a name, null for a build (which may need any), or false. */
function image_of(operation, parameters) {
	switch (operation) {
	case 'ImageBuild':
		return null;

	case 'ImagePush':
		return parameters.image;

	case 'ImageCreate':
		return parameters.fromImage ?? false;
	}

	return false;
}

/* The checked request, with what the engine needs to know for the registry. */
function checked(caller, engine, wants, size) {
	let image = image_of(wants.operation, wants.parameters);
	let request = {
		operation: wants.operation, parameters: wants.parameters, body: wants.body, api_version: caller.api_version,
	};

	return prepare(request, [caller.role], {
		kinds: ['json', 'upload', 'download', 'stream'],
		host: host_header(engine),
		length: size,
		keep: true,
		archive: imports(wants.operation, wants.parameters),
		headers: image === false ? {} : registry_headers(type(image) == 'string' ? image : null),
	});
}

function new_job(caller, wants, request) {
	return {
		operation: wants.operation, parameters: shown_parameters(wants.parameters), engine: caller.engine, user: caller.user,
		started: now(), state: 'running', role: request.role, changed: 0, progress: progress.create(), log: logs.create(LOG_BYTES), readers: [],
	};
}

/* Opens what the job reads from and writes to: null, or a failure. */
function open_files(keeper, caller, job, wants, files) {
	let gone = (failure, message) => job.fail?.(failure, message);

	if (files.to) {
		job.target = create_target(files.to);
		job.file = files.to.path;
	}

	if (!job.target?.failure && files.from)
		job.body = from_file(files.from, gone);
	else if (!job.target?.failure && wants.upload)
		job.body = from_browser(keeper, caller, { size: +wants.upload, name: wants.operation }, { news: () => job.wake?.(), gone });

	if (job.target?.failure)
		return job.target;

	if (!job.body?.failure)
		return null;

	job.target?.discard();

	return job.body;
}

/* A job that could not begin leaves nothing. */
function abandon(jobs, job) {
	protect(() => job.target?.discard())();
	protect(() => job.body?.close('broken', FAULT.message))();
	list.drop(jobs, job);
}

/* Begins what nothing is wrong with. */
function start_checked(keeper, caller, engine, wants, files, request, reply) {
	if (list.full(keeper.jobs))
		return reply(refused(FULL));

	let job = new_job(caller, wants, request);
	let failed = open_files(keeper, caller, job, wants, files);

	if (failed)
		return reply(failed);

	job.transfer = job.body?.transfer;

	let begun = protect(() => {
		list.add(keeper.jobs, job);
		begin(keeper.jobs, job, engine, request);

		return true;
	}, () => abandon(keeper.jobs, job))();

	if (!begun)
		return reply(FAULT);

	reply(job.transfer ? { job: job.id, transfer: job.transfer } : { job: job.id });
}

/** JobStart. */
export function start(keeper, caller, given, reply) {
	let wants = parse(given), row = find_row(given.operation);

	if (wants.failure)
		return reply(wants);

	let wrong = parts_fault(row, wants);

	if (wrong)
		return reply(refused(wrong));

	if (list.full(keeper.jobs))
		return reply(refused(FULL));

	let files = {
		from: wants.from ? existing('from', wants.from) : null,
		to: wants.to ? wanted('to', wants.to) : null,
	};
	let engine = find_engine(cursor(), caller.engine);
	let request = engine.failure ? engine : checked(caller, engine, wants, files.from?.size ?? (wants.upload ? +wants.upload : 0));

	for (let one in [engine, request, files.from, files.to])
		if (one?.failure)
			return reply(one);

	if (!files.to)
		return start_checked(keeper, caller, engine, wants, files, request, reply);

	ask_size(engine, caller.api_version, wants, protect((bytes) => {
		let wrong = space_fault(files.to.folder, bytes ?? 0);

		if (wrong)
			return reply(refused(bytes ? `to: ${wrong} The file will have about ${megabytes(bytes)}.` : `to: ${wrong}`));

		files.to.expected = bytes;
		start_checked(keeper, caller, engine, wants, files, request, reply);
	}, () => reply(FAULT)));
};
