// Plays a script on a pacer with a clock of its own: {"steps": [{"send": size, "name"}, {"arrived": true}, {"wait": ms}, …]}
// -> [[name, ms], …], when each was sent.

import { stdin } from 'fs';
import { pacer } from 'luci.dockerman.pace';

let time = 1000;
let timers = [], sent = [];
let pace = pacer(() => time, (ms, callback) => push(timers, { at: time + ms, callback }));

function pass(until)
{
	for (;;) {
		let due = sort(filter(timers, (one) => one.at <= until), (a, b) => a.at - b.at)[0];

		if (!due)
			break;

		timers = filter(timers, (one) => one !== due);
		time = max(time, due.at);
		due.callback();
	}

	time = until;
}

for (let step in json(stdin.read('all')).steps) {
	let name = step.name;

	if (step.send)
		pace.send(step.send, () => push(sent, [ name, time - 1000 ]));
	else if (step.arrived)
		pace.arrived();
	else
		pass(time + step.wait);
}

print(sent);
