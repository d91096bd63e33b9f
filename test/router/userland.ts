import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFiles } from '../../scripts/package-files.mjs';
import { loginCommands } from './logins';

const folder = fileURLToPath(new URL('.', import.meta.url));
const muslFolder = process.env.OPENWRT_ROOTFS ?? join(homedir(), '.cache', 'openwrt-rootfs');
const glibcFolder = process.env.OPENWRT_ROOTFS_GLIBC ?? join(homedir(), '.cache', 'openwrt-rootfs-glibc');

function usable(root: string): boolean {
  return (
    process.platform === 'linux' && process.getuid?.() === 0 && existsSync(join(root, 'usr/sbin/uhttpd'))
  );
}

/** The OpenWrt root folder to test in, or null (not there, or not root): router tests are then skipped, and say so. */
export const rootfs = usable(muslFolder) ? muslFolder : null;

/** The root folders to test in: OpenWrt's own (musl) and, where there is one, a second one against glibc. */
export const rootfsByLibc: readonly { readonly libc: string; readonly rootfs: string }[] = [
  ...(rootfs ? [{ libc: 'musl', rootfs }] : []),
  ...(usable(glibcFolder) ? [{ libc: 'glibc', rootfs: glibcFolder }] : []),
];

/** What a skipped router suite says in its name. */
export const skipReason = `no OpenWrt root folder at ${muslFolder} (docs/development.md says how to bring one), or not root`;
if (!rootfs) console.warn(`SKIPPED: router tests: ${skipReason}`);

/** A suite's name; where it is skipped, with the reason. */
export const titled = (name: string): string => (rootfs ? name : `${name} [skipped: ${skipReason}]`);

export interface UserlandOptions {
  /** The unix socket of an engine; it becomes /var/run/docker.sock. Without one there is no engine. */
  readonly engineSocket?: string;
  /** Another root folder than OPENWRT_ROOTFS's (the glibc one, say). */
  readonly rootfs?: string;
  /** Files laid over the package's, by their absolute path on the router. */
  readonly files?: Readonly<Record<string, string>>;
  /** uci commands for `uci batch`, run before the daemons start. */
  readonly uci?: readonly string[];
  /** Lay our package's files in; default true. */
  readonly install?: boolean;
}

export interface Userland {
  /** `http://127.0.0.1:PORT` of the router's uhttpd. */
  readonly url: string;
  /** The process id, as seen from here, of the userland's first process. */
  readonly pid: number;
  /** The path, as seen from here, of a file on the router. */
  path(file: string): string;
  /** Runs a program on the router, to its end; this process waits meanwhile. */
  run(command: readonly string[], input?: string): { status: number | null; stdout: string; stderr: string };
  /** Starts a program on the router; it ends with the userland at the latest. */
  start(command: readonly string[]): ChildProcess;
  /**
   * Logs in through rpcd and gives the session id. Default: root, who has no password. There are `viewer`, `operator`, `admin`
   * (the three roles) and `nobody` (a login without any), each with its name as its password.
   */
  login(username?: string, password?: string): Promise<string>;
  /** One JSON-RPC call through uhttpd: [ubus status, reply]. */
  ubus(session: string, object: string, method: string, args?: object): Promise<[number, unknown]>;
  /** Ends every process of it and removes its files. */
  stop(): Promise<void>;
}

/** A port that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The ids of a process's children. */
function childrenOf(pid: number): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return list ? list.split(' ').map(Number) : [];
}

function writeLayer(layer: string, options: UserlandOptions): void {
  const put = (path: string, data: string | Buffer, mode: number) => {
    const file = join(layer, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, data, { mode });
  };
  mkdirSync(layer);
  if (options.install !== false) for (const file of packageFiles()) put(file.path, file.data, file.mode);
  for (const [path, data] of Object.entries(options.files ?? {}))
    put(path, data, data.startsWith('#!') ? 0o755 : 0o644);
}

