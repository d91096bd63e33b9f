/*
 * What consoles have begun in containers, on file: a keeper that died could not end it, the next one does.
 */

'use strict';

import { mkdir, readfile, rename, unlink, writefile } from 'fs';
import { cursor } from 'uci';
import { find_engine } from 'luci.dockerman.engine';
import { CONSOLES } from 'luci.dockerman.keeper.limits';
import { note } from 'luci.dockerman.keeper.protect';
import { end_processes } from 'luci.dockerman.keeper.consoles.ending';

const FOLDER = '/var/run/dockerman';
const FILE = FOLDER + '/consoles.json';

/** Writes down what runs: `begun` is `{marker: {engine, api_version, container, user}}`, with the engine's name. */
export function write(begun) {
	if (!length(begun)) {
		unlink(FILE);

		return;
	}

	mkdir(FOLDER, 0o700);

	if (writefile(FILE + '.new', sprintf('%J', begun)) == null || !rename(FILE + '.new', FILE))
		note('consoles cannot be written down: is /var/run full?');
};

function read() {
	try {
		let begun = json(readfile(FILE) ?? '{}');

		return type(begun) == 'object' ? begun : {};
	}
	catch (error) {
		return {};
	}
}

/** Ends what an earlier run of the keeper has left in containers. */
export function end_all() {
	let begun = read(), count = 0;

	unlink(FILE);

	for (let marker, what in begun) {
		let engine = find_engine(cursor(), what?.engine);

		if (++count <= CONSOLES && !engine.failure)
			end_processes(engine, { ...what, user: what.user ?? '', marker }, () => null);
	}
};
