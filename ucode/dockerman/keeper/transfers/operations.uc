/*
 * The operations on transfers, as own.uc takes them.
 */

'use strict';

import { find } from 'luci.dockerman.operations';
import { WAIT_SECONDS, WRITE_BYTES } from 'luci.dockerman.keeper.limits';
import * as download from 'luci.dockerman.keeper.transfers.download';
import { numbers } from 'luci.dockerman.keeper.transfers.numbers';
import * as outward from 'luci.dockerman.keeper.transfers.outward';
import * as store from 'luci.dockerman.keeper.transfers.store';
import * as tickets from 'luci.dockerman.keeper.transfers.tickets';
import * as upload from 'luci.dockerman.keeper.transfers.upload';

function refused(message) {
	return { failure: 'refused', message };
}

/* The parameters of a parameter: JSON text of an object. */
function inner(text) {
	try {
		let found = json(text ?? '{}');

		return type(found) == 'object' ? { parameters: found } : refused('parameters must be a JSON object');
	}
	catch (error) {
		return refused('parameters must be a JSON object');
	}
}

function role_of_row(keeper, parameters) {
	return find(parameters.operation)?.role ?? refused('The router does not serve this operation.');
}

function open(keeper, caller, parameters, reply) {
	let given = inner(parameters.parameters);

	if (given.failure)
		return reply(given);

	download.open(keeper, caller, {
		operation: parameters.operation, parameters: given.parameters, api_version: caller.api_version,
	}, reply);
}

/* `work(transfer, numbers, reply, parameters)` on the transfer that goes `way`, with the numbers of these names. */
function on_transfer(way, names, otherwise, work) {
	return {
		role: 'admin',

		call: function(keeper, caller, parameters, reply) {
			let read = numbers(parameters, names, otherwise);
			let transfer = read.failure ? read : store.find(keeper.transfers, parameters.transfer, way);

			if (transfer.failure && !transfer.id)
				return reply(transfer);

			work(transfer, read.numbers, reply, parameters, keeper);
		},
	};
}

function write(transfer, at, reply, parameters) {
	let bytes = b64dec(parameters.base64 ?? '');

	if (bytes == null)
		return reply(refused('base64 is none'));

	if (length(bytes) > WRITE_BYTES)
		return reply(refused(`A slice may have ${WRITE_BYTES} bytes here.`));

	reply(upload.write(transfer, at.offset, bytes));
}

/** TransferOpen and what is done with its transfer; TicketMake. */
export const operations = {
	TransferOpen: { role: role_of_row, call: open },

	TicketMake: { role: 'admin', call: tickets.make },

	TransferState: on_transfer(null, ['offset', 'wait'], { wait: 0, offset: 0 }, (transfer, at, reply) =>
		outward.state(transfer, at.offset, min(at.wait, WAIT_SECONDS), reply)),

	TransferRead: on_transfer('out', ['offset', 'length', 'acknowledged'], { acknowledged: 0 }, (transfer, at, reply) =>
		reply(outward.read(transfer, at.offset, at.length, at.acknowledged))),

	TransferWrite: on_transfer('in', ['offset'], null, write),

	TransferClose: on_transfer(null, [], null, (transfer, at, reply, parameters, keeper) => {
		store.remove(keeper, transfer);
		reply({});
	}),
};
