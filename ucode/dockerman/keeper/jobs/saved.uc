/*
 * What is known of each job, written down in memory: a keeper that died shows the next one what it held.
 */

'use strict';

import * as fs from 'fs';
import { note } from 'luci.dockerman.keeper.protect';
import * as logs from 'luci.dockerman.keeper.jobs.log';
import { DIED } from 'luci.dockerman.keeper.jobs.run';
import { lasting } from 'luci.dockerman.keeper.jobs.shown';
import { remove_left } from 'luci.dockerman.keeper.jobs.target';
import { KEPT, RUNNING } from 'luci.dockerman.keeper.jobs.bounds';

const FOLDER = '/var/run/dockerman';
const FILE = `${FOLDER}/jobs.json`;

let complained = false;

/** Writes the jobs down. None but root may read them. */
export function save(jobs) {
	let fresh = `${FILE}.new`;

	fs.mkdir(FOLDER, 0700);
	fs.unlink(fresh);

	let file = fs.open(fresh, 'wxe', 0600);
	let text = sprintf('%J', { jobs: map(jobs, (job) => ({ ...lasting(job), role: job.role, inode: job.target?.inode })) });
	let ok = file && file.write(text) == length(text) && file.flush();

	file?.close();

	if (!(ok && fs.rename(fresh, FILE)) && !complained) {
		complained = true;
		fs.unlink(fresh);
		note('Jobs cannot be written down: /var/run is full.');
	}
};

function restored(kept, now) {
	let died = kept.state == 'running';

	if (died && kept.file)
		remove_left(kept.file, kept.inode);

	return {
		...kept,
		...(died ? { state: 'interrupted', ended: max(now, int(kept.started) || 0), message: DIED, transfer: null } : {}),
		inode: null, log: logs.create(0), readers: [], changed: 0,
	};
}

/** The jobs that an earlier run has written down: none of them runs any more. `now` is the time in milliseconds since 1970. */
export function load(now) {
	let kept;

	try {
		kept = json(fs.readfile(FILE)).jobs;
	}
	catch (error) {
		return [];
	}

	let usable = filter(type(kept) == 'array' ? kept : [], (job) => type(job?.id) == 'string' && type(job.role) == 'string');

	return map(slice(usable, 0, KEPT + RUNNING), (job) => restored(job, now));
};
