import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFiles } from '../../scripts/package-files.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));

const wanted = process.env.OPENWRT_ROOTFS ?? join(homedir(), '.cache', 'openwrt-rootfs');

/** The OpenWrt root folder to test in, or null (not there, or not root): router tests are then skipped, and say so. */
export const rootfs =
  (process.platform === 'linux' && process.getuid?.() === 0 && existsSync(join(wanted, 'sbin/uhttpd'))) ||
  existsSync(join(wanted, 'usr/sbin/uhttpd'))
    ? wanted
    : null;

/** What a skipped router suite says in its name. */
export const skipReason = `no OpenWrt root folder at ${wanted} (docs/development.md says how to bring one), or not root`;
if (!rootfs) console.warn(`SKIPPED: router tests: ${skipReason}`);

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
  /** Runs a program on the router, to its end. */
  run(command: readonly string[], input?: string): { status: number | null; stdout: string; stderr: string };
  /** Logs in through rpcd and gives the session id. Default: root, who has no password. */
  login(username?: string, password?: string): Promise<string>;
  /** One JSON-RPC call through uhttpd: [ubus status, reply]. */
  ubus(session: string, object: string, method: string, args?: object): Promise<[number, unknown]>;
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

/** The id of a process's only child. */
function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

function writeLayer(layer: string, options: UserlandOptions): void {
  const put = (path: string, data: string | Buffer, mode: number) => {
    const file = join(layer, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, data, { mode });
  };
  if (options.install !== false) for (const file of packageFiles()) put(file.path, file.data, file.mode);
  for (const [path, data] of Object.entries(options.files ?? {}))
    put(path, data, data.startsWith('#!') ? 0o755 : 0o644);
}

/**
 * Boots the userland (real ubusd, procd, rpcd, uhttpd with OpenWrt's stock limits), with our package in it, on a free
 * port of loopback. Raises an error with the userland's output if it does not come up.
 */
export async function bootUserland(options: UserlandOptions = {}): Promise<Userland> {
  const root = options.rootfs ?? rootfs;
  if (!root) throw new Error(skipReason);
  const port = await freePort();
  const scratch = mkdtempSync(join(tmpdir(), 'dockerman-router-'));
  const layer = join(scratch, 'layer');
  mkdirSync(layer);
  writeLayer(layer, options);
  const setup = join(scratch, 'setup.sh');
  const batch = [
    'delete uhttpd.main.listen_http',
    'delete uhttpd.main.listen_https',
    `add_list uhttpd.main.listen_http='127.0.0.1:${port}'`,
    ...(options.uci ?? []),
  ];
  writeFileSync(
    setup,
    `uci -q batch <<'END'\n${batch.join('\n')}\nEND\nuci commit\nfor file in /etc/uci-defaults/*; do [ ! -f "$file" ] || ( . "$file" ) && rm -f "$file"; done\n`,
  );
  const child = spawn(
    join(folder, 'boot.sh'),
    [root, layer, String(port), options.engineSocket ?? '-', setup],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    await booted(child);
  } catch (error) {
    await stop();
    throw error;
  }
  return userland(`http://127.0.0.1:${port}`, childOf(child.pid ?? 0), stop);
}

async function booted(child: ChildProcess): Promise<void> {
  let output = '';
  child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.includes('booted')) resolve();
    });
    child.on('exit', () => reject(new Error(`the userland did not boot:\n${output}`)));
  });
}

function userland(url: string, pid: number, stop: () => Promise<void>): Userland {
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
      const { status, stdout, stderr } = spawnSync(
        'nsenter',
        [
          '-t',
          String(pid),
          '-m',
          '-p',
          '-u',
          '-i',
          '-r',
          '-w',
          'env',
          '-i',
          'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
          ...command,
        ],
        { input, encoding: 'utf8', maxBuffer: 1 << 28 },
      );
      return { status, stdout, stderr };
    },
    async login(username = 'root', password = '') {
      const [status, reply] = await ubus('0'.repeat(32), 'session', 'login', { username, password });
      if (status !== 0) throw new Error(`login as ${username} failed with ubus status ${status}`);
      return (reply as { ubus_rpc_session: string }).ubus_rpc_session;
    },
  };
}

/** The open file descriptors of a process, by number. */
export function openDescriptors(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`);
}
