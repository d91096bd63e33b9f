// LuCI's controller: the same as the CGI program, with LuCI's session cookie and CSRF token, for where only LuCI answers.
// METHOD /cgi-bin/luci/admin/docker-api/<Operation>?<parameters>&api_version=…&engine=…&token=…

'use strict';

import { stdin, stdout } from 'fs';
import { input_reader, input_taker } from 'luci.dockerman.cgi.input';
import { serve_file } from 'luci.dockerman.cgi.router_file';
import { serve } from 'luci.dockerman.cgi.serve';

const FORGED = { failure: 'forbidden', message: 'The token is missing or wrong. Reload the page.' };

/**
 * The way to the browser through LuCI's `http`. Its `write` is write(2); `stdin` and `stdout` serve only to wait for:
 * anything written through them would overtake it.
 */
function through_luci(http)
{
	return {
		input: stdin,
		output: stdout,
		variable: (name) => http.getenv(name),
		headers: http.getenv('headers'),
		// it tells an error like the end
		read: input_reader((size) => http.input(size) ?? ''),
		taker: input_taker,

		write: (...parts) => {
			for (let part in parts)
				http.write(part);

			return true;
		},

		begin: (status, reason, headers) => {
			http.status(status, reason);

			for (let name, value in headers)
				http.header(name, value);

			return http.write('') == true;
		}
	};
}

return {
	/** `admin/docker-api/*`: an operation of the table, streamed both ways, or a file by its ticket. `http` and `ctx` are the dispatcher's. */
	api: function(operation) {
		// the ticket is as secret as the token, and a browser's own download has no token
		if (operation == 'RouterFile')
			return serve_file(through_luci(http), ctx.authsession);

		// from the query alone: anything else would read the body
		let token = http.formvalue('token', true);

		serve(through_luci(http), {
			operation,
			session: ctx.authsession,
			fault: token != null && token === ctx.authtoken ? null : FORGED
		});
	}
};
