/*
 * The engine leaves a program running when the connection of its exec ends. What a console began is found by a variable in its
 * environment, which all its children inherit, and ended by a second exec. The shell that does it is the container's own, so it runs
 * with no more rights than the console had.
 */

'use strict';

import { ask } from 'luci.dockerman.keeper.consoles.asking';

/*
 * $1 is the variable. Hangs up, waits a second, kills; asks for nothing but a shell, and waits where there is a `sleep`. `found` are the
 * processes with the variable, and those of their sessions: one that has become another user hides its environment.
 * A shell's `read` leaves out the NUL bytes between variables. Fields of /proc/<pid>/stat: proc(5).
 */
const SCRIPT = `
session() {
	read -r line < "$1/stat" || return
	set -- \${line##*) }
	echo "$4"
}
look() {
	sessions= found=
	for folder in /proc/[0-9]*; do
		while IFS= read -r part || [ -n "$part" ]; do
			case $part in *"$variable"*)
				sessions="$sessions $(session "$folder") "
				found="$found \${folder#/proc/}"
				break
			esac
		done < "$folder/environ"
	done
	for folder in /proc/[0-9]*; do
		case $sessions in *" $(session "$folder") "*) found="$found \${folder#/proc/}"; esac
	done
}
variable=$1
{
	look
	[ -n "$found" ] || exit 0
	kill -HUP $found
	kill -CONT $found
	for turn in 1 2 3 4 5; do
		sleep 0.2 || sleep 1 || break
		look
		[ -n "$found" ] || exit 0
	done
	for turn in 1 2 3; do
		kill -KILL $found
		look
		[ -n "$found" ] || exit 0
	done
} 2> /dev/null
`;

/* What a program without a shell beside it may still understand: Ctrl-C, Ctrl-D. */
export const LAST_KEYS = '\x03\x04';

/**
 * Ends what runs in `what`, `{api_version, container, user, marker}`, on an engine. `done(ended)` is called once, with whether the container
 * had a shell for it.
 */
export function end_processes(engine, what, done) {
	let creation = {
		AttachStdin: false, AttachStdout: false, AttachStderr: false, Tty: false,
		Cmd: [ '/bin/sh', '-c', SCRIPT, 'sh', `DOCKERMAN_CONSOLE=${what.marker}` ],
	};

	if (what.user !== '')
		creation.User = what.user;

	ask(engine, what.api_version, 'ContainerExec', { container: what.container }, sprintf('%J', creation), (made) => {
		let exec = made.answer?.Id;

		if (type(exec) != 'string')
			return done(false);

		ask(engine, what.api_version, 'ExecStart', { exec }, '{"Detach":true,"Tty":false}', (begun) => done(begun.status == 200));
	});
};
