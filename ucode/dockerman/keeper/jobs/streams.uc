/*
 * What browsers see of jobs: the stream `Jobs` of all of them, and `JobLog` of one (waiting.uc tells what a stream is).
 */

'use strict';

import * as list from 'luci.dockerman.keeper.jobs.list';
import * as logs from 'luci.dockerman.keeper.jobs.log';
import { whole } from 'luci.dockerman.keeper.jobs.shown';

/* From the least to the most. */
const ROLES = ['viewer', 'operator', 'admin'];

const AHEAD = { ended: true, failure: 'broken', message: 'The keeper never told that much of it.' };

/* A text of this size or more waits for the next answer, so that what else there is has room. */
function fitting(entries, most) {
	let taken = { jobs: [], gone: [], cursor: 0 }, size = 0;

	for (let one in entries) {
		let text = one.job ? sprintf('%J', whole(one.job)) : sprintf('%J', one.id);

		size += length(text) + 1;

		if (size > most && taken.cursor)
			break;

		push(one.job ? taken.jobs : taken.gone, text);
		taken.cursor = one.changed;
	}

	return taken;
}

/** What has changed beyond the cursor that somebody with these roles may see: `{cursor, text, reset}`. */
export function changes(jobs, roles, cursor, most) {
	let all = cursor < jobs.forgotten || !cursor, seen = all ? 0 : cursor;
	let news = [
		...map(filter(jobs.jobs, (job) => job.role in roles && job.changed > seen), (job) => ({ job, changed: job.changed })),
		...filter(jobs.gone, (one) => !all && one.role in roles && one.changed > seen),
	];
	let taken = fitting(sort(news, (a, b) => a.changed - b.changed), all ? 1 << 30 : most);
	let rest = length(taken.jobs) + length(taken.gone) < length(news);

	return {
		cursor: rest ? taken.cursor : jobs.changes,
		text: `{"jobs":[${join(',', taken.jobs)}],"gone":[${join(',', taken.gone)}]}\n`,
		reset: all,
	};
};

/** Opens `Jobs`: the jobs whose role the caller has. It ends when the session loses the most of these roles. */
export function open_jobs(keeper, caller, parameters, hooks) {
	let jobs = keeper.jobs, reader = { news: hooks.news };
	let stream = { role: pop(filter(ROLES, (role) => role in caller.roles)), type: 'application/x-ndjson', settled: true, cursor: 0 };

	list.tidy(jobs);
	stream.ready = (cursor) => cursor != jobs.changes;
	stream.urgent = (cursor) => !cursor;
	stream.due = (now) => null;
	stream.after = (cursor, most) => cursor > jobs.changes ? { cursor, ...AHEAD }
		: cursor == jobs.changes ? null
		: changes(jobs, caller.roles, cursor, most);

	stream.close = function() {
		jobs.readers = filter(jobs.readers, (one) => one !== reader);
	};

	push(jobs.readers, reader);

	return stream;
};

/** Opens `JobLog` of the job that the parameters name. */
export function open_log(keeper, caller, parameters, hooks) {
	let job = list.find(keeper.jobs, parameters.job), reader = { news: hooks.news };
	let stream = { role: job.role, type: 'text/plain; charset=utf-8', settled: true, cursor: 0 };

	function over() {
		return job.state != 'running';
	}

	stream.ready = (cursor) => over() || cursor != job.log.queue.end;
	stream.urgent = (cursor) => over();
	stream.due = (now) => null;

	stream.after = function(cursor, most) {
		let found = logs.after(job.log, cursor, most);

		if (!found)
			return { cursor, ...AHEAD };

		if (over() && found.cursor == job.log.queue.end)
			return { ...found, ended: true };

		return length(found.bytes) || found.skipped ? found : null;
	};

	stream.close = function() {
		job.readers = filter(job.readers, (one) => one !== reader);
	};

	push(job.readers, reader);

	return stream;
};
