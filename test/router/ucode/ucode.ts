import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { routerOperations } from '../../../scripts/package-files.mjs';

export const checkout = fileURLToPath(new URL('../../..', import.meta.url));
const drivers = fileURLToPath(new URL('drivers', import.meta.url));
const root = process.env.OPENWRT_ROOTFS ?? join(homedir(), '.cache', 'openwrt-rootfs');

/** The C library's loader runs the root folder's programs here, against its own libraries, without a chroot. */
function loader(): string | null {
  const folder = join(root, 'lib');
  if (!existsSync(join(root, 'usr/bin/ucode')) || !existsSync(folder)) return null;
  const name = readdirSync(folder).find((file) => /^ld-.*\.so(\.\d+)?$/.test(file));
  return name ? join(folder, name) : null;
}

const found = loader();

/** Whether the real ucode is there; router tests without it are skipped, and say so. */
export const hasUcode = found !== null;

const skipReason = `no ucode in ${root} (docs/development.md says how to bring an OpenWrt root folder)`;
if (!hasUcode) console.warn(`SKIPPED: ucode tests: ${skipReason}`);

/** A suite's name; where it is skipped, with the reason. */
export const titled = (name: string): string => (hasUcode ? name : `${name} [skipped: ${skipReason}]`);

// the modules are imported as on the router, `luci.dockerman.…`
const scratch = mkdtempSync(join(tmpdir(), 'dockerman-ucode-'));
// a worker of vitest ends without `exit`
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
symlinkSync(join(checkout, 'ucode'), join(scratch, 'luci'));
mkdirSync(join(scratch, 'config'));

/** The operations table as the router gets it, as a file. */
export const table = join(scratch, 'operations.json');
writeFileSync(table, routerOperations());

/** The arguments that run ucode with the root folder's modules and ours. */
function command(args: readonly string[]): [string, string[]] {
  const libraries = [join(root, 'lib'), join(root, 'usr/lib')].join(':');
  return [
    found ?? '',
    // prettier-ignore
    ['--library-path', libraries, join(root, 'usr/bin/ucode'),
      '-L', join(root, 'usr/lib/ucode/*.so'), '-L', join(scratch, '*.uc'), ...args],
  ];
}

/** Runs ucode to its end. */
export function ucode(args: readonly string[], input = '') {
  const done = spawnSync(...command(args), { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { status: done.status, stdout: done.stdout, stderr: done.stderr };
}

/** Runs a driver (drivers/NAME.uc) with `input` as JSON on its standard input, and gives the JSON that it writes. */
export function drive(name: string, input: unknown): unknown {
  const done = ucode([join(drivers, `${name}.uc`)], JSON.stringify(input));
  if (done.status !== 0)
    throw new Error(`${name}.uc ended with ${done.status}: ${done.stderr}${done.stdout}`);
  return JSON.parse(done.stdout);
}

/** The same for a driver that takes its time, beside servers of this process. */
export async function driveLater(name: string, input: unknown): Promise<{ output: unknown; stderr: string }> {
  const child = spawn(...command([join(drivers, `${name}.uc`)]), { stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString('latin1')));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  child.stdin.end(JSON.stringify(input));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`${name}.uc ended with ${status}: ${stderr}${stdout}`);
  return { output: JSON.parse(stdout), stderr };
}

/** One call of a function of a module: its name as `module.function`, and its arguments. */
export type Call = readonly [name: string, ...args: unknown[]];

/** Calls functions of our modules (drivers/call.uc), with the shipped operations table loaded. */
export function call(...calls: readonly Call[]): unknown[] {
  return drive('call', { table, calls }) as unknown[];
}

/** The result of one call. */
export const one = (...args: Call): unknown => call(args)[0];

/** A folder with uci files, by their names. */
export function configuration(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(scratch, 'config', 'uci-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Binary strings (one byte a character) on their way to a driver. */
export const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
