/*
 * The browsers that the keeper serves. A client is known by an id of its own making and belongs to the session that used
 * it first; it holds streams and at most one waiting call.
 */

'use strict';

import { CLIENTS, CLIENTS_PER_SESSION, STREAMS, STREAMS_PER_CLIENT, STREAMS_PER_SESSION } from 'luci.dockerman.keeper.limits';

/** A registry: `{epoch, opened, clients, streams}`; `epoch` makes stream ids differ from those of every earlier run. */
export function create(epoch) {
	return { epoch, opened: 0, clients: {}, streams: 0 };
};

function refused(message) {
	return { failure: 'refused', message };
}

/** Whether the text can be a client's id. */
export function valid_id(id) {
	if (type(id) != 'string' || length(id) < 8 || length(id) > 64)
		return false;

	for (let i = 0; i < length(id); i++) {
		let c = ord(id, i);

		if (!(c >= 48 && c <= 57 || c >= 65 && c <= 90 || c >= 97 && c <= 122 || c == 45 || c == 95))
			return false;
	}

	return true;
};

function of_session(registry, session) {
	return filter(values(registry.clients), (client) => client.session === session);
}

/** A failure if the client may open no further stream, else null. */
export function full(registry, client) {
	if (length(client.streams) >= STREAMS_PER_CLIENT)
		return refused(`too many streams of this browser (at most ${STREAMS_PER_CLIENT})`);

	let own = 0;

	for (let one in of_session(registry, client.session))
		own += length(one.streams);

	if (own >= STREAMS_PER_SESSION)
		return refused(`too many streams of this login (at most ${STREAMS_PER_SESSION})`);

	if (registry.streams >= STREAMS)
		return refused(`too many streams (at most ${STREAMS})`);

	return null;
};

/** Adds a stream and returns its id. */
export function add(registry, client, stream) {
	let id = sprintf('%s.%d', registry.epoch, ++registry.opened);

	client.streams[id] = stream;
	registry.streams++;

	return id;
};

/** Takes a stream out of its client and closes it; false when the client has none of this id. */
export function remove(registry, client, id) {
	let stream = client.streams[id];

	if (!stream)
		return false;

	delete client.streams[id];
	registry.streams--;
	stream.close();

	return true;
};

/** Drops a client with all its streams. Its waiting call, if any, is the caller's to answer first. */
export function drop(registry, client) {
	for (let id in keys(client.streams))
		remove(registry, client, id);

	client.timer?.cancel();
	client.timer = null;
	client.dropped = true;

	if (registry.clients[client.id] === client)
		delete registry.clients[client.id];
};

/* A page that is reloaded comes as a new client each time, long before the old one has been silent for too long. */
function make_room(registry, among) {
	let oldest = null;

	for (let client in among)
		if (!client.waiting && (!oldest || client.asked < oldest.asked))
			oldest = client;

	if (oldest)
		drop(registry, oldest);

	return oldest != null;
}

/**
 * The client of this id, made if it is new and `make` is set: `{client}` or a failure. Another session's client is
 * refused. When there are too many (in all, or of the session), the one that has been silent for longest has to go, unless all of them wait for an
 * answer. `client` is null for one that does not exist.
 */
export function find(registry, id, session, make) {
	if (!valid_id(id))
		return refused('client must be 8 to 64 letters, digits, "-" or "_"');

	let client = registry.clients[id];

	if (client && client.session != session)
		return refused('this client belongs to another session; make a new client id');

	if (client || !make)
		return { client };

	let own = of_session(registry, session);

	if (length(own) >= CLIENTS_PER_SESSION && !make_room(registry, own))
		return refused(`too many browsers of this login are connected (at most ${CLIENTS_PER_SESSION})`);

	if (length(registry.clients) >= CLIENTS && !make_room(registry, values(registry.clients)))
		return refused(`too many browsers are connected (at most ${CLIENTS})`);

	client = registry.clients[id] = { id, session, streams: {}, asked: 0, waiting: null, timer: null };

	return { client };
};
