// Starting and stopping dockerd, from inside uloop.

'use strict';

import * as fs from 'fs';
import * as uloop from 'uloop';
import { protect } from 'luci.dockerman.keeper.protect';
import { json_reply } from 'luci.dockerman.reply';

const SCRIPT = '/etc/init.d/dockerd';
const ACTIONS = [ 'start', 'stop', 'restart' ];
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };

const FAILED = { failure: 'broken', message: 'The router part failed after dockerd\'s init script. Its log tells more.' };

let busy = false;

/** What is wrong with the parameters of `RouterService`, `{ service: 'dockerd', action }`, as a sentence, or null. */
export function service_fault(parameters)
{
	for (let name in parameters)
		if (name != 'service' && name != 'action')
			return 'RouterService has the parameters service and action';

	if (parameters?.service !== 'dockerd')
		return 'service must be dockerd';

	return index(ACTIONS, parameters.action) < 0 ? `action must be one of ${join(', ', ACTIONS)}` : null;
};

/**
 * Runs dockerd's init script (`script`, its path, is another in tests). Calls `done(reply)` once, later: an empty object, `pending`
 * when the script takes longer than `limit_ms` (it goes on), `broken` when it fails; or returns a failure at once.
 */
export function run_service(parameters, limit_ms, done, script)
{
	let wrong = service_fault(parameters);

	if (wrong)
		return { failure: 'refused', message: `${wrong}.` };

	if (!fs.access(script ?? SCRIPT, 'x'))
		return { failure: 'refused', message: 'dockerd is not installed on this router.' };

	if (busy)
		return { failure: 'refused', message: 'dockerd is already being started or stopped.' };

	let timer, over = false;

	function finish(reply)
	{
		timer?.cancel();

		if (!over) {
			over = true;
			done(reply);
		}
	}

	let process = uloop.process(script ?? SCRIPT, [ parameters.action ], ENVIRONMENT, protect((code) => {
		busy = false;
		finish(code == 0
			? json_reply({})
			: { failure: 'broken', message: `dockerd's init script failed (exit status ${code}).` });
	}, () => finish(FAILED)));

	if (!process)
		return { failure: 'broken', message: 'dockerd\'s init script could not be run.' };

	busy = true;
	timer = uloop.timer(limit_ms, protect(() => finish({
		failure: 'pending', message: `dockerd's init script is still at work on ${parameters.action}.`
	})));

	return null;
};
