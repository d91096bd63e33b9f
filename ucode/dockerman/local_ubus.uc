// Questions to other objects on this router's ubus, from inside rpcd's uloop.

'use strict';

import * as ubus from 'ubus';

const ASK_SECONDS = 2;

/** ubusmsg.h, enum ubus_msg_status */
export const UBUS_STATUS_TIMEOUT = 7;

const UBUS_STATUS_CONNECTION_FAILED = 10;

let connection;

/** Asks one ubus object; `done(code, reply)` comes later, or at once when the object is not there (both null). Waits for 2 seconds at most. */
export function ask(object, method, data, done)
{
	connection ??= ubus.connect(null, ASK_SECONDS);

	if (connection?.defer(object, method, data, done))
		return;

	if (!connection || connection.error(true) == UBUS_STATUS_CONNECTION_FAILED)
		connection = null;

	done(null, null);
};
