/*
 * What the CGI program asks: methods that no access group grants, so that no browser reaches them. They take the session as the program got
 * it; uhttpd adds one of its own under another name to whatever comes from a browser, and then ubus refuses the call.
 */

'use strict';

import { NO_RPCD, SESSION_GONE } from 'luci.dockerman.keeper.polling';
import { FAULT, protect } from 'luci.dockerman.keeper.protect';
import { lookup } from 'luci.dockerman.keeper.sessions';
import { numbers } from 'luci.dockerman.keeper.transfers.numbers';
import * as outward from 'luci.dockerman.keeper.transfers.outward';
import { SLICE_WAIT } from 'luci.dockerman.keeper.limits';
import * as store from 'luci.dockerman.keeper.transfers.store';
import * as tickets from 'luci.dockerman.keeper.transfers.tickets';
import * as upload from 'luci.dockerman.keeper.transfers.upload';
import { ENOUGH, NOTHING, wait } from 'luci.dockerman.keeper.transfers.waiters';

const FORBIDDEN = { failure: 'forbidden', message: 'Files need the role admin.' };

/* Where a slice of a download lies. */
function slice(keeper, args, reply) {
	let at = numbers(args, ['offset', 'length', 'acknowledged']);
	let transfer = at.failure ? at : store.find(keeper.transfers, args.transfer, 'out');

	if (!transfer.id)
		return reply(transfer);

	if (at.numbers.length < 1)
		return reply({ failure: 'refused', message: 'length must be 1 or more' });

	outward.where(transfer, at.numbers.offset, at.numbers.length, at.numbers.acknowledged, reply);
}

/* Where a slice of an upload goes: once there is room for it, or after a second. */
function place(keeper, args, reply) {
	let at = numbers(args, ['offset', 'length']);
	let transfer = at.failure ? at : store.find(keeper.transfers, args.transfer, 'in');

	if (!transfer.id)
		return reply(transfer);

	let offset = at.numbers.offset, count = at.numbers.length;

	wait(transfer, SLICE_WAIT, () => upload.decided(transfer, offset, count) ? ENOUGH : NOTHING,
		() => reply(upload.expect(transfer, offset, count)));
}

/* A slice of an upload is there. */
function received(keeper, args, reply) {
	let transfer = store.find(keeper.transfers, args.transfer, 'in');

	reply(transfer.id ? upload.received(transfer, args.path) : transfer);
}

/* What a ticket is good for. */
function ticket(keeper, args, reply) {
	reply(tickets.redeem(keeper, args.session, args.ticket, args.begin === '1'));
}

function method(keeper, work) {
	return protect(function(request) {
		let args = request.args, replied = false;

		function reply(answer) {
			if (!replied) {
				replied = true;
				request.reply(answer);
			}
		}

		request.defer();

		lookup(keeper.sessions, args.session ?? '', protect((known, ok) => {
			if (!ok)
				reply(NO_RPCD);
			else if (!known)
				reply(SESSION_GONE);
			else if (index(known.roles, 'admin') < 0)
				reply(FORBIDDEN);
			else
				work(keeper, args, reply);
		}, () => reply(FAULT)));
	}, () => FAULT);
}

/** The methods, as ucode's ubus module takes them. */
export function methods(keeper) {
	return {
		slice: {
			call: method(keeper, slice),
			args: { session: '', transfer: '', offset: '', length: '', acknowledged: '' },
		},
		place: { call: method(keeper, place), args: { session: '', transfer: '', offset: '', length: '' } },
		received: { call: method(keeper, received), args: { session: '', transfer: '', path: '' } },
		ticket: { call: method(keeper, ticket), args: { session: '', ticket: '', begin: '' } },
	};
};
