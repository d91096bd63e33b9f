import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../../ucode/dockerman/', import.meta.url));
const place = '/usr/share/ucode/luci/dockerman/';

/** The file on the router that names the fault in force: `http.response_parser`, `timer before`, … */
export const faultFile = '/tmp/fault';

const header = `import { readfile as fault_in_force } from 'fs';\n`;

const wrapping = `${header}
function wrapped(kind, callback)
{
	return (...args) => {
		if (fault_in_force('${faultFile}') == kind + ' before')
			die('injected before a callback of ' + kind);

		let result = callback(...args);

		if (fault_in_force('${faultFile}') == kind + ' after')
			die('injected after a callback of ' + kind);

		return result;
	};
}
`;

const faultyUloop = `${wrapping}
import * as real from 'uloop';
export const ULOOP_READ = real.ULOOP_READ;
export const ULOOP_WRITE = real.ULOOP_WRITE;
export function timer(ms, callback) { return real.timer(ms, wrapped('timer', callback)); };
export function handle(file, callback, flags) { return real.handle(file, wrapped('handle', callback), flags); };
export function task(work, output) { return real.task(work, wrapped('task', output)); };
export function process(program, args, environment, callback)
{
	return real.process(program, args, environment, wrapped('process', callback));
};
`;

const faultyUbus = `${wrapping}
import * as real from 'ubus';
export function connect(socket, timeout)
{
	let connection = real.connect(socket, timeout);

	return {
		defer: (object, method, data, callback) => connection.defer(object, method, data, wrapped('ubus', callback)),
		error: (numeric) => connection.error(numeric)
	};
};
`;

const passedGuard = 'export function guard(handler) { return real.guard(handler); };\n';

/** One of our modules, throwing at the start of the exported function that the fault names. */
function instrumented(name: string, functions: string[]): string {
  const source = readFileSync(`${modules}${name}.uc`, 'utf8')
    .replace("from 'uloop'", "from 'luci.dockerman.faulty_uloop'")
    .replace("from 'ubus'", "from 'luci.dockerman.faulty_ubus'")
    .replace(/^export function (\w+)(\([^)]*\))\n\{/gm, (start, called: string) => {
      const fault = `${name}.${called}`;
      functions.push(fault);
      return `${start}\n\tif (fault_in_force('${faultFile}') == '${fault}') die('injected in ${fault}');\n`;
    });
  return header + source;
}

/**
 * Our modules as the tests of exceptions lay them over the package's: each exported function, and each callback from uloop and ubus, throws while
 * the file `/tmp/fault` names it. `faults` are the names.
 * Without `guard` it is the ucode of OpenWrt 24.10, which lacks that net below all callbacks: then none of them may throw at all, and the
 * faults are those inside them.
 */
export function faultyModules(guard: boolean): { files: Record<string, string>; faults: string[] } {
  const functions: string[] = [];
  const files: Record<string, string> = {
    [`${place}faulty_uloop.uc`]: faultyUloop + (guard ? passedGuard : ''),
    [`${place}faulty_ubus.uc`]: faultyUbus + (guard ? passedGuard : ''),
  };
  for (const file of readdirSync(modules).filter((entry) => entry.endsWith('.uc')))
    files[place + file] = instrumented(file.replace(/\.uc$/, ''), functions);
  const callbacks = ['timer', 'handle', 'task', 'process', 'ubus'].flatMap((kind) => [
    `${kind} before`,
    `${kind} after`,
  ]);
  return { files, faults: guard ? [...functions, ...callbacks] : functions };
}
