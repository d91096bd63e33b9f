// Limits of this router that decide on what the interface can do: read as they are configured, changed on demand, and put back.

'use strict';

/**
 * `standard` is what the daemon takes where nothing is set (uhttpd main.c; OpenWrt's rpcd.config, its plugins time out with it), `least` and
 * `most` what it is sensibly set to: rpcd does not start with more than 600 s (rpcd main.c). `recommended` is what suits this interface.
 */
const LIMITS = {
	'uhttpd.script_timeout': { standard: 60, least: 30, most: 3600, recommended: 600 },
	'uhttpd.network_timeout': { standard: 30, least: 10, most: 600, recommended: 30 },
	'uhttpd.max_requests': { standard: 3, least: 3, most: 32, recommended: 6 },
	'uhttpd.max_connections': { standard: 100, least: 20, most: 1000, recommended: 100 },
	'uhttpd.http_keepalive': { standard: 20, least: 0, most: 600, recommended: 20 },
	'rpcd.timeout': { standard: 30, least: 10, most: 600, recommended: 30 },
	'dockerman.console_idle': { standard: 3600, least: 0, most: 604800, recommended: 3600 }
};

const KEPT = 'limits';
const UNSET = 'unset';

/** The section of a file that holds its limits: `uhttpd.main`, the first of rpcd's, our own `settings`; null where there is none. */
function section_of(cursor, file)
{
	if (!cursor.load(file))
		return null;

	if (file == 'rpcd') {
		let first = null;

		cursor.foreach(file, 'rpcd', (section) => {
			first ??= section['.name'];
		});

		return first;
	}

	let name = file == 'uhttpd' ? 'main' : 'settings';

	return cursor.get(file, name) != null ? name : null;
}

/** Where a limit stands: `{ file, option, section }`; `kept` is the option that holds its value from before. */
function place_of(cursor, name)
{
	let parts = split(name, '.', 2);

	return { file: parts[0], option: parts[1], section: section_of(cursor, parts[0]), kept: `${parts[0]}_${parts[1]}` };
}

function digits(text)
{
	return type(text) == 'string' && length(text) > 0 && length(text) < 10 && ltrim(text, '0123456789') === '';
}

/**
 * All limits, in the order of the table: `{ name, file, section, option, found, value, standard, least, most, recommended, before }`. `found` is
 * the text that is configured (null where nothing is), `value` the number that applies (null where `found` is none), `section` null where the
 * file or the section is not there. `before` is what was found before it was changed here, `unset` for nothing; null where it was not.
 */
export function limits(cursor)
{
	return map(keys(LIMITS), (name) => {
		let place = place_of(cursor, name);
		let found = place.section ? cursor.get(place.file, place.section, place.option) : null;

		if (type(found) != 'string')
			found = null;

		cursor.load('dockerman');

		return {
			name, file: `/etc/config/${place.file}`, section: place.section, option: place.option, found,
			value: found == null ? LIMITS[name].standard : digits(found) ? +found : null,
			...LIMITS[name],
			before: cursor.get('dockerman', KEPT, place.kept) ?? null
		};
	});
};

/** What is wrong with the parameters of `RouterLimitsSet`, `{ name, value }` with `before` for the value from before, as a sentence, or null. */
export function limit_fault(parameters)
{
	for (let name in parameters)
		if (name != 'name' && name != 'value')
			return 'RouterLimitsSet has the parameters name and value';

	let limit = type(parameters?.name) == 'string' ? LIMITS[parameters.name] : null;

	if (!limit)
		return `name must be one of ${join(', ', keys(LIMITS))}`;

	let value = parameters.value;

	if (value === 'before')
		return null;

	return !digits(value) || +value < limit.least || +value > limit.most
		? `value of ${parameters.name} must be a number from ${limit.least} to ${limit.most}` : null;
};

function write(cursor, file, section, option, value)
{
	let done = value == null
		? cursor.get(file, section, option) == null || cursor.delete(file, section, option)
		: cursor.set(file, section, option, value);

	return done && cursor.commit(file);
}

function keep(cursor, option, value)
{
	cursor.load('dockerman');

	if (cursor.get('dockerman', KEPT) == null && !cursor.set('dockerman', KEPT, 'limits'))
		return false;

	return write(cursor, 'dockerman', KEPT, option, value);
}

/**
 * Writes one limit to its file. The value that was found is kept in /etc/config/dockerman before the first change, and forgotten when it is
 * there again. Takes a cursor made for this alone. Returns `{ file, section, option, value, changed }` (`value` null for an option that is not
 * set, `changed` whether it is another than before) or a failure; nothing is reloaded yet.
 */
export function set_limit(cursor, parameters)
{
	let wrong = limit_fault(parameters);

	if (wrong)
		return { failure: 'refused', message: `${wrong}.` };

	let place = place_of(cursor, parameters.name);
	let file = place.file, section = place.section, option = place.option;

	if (!section)
		return { failure: 'refused', message: `/etc/config/${file} has no section for ${option}: ${file} is not set up here.` };

	// a commit would take them along
	for (let name in [ file, 'dockerman' ])
		if (length(cursor.changes(name)?.[name]))
			return {
				failure: 'refused',
				message: `Changes of /etc/config/${name} wait to be applied (uci changes ${name}). Apply or revert them first.`
			};

	let found = cursor.get(file, section, option) ?? UNSET;

	if (type(found) != 'string')
		return { failure: 'refused', message: `${option} in /etc/config/${file} is a list.` };

	cursor.load('dockerman');

	let before = cursor.get('dockerman', KEPT, place.kept);
	let value = parameters.value;

	if (value == 'before') {
		if (before == null)
			return { failure: 'refused', message: `${parameters.name} has not been changed here.` };

		value = before;
	}

	let unwritten = (name) => ({
		failure: 'broken', message: `/etc/config/${name} could not be written: ${cursor.error() ?? 'is the flash full?'}`
	});

	if (before == null && value != found && !keep(cursor, place.kept, found))
		return unwritten('dockerman');

	cursor.load(file);

	let written = value == UNSET ? null : value;

	if (!write(cursor, file, section, option, written))
		return unwritten(file);

	if (value == (before ?? found) && before != null && !keep(cursor, place.kept, null))
		return unwritten('dockerman');

	return { file: `/etc/config/${file}`, section, option, value: written, changed: value != found };
};
