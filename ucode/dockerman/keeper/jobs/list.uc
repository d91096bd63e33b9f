/*
 * The jobs that there are, and the news of them. Browsers hear of a change within a quarter of a second, however many there are.
 *
 * A job is an object with the fields that are shown (docs/long-work.md) and
 *   role        what a session needs to see it
 *   changed     the number of its last change that was told
 *   progress    progress.uc's reduction, while it runs
 *   log         log.uc
 *   body, target  body.uc, target.uc, while it runs
 *   readers     the streams of its log: objects with `news()`
 *   cancel(), interrupt(), fail(failure, message), wake()  while it runs
 *   at          when it ended, by the clock that nobody moves
 */

'use strict';

import * as uloop from 'uloop';
import { GONE, KEPT, KEPT_MS, LOGS_BYTES, NEWS, RUNNING } from 'luci.dockerman.keeper.jobs.bounds';
import * as logs from 'luci.dockerman.keeper.jobs.log';
import { milliseconds } from 'luci.dockerman.keeper.monotonic';
import { protect } from 'luci.dockerman.keeper.protect';

/** An empty list. `epoch` is text that no other run of the keeper had; `save(jobs)` writes down what is known of them, `spent()` hears of each end. */
export function create(epoch, save, spent) {
	return { epoch, save, spent, made: 0, jobs: [], changes: 1, dirty: [], gone: [], forgotten: 0, readers: [], timer: null, told: 0 };
};

/** The job of that id, or null. */
export function find(list, id) {
	for (let job in list.jobs)
		if (job.id === id)
			return job;

	return null;
};

/** The jobs that are at work. */
export function running(list) {
	return filter(list.jobs, (job) => job.state == 'running');
};

/** Whether no further job may begin. */
export function full(list) {
	return length(running(list)) >= RUNNING;
};

function tell(list) {
	list.told = milliseconds();

	for (let job in list.dirty) {
		job.dirty = false;
		job.changed = ++list.changes;
	}

	list.dirty = [];

	for (let reader in [...list.readers])
		reader.news();
}

function soon(list) {
	list.timer = list.timer ?? uloop.timer(-1, protect(() => tell(list)));

	if (list.timer.remaining() < 0)
		list.timer.set(max(0, list.told + NEWS - milliseconds()));
}

/** To be called when something of the job has changed. */
export function changed(list, job) {
	if (!job.dirty) {
		job.dirty = true;
		push(list.dirty, job);
	}

	soon(list);
};

/** Takes a job from the list that nobody has heard of yet. */
export function drop(list, job) {
	list.jobs = filter(list.jobs, (one) => one !== job);
	list.dirty = filter(list.dirty, (one) => one !== job);
};

/** Takes a job from the list. */
export function remove(list, job) {
	drop(list, job);
	push(list.gone, { id: job.id, role: job.role, changed: ++list.changes });

	if (length(list.gone) > GONE)
		list.forgotten = shift(list.gone).changed;

	for (let reader in [...job.readers])
		reader.news();

	soon(list);
};

/* Those that have ended, the oldest first. */
function ended(list) {
	return sort(filter(list.jobs, (job) => job.state != 'running'), (a, b) => a.at - b.at);
}

/** Forgets what is too old or too much. Call it when a job begins or ends, and now and then. */
export function tidy(list) {
	let now = milliseconds(), old = ended(list), bytes = 0;

	while (length(old) && (length(old) > KEPT || now - old[0].at > KEPT_MS))
		remove(list, shift(old));

	for (let job in reverse(old)) {
		bytes += logs.held(job.log);

		if (bytes > LOGS_BYTES)
			logs.clear(job.log);
	}
};

/** Adds a job and gives it its id. */
export function add(list, job) {
	job.id = sprintf('%s-%d', list.epoch, ++list.made);
	push(list.jobs, job);
	tidy(list);
	changed(list, job);
	list.save(list.jobs);
};

/** To be called when a job has ended: it is written down at once. */
export function settle(list, job) {
	job.at = milliseconds();
	tidy(list);
	changed(list, job);
	list.save(list.jobs);
	list.spent();
};

/** Takes a job that has ended from the list, for everyone. */
export function forget(list, job) {
	remove(list, job);
	list.save(list.jobs);
};

/** Jobs of an earlier run of the keeper (saved.uc). */
export function restore(list, jobs) {
	for (let job in jobs) {
		job.at = milliseconds();
		push(list.jobs, job);
		changed(list, job);
	}
};
