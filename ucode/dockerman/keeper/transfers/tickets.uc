/*
 * Tickets: for one download, by the browser itself, of a file that a job has left on the router. A ticket is a secret of one session, and goes with
 * it, or when the job is forgotten.
 */

'use strict';

import { readfile, stat } from 'fs';
import * as jobs from 'luci.dockerman.keeper.jobs.list';
import { TICKETS } from 'luci.dockerman.keeper.limits';

function refused(message) {
	return { failure: 'refused', message };
}

/* 122 random bits, as hexadecimal digits. */
function secret() {
	return replace(trim(readfile('/proc/sys/kernel/random/uuid')), '-', '');
}

/* What tells one file from another that took its place. */
function tag_of(found) {
	return found?.type == 'file' ? sprintf('%x-%x-%x', found.inode, found.size, found.mtime) : null;
}

function last_part(path) {
	return substr(path, rindex(path, '/') + 1);
}

/** TicketMake, as own.uc takes it: `{ticket, name, size}` or a failure. */
export function make(keeper, caller, parameters, reply) {
	let job = jobs.find(keeper.jobs, parameters.job);

	if (!job)
		return reply(refused('There is no such job (any more).'));

	if (job.state != 'done' || !job.file)
		return reply(refused('This job has left no file on the router.'));

	let found = stat(job.file), tag = tag_of(found);

	if (!tag || found.size != job.size)
		return reply(refused(`${job.file} is not there any more as the job has left it.`));

	keeper.tickets = slice(keeper.tickets ?? [], -(TICKETS - 1));

	let ticket = { ticket: secret(), session: caller.session, job: job.id, path: job.file, size: found.size, tag, begun: false };

	push(keeper.tickets, ticket);
	reply({ ticket: ticket.ticket, name: last_part(ticket.path), size: ticket.size });
};

/**
 * What a ticket is good for: `{path, name, size, tag, begun}` or a failure. With `begin` it begins its one download. For the session that made it.
 */
export function redeem(keeper, session, secret, begin) {
	let ticket = filter(keeper.tickets ?? [], (one) => one.ticket === secret && one.session === session)[0];

	if (!ticket || !jobs.find(keeper.jobs, ticket.job))
		return { failure: 'forbidden', message: 'This ticket is not good (any more): begin the download anew.' };

	if (tag_of(stat(ticket.path)) !== ticket.tag)
		return { failure: 'broken', message: 'The file has changed, or is gone.' };

	if (begin && ticket.begun)
		return { failure: 'forbidden', message: 'This ticket has begun its one download already: begin the download anew.' };

	ticket.begun = ticket.begun || begin;

	return { path: ticket.path, name: last_part(ticket.path), size: ticket.size, tag: ticket.tag, begun: ticket.begun };
};
