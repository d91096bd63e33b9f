/*
 * Jobs as operations and streams of the keeper (own.uc).
 */

'use strict';

import * as list from 'luci.dockerman.keeper.jobs.list';
import { now } from 'luci.dockerman.keeper.jobs.run';
import { load, save } from 'luci.dockerman.keeper.jobs.saved';
import { role_of, start } from 'luci.dockerman.keeper.jobs.start';
import { open_jobs, open_log } from 'luci.dockerman.keeper.jobs.streams';

const UNKNOWN = { failure: 'refused', message: 'There is no such job (any more).' };

/**
 * The jobs of a keeper, with those that an earlier run has left behind. `epoch` is text that no other run had; `spent()` is called when one has
 * ended, whose objects refer to each other.
 */
export function create(epoch, spent) {
	let jobs = list.create(epoch, save, spent);

	list.restore(jobs, load(now()));
	save(jobs.jobs);

	return jobs;
};

/** This run of the keeper ends, and with it what it holds. */
export function interrupt(jobs) {
	for (let job in list.running(jobs))
		job.interrupt();
};

/* A job is seen and ended by who may do what it does. */
function role_of_job(keeper, parameters) {
	return list.find(keeper.jobs, parameters.job)?.role ?? UNKNOWN;
}

function cancel(keeper, caller, parameters, reply) {
	let job = list.find(keeper.jobs, parameters.job);

	if (job.state != 'running')
		return reply({ failure: 'refused', message: 'This job has ended already.' });

	job.cancel();
	reply({});
}

function forget(keeper, caller, parameters, reply) {
	let job = list.find(keeper.jobs, parameters.job);

	if (job.state == 'running')
		return reply({ failure: 'refused', message: 'This job is at work: cancel it first.' });

	list.forget(keeper.jobs, job);
	reply({});
}

export const OPERATIONS = {
	JobStart: { role: role_of, call: start },
	JobCancel: { role: role_of_job, call: cancel },
	JobForget: { role: role_of_job, call: forget },
};

export const STREAMS = {
	Jobs: { role: 'viewer', open: open_jobs },
	JobLog: { role: role_of_job, open: open_log },
};
