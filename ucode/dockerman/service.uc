// Starting and stopping services of this router, from inside uloop.

'use strict';

import * as fs from 'fs';
import * as uloop from 'uloop';
import { protect } from 'luci.dockerman.keeper.protect';
import { json_reply } from 'luci.dockerman.reply';

/** What may be done to which service. Without the keeper there are no events, logs, figures, jobs: it is never stopped here. */
const ACTIONS = {
	dockerd: [ 'start', 'stop', 'restart', 'enable', 'disable' ],
	dockerman: [ 'restart', 'enable' ]
};

const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };

const FAILED = { failure: 'broken', message: 'The router part failed after an init script. Its log tells more.' };

let busy = {};

/** What is wrong with the parameters of `RouterService`, `{ service, action }`, as a sentence, or null. */
export function service_fault(parameters)
{
	for (let name in parameters)
		if (name != 'service' && name != 'action')
			return 'RouterService has the parameters service and action';

	let actions = type(parameters?.service) == 'string' ? ACTIONS[parameters.service] : null;

	if (!actions)
		return `service must be one of ${join(', ', keys(ACTIONS))}`;

	return index(actions, parameters.action) < 0 ? `action must be one of ${join(', ', actions)}` : null;
};

/**
 * Runs a service's init script (`script`, its path, is another in tests). Calls `done(reply)` once, later: an empty object, `pending`
 * when the script takes longer than `limit_ms` (it goes on), `broken` when it fails; or returns a failure at once.
 */
export function run_service(parameters, limit_ms, done, script)
{
	let wrong = service_fault(parameters);

	if (wrong)
		return { failure: 'refused', message: `${wrong}.` };

	let service = parameters.service, action = parameters.action;

	script ??= `/etc/init.d/${service}`;

	if (!fs.access(script, 'x'))
		return { failure: 'refused', message: `${service} is not installed on this router.` };

	if (busy[service])
		return { failure: 'refused', message: `${service} is already being started or stopped.` };

	let timer, over = false;

	function finish(reply)
	{
		timer?.cancel();

		if (!over) {
			over = true;
			done(reply);
		}
	}

	let process = uloop.process(script, [ action ], ENVIRONMENT, protect((code) => {
		busy[service] = false;
		finish(code == 0
			? json_reply({})
			: { failure: 'broken', message: `${service}'s init script failed (exit status ${code}).` });
	}, () => finish(FAILED)));

	if (!process)
		return { failure: 'broken', message: `${service}'s init script could not be run.` };

	busy[service] = true;
	timer = uloop.timer(limit_ms, protect(() => finish({
		failure: 'pending', message: `${service}'s init script is still at work on ${action}.`
	})));

	return null;
};
