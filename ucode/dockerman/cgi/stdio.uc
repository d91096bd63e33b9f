// Standard input and output of a CGI program.

'use strict';

import { stdin, stdout } from 'fs';
import { input_reader, input_taker } from 'luci.dockerman.cgi.input';

// what a flush returns that has succeeded, as one without anything in the buffer does: before 2026 that is null, and true is failure
// https://github.com/jow-/ucode/commit/afe4be6
const FLUSHED = stdout.flush();

/**
 * The way to the browser as serve.uc takes it. `stdout` is a stdio stream, whose buffer differs between C libraries:
 * each write is flushed, so that nothing waits in it, and nothing else writes to descriptor 1.
 */
export function stdio()
{
	// a vanished reader is a failed write, not the end of the program: the engine's connection is closed in order
	signal('SIGPIPE', 'ignore');

	/** Writes one or two strings; with stdio's buffer they leave in one writev(2). */
	function write(first, second)
	{
		return stdout.write(first) == length(first) && (!second || stdout.write(second) == length(second)) &&
			stdout.flush() === FLUSHED;
	}

	return {
		input: stdin,
		output: stdout,
		stream: stdout,
		variable: (name) => getenv(name),
		read: input_reader((size) => stdin.read(size)),
		taker: input_taker,
		write,

		begin: (status, reason, headers) => {
			let lines = [ `Status: ${status} ${reason}` ];

			for (let name, value in headers)
				push(lines, `${name}: ${value}`);

			return write(join('\r\n', lines) + '\r\n\r\n');
		}
	};
};