/** What runs on the router before its daemons: uhttpd on loopback alone, the logins, and what a package's first start runs. */
function setupScript(port: number, options: UserlandOptions): string {
  const batch = [
    'delete uhttpd.main.listen_http',
    'delete uhttpd.main.listen_https',
    `add_list uhttpd.main.listen_http='127.0.0.1:${port}'`,
    ...loginCommands,
    ...(options.uci ?? []),
  ];
  return [
    "sed -i 's/^root:[^:]*:/root::/' /etc/shadow",
    "uci -q batch <<'END'",
    ...batch,
    'END',
    'uci commit',
    'for file in /etc/uci-defaults/*; do [ ! -f "$file" ] || ( . "$file" ) && rm -f "$file"; done',
    '',
  ].join('\n');
}

/**
 * Boots the userland (real ubusd, procd, rpcd, uhttpd with OpenWrt's stock limits), with our package in it, on a free
 * port of loopback. Raises an error with the userland's output if it does not come up.
 */
export async function bootUserland(options: UserlandOptions = {}): Promise<Userland> {
  const root = options.rootfs ?? rootfs;
  if (!root) throw new Error(skipReason);
  for (let tries = 1; ; tries++) {
    try {
      return await bootOnce(root, options, await freePort());
    } catch (error) {
      // another process may have taken the port meanwhile
      if (tries === 3 || !(error instanceof PortTaken)) throw error;
    }
  }
}

class PortTaken extends Error {}

async function bootOnce(root: string, options: UserlandOptions, port: number): Promise<Userland> {
  const scratch = mkdtempSync(join(tmpdir(), 'dockerman-router-'));
  writeLayer(join(scratch, 'layer'), options);
  writeFileSync(join(scratch, 'setup.sh'), setupScript(port, options));
  const child = spawn('bash', [join(folder, 'boot.sh'), root, scratch, options.engineSocket ?? '-'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  };
  try {
    await booted(child);
    const [unshare = 0] = childrenOf(child.pid ?? 0);
    const [pid = 0] = childrenOf(unshare);
    await listening(port, pid);
    return userland(`http://127.0.0.1:${port}`, pid, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function booted(child: ChildProcess): Promise<void> {
  let output = '';
  child.stderr?.on('data', (data: Buffer) => (output = (output + data.toString()).slice(-65536)));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.includes('booted\n')) resolve();
    });
    child.on('exit', () => {
      reject(new Error(`the userland did not boot:\n${output}`));
    });
  });
}

/** Waits until the userland's own uhttpd answers; raises PortTaken if it does not within 10 s. */
async function listening(port: number, pid: number): Promise<void> {
  const probe = `/dockerman-test-${pid}.txt`;
  writeFileSync(`/proc/${pid}/root/www${probe}`, '');
  const deadline = Date.now() + 10_000;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}${probe}`).catch(() => null);
    if (answer?.ok) return;
    if (Date.now() > deadline) throw new PortTaken(`uhttpd does not answer on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function userland(url: string, pid: number, stop: () => Promise<void>): Userland {
  const inside = (command: readonly string[]) =>
    // prettier-ignore
    ['-t', String(pid), '-m', '-p', '-u', '-i', '-r', '-w', 'env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', ...command];
  const jsonrpc = async (method: string, params: unknown[]): Promise<[number, unknown]> => {
    const response = await fetch(`${url}/ubus/`, {
      method: 'POST',
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const answer = (await response.json()) as {
      result?: [number, unknown];
      error?: { code: number; message: string };
    };
    if (answer.error) return [answer.error.code, answer.error.message];
    return answer.result ?? [-1, undefined];
  };
  const ubus: Userland['ubus'] = (session, object, method, args = {}) =>
    jsonrpc('call', [session, object, method, args]);
  return {
    url,
    pid,
    stop,
    ubus,
    path: (file) => `/proc/${pid}/root${file}`,
    run(command, input = '') {
      const done = spawnSync('nsenter', inside(command), { input, encoding: 'utf8', maxBuffer: 1 << 28 });
      return { status: done.status, stdout: done.stdout, stderr: done.stderr };
    },
    start: (command) => spawn('nsenter', inside(command), { stdio: ['pipe', 'pipe', 'pipe'] }),
    async login(username = 'root', password = username === 'root' ? '' : username) {
      const [status, reply] = await ubus('0'.repeat(32), 'session', 'login', { username, password });
      if (status !== 0) throw new Error(`login as ${username} failed with ubus status ${status}`);
      return (reply as { ubus_rpc_session: string }).ubus_rpc_session;
    },
  };
}
