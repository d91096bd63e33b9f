/*
 * A job at work: one request to the engine, whose answer is read to its end.
 */

'use strict';

import * as uloop from 'uloop';
import { exchange } from 'luci.dockerman.exchange';
import { ERROR_BYTES } from 'luci.dockerman.keeper.limits';
import * as lines from 'luci.dockerman.keeper.lines';
import { milliseconds } from 'luci.dockerman.keeper.monotonic';
import { FAULT, protect } from 'luci.dockerman.keeper.protect';
import * as answers from 'luci.dockerman.keeper.jobs.answers';
import { ANSWER_BYTES, FILE_PIECE, MESSAGE_BYTES, MESSAGE_SHOWN, SLOW_WRITE } from 'luci.dockerman.keeper.jobs.bounds';
import * as list from 'luci.dockerman.keeper.jobs.list';
import * as logs from 'luci.dockerman.keeper.jobs.log';
import * as progress from 'luci.dockerman.keeper.jobs.progress';
import { how_far } from 'luci.dockerman.keeper.jobs.shown';

const CANCELLED = 'It was cancelled.';

/** Why a job was not finished that a keeper held which is no more. */
export const DIED = 'The keeper was ended before the engine had told how this came out: see whether the engine did it.';

/* Rows whose answers are messages, one after the other. */
const MESSAGES = { ImageCreate: true, ImagePush: true, ImageBuild: true, ImageLoad: true };

/** Milliseconds since 1970. */
export function now() {
	let time = clock();

	return time[0] * 1000 + int(time[1] / 1000000);
};

function add_log(job, text) {
	if (!length(text))
		return;

	logs.append(job.log, text);

	for (let reader in [...job.readers])
		reader.news();
}

/* An engine's error is a JSON object with a message. */
function refusal_of(status, body) {
	let said;

	try {
		said = json(body)?.message;
	}
	catch (error) {
		said = trim(body);
	}

	return substr(type(said) == 'string' && length(said) ? said : `The engine answered with status ${status}.`, 0, MESSAGE_SHOWN);
}

/* Messages as they come: `{take(bytes), end()}`. */
function messages(job) {
	let splitter = lines.create(MESSAGE_BYTES);

	function take(bytes) {
		for (let line in lines.feed(splitter, bytes).lines) {
			let message = null;

			try {
				message = json(line);
			}
			catch (error) {
				/* no message */
			}

			add_log(job, progress.take(job.progress, message));
		}
	}

	return { take, end: () => take('\n') };
}

/* One answer of JSON. One that is too long is read, and not understood. */
function answer(job) {
	let pieces = [], size = 0;

	return {
		take: function(bytes) {
			size += length(bytes);

			if (size <= ANSWER_BYTES)
				push(pieces, bytes);
		},

		end: function() {
			let found = answers.reduce(size <= ANSWER_BYTES ? join('', pieces) : '');

			job.progress.result = found.result;
			add_log(job, found.log);
		},
	};
}

/* How far a job that is done was: all the way. How large a file would be was only estimated. */
function at_its_end(far, size) {
	return size != null ? { done: size, total: size, unit: 'bytes' } : { ...far, done: far.total || far.done };
}

/**
 * Begins the request of a job that is in the list. `request` is prepared (request.uc); the job's `body` and `target` are what goes and where the
 * answer goes, where they are not in the request. Gives the job `cancel()`, `interrupt()`, `fail(failure, message)` and `wake()`.
 */
export function begin(jobs, job, engine, request) {
	let connection, refusal = null, over = false, rest;
	let reader = MESSAGES[job.operation] ? messages(job) : answer(job);

	/* The file of a job that is done: null, or why it is not there. */
	function finish_file() {
		let wrong = protect(job.target.finish, () => FAULT)();

		if (wrong)
			protect(job.target.discard)();

		return wrong?.message;
	}

	/* How it ended, once. Nothing that fails in here keeps the rest from being done. */
	function settle(state, message, failure) {
		if (over)
			return;

		over = true;
		protect(() => connection?.close())();
		rest?.cancel();
		connection = rest = null;

		let far = protect(how_far)(job), size = job.target?.size, wrong = null;

		if (job.target && state == 'done')
			wrong = finish_file();
		else if (job.target)
			protect(job.target.discard)();

		let done = state == 'done' && !wrong;

		if (job.body)
			protect(job.body.close)(done ? null : failure ?? 'broken', done ? null : wrong ?? message);

		job.state = wrong ? 'failed' : state;
		/* a clock that was set back meanwhile ends nothing before it began */
		job.ended = max(now(), job.started);
		job.message = wrong ?? message ?? job.progress.message;
		job.result = done ? job.progress.result : null;
		job.size = done ? size : null;
		job.whole = done && far ? at_its_end(far, size) : far;
		job.body = job.target = job.progress = job.cancel = job.interrupt = job.fail = job.wake = null;
		protect(list.settle)(jobs, job);

		for (let one in [...job.readers])
			one.news();
	}

	job.cancel = () => settle('cancelled', CANCELLED);
	job.interrupt = () => settle('interrupted', DIED);
	job.fail = (failure, message) => settle('failed', message, failure);

	/* An exception in what follows ends the job, not the keeper. */
	function guarded(work) {
		return protect(work, () => settle('failed', 'The keeper failed at this job; the system log has more.'));
	}

	/* A slow disk makes a write wait, and all that the keeper serves with it: then the others have as much time as the write took. */
	function write_down(bytes) {
		let began = milliseconds(), wrong = job.target.write(bytes), took = milliseconds() - began;

		if (wrong || took < SLOW_WRITE)
			return wrong;

		connection.pause();
		rest = rest ?? uloop.timer(-1, guarded(() => connection?.resume()));
		rest.set(took);

		return null;
	}

	function take(bytes) {
		if (over)
			return;

		if (refusal) {
			refusal.body = substr(refusal.body + bytes, 0, ERROR_BYTES);
			return;
		}

		if (job.target) {
			let wrong = write_down(bytes);

			if (wrong)
				return settle('failed', wrong.message);
		}
		else {
			reader.take(bytes);
		}

		list.changed(jobs, job);
	}

	function end() {
		if (refusal)
			return settle('failed', refusal_of(refusal.status, refusal.body));

		if (!job.target)
			reader.end();

		if (job.progress.failure)
			settle('failed', job.progress.failure);
		else
			settle('done');
	}

	let body = job.body;

	connection = exchange({
		engine, method: request.row.method, head: request.head, body: request.body,
		piece: job.target ? FILE_PIECE : null,

		more: body && (() => {
			let bytes = body.pull();

			if (length(bytes))
				list.changed(jobs, job);

			return bytes;
		}),
	}, {
		head: guarded((head) => {
			if (head.status >= 400)
				refusal = { status: head.status, body: '' };
		}),

		body: guarded(take),
		end: guarded(end),
		fail: guarded((failure, message) => settle('failed', job.progress?.failure ?? message, failure)),
	});

	job.wake = () => connection?.wake();
};
