// Calls functions of the modules: {"table": path, "calls": [["module.function", argument, …], …]} -> [result, …].
// An argument {"base64": text} stands for those bytes, {"uci": folder} for a cursor on it; a result goes out as it is.

import { stdin } from 'fs';
import * as uci from 'uci';
import * as bytes from 'luci.dockerman.bytes';
import * as engine from 'luci.dockerman.engine';
import * as http from 'luci.dockerman.http';
import * as log from 'luci.dockerman.log';
import * as mask from 'luci.dockerman.mask';
import * as mask_answer from 'luci.dockerman.mask_answer';
import * as operations from 'luci.dockerman.operations';
import * as reply from 'luci.dockerman.reply';
import * as request from 'luci.dockerman.request';
import * as roles from 'luci.dockerman.roles';
import * as router_limits from 'luci.dockerman.router_limits';
import * as service from 'luci.dockerman.service';
import * as status from 'luci.dockerman.status';

const MODULES = {
	bytes, engine, http, log, mask, mask_answer, operations, reply, request, roles, router_limits, service, status
};

function decoded(value)
{
	if (type(value) == 'object' && exists(value, 'base64'))
		return b64dec(value.base64);

	if (type(value) == 'object' && exists(value, 'uci'))
		return uci.cursor(value.uci, value.uci);

	if (type(value) == 'object')
		for (let name, inner in value)
			value[name] = decoded(inner);

	return type(value) == 'array' ? map(value, decoded) : value;
}

function run(entry)
{
	let path = split(entry[0], '.');

	return MODULES[path[0]][path[1]](...map(slice(entry, 1), decoded));
}

let input = json(stdin.read('all'));

if (input.table)
	operations.load(input.table);

print(map(input.calls, run));
