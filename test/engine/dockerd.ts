import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBridge, removeBridge } from './bridge';
import { importBusybox } from './busybox-image';
import {
  alive,
  end,
  identity,
  mountNamespace,
  processesIn,
  removeCgroup,
  runs,
  until,
  type Identity,
} from './processes';
import { ensureRootfs28, folder28 } from './rootfs-28';
import { unixHttp } from './unix-http';

/** The engines that tests run against: Debian's docker.io of this host (20.10), and that of a Debian sid in a folder (28.5). */
export type DockerdVersion = '20.10' | '28.5';

/** A private dockerd. */
export interface Dockerd {
  readonly version: DockerdVersion;
  /** The path of its socket. */
  readonly socket: string;
  readonly pid: number;
  /** Ends it and everything that it started, and removes all that it left. */
  stop(): Promise<void>;
}

/** What is written down of an engine, so that a later run can clean up after one that was killed. */
interface Owner {
  readonly starter: Identity;
  readonly dockerd: Identity;
  readonly namespace: string;
  readonly bridge: string;
}

const folderPrefix = 'dm-engine-';
const script = fileURLToPath(new URL('dockerd-namespace.sh', import.meta.url));

/** Why this engine cannot be started here, in a sentence; undefined when it can. Makes the folder of 28.5 where it is missing. */
export function whyNot(version: DockerdVersion): string | undefined {
  if (process.platform !== 'linux') return 'dockerd runs on Linux';
  if (process.getuid?.() !== 0) return 'dockerd can be started by root only';
  if (!existsSync('/bin/busybox')) return '/bin/busybox (busybox-static) is missing';
  if (version === '28.5') return ensureRootfs28();
  return existsSync('/usr/sbin/dockerd') ? undefined : '/usr/sbin/dockerd (docker.io) is missing';
}

/**
 * Starts a private dockerd with the busybox image in it; all its state is in a temporary folder. It ends with the process
 * that started it. Raises an error with the end of its log when it does not come up.
 */
export async function startDockerd(version: DockerdVersion, ...flags: readonly string[]): Promise<Dockerd> {
  const reason = whyNot(version);
  if (reason !== undefined) throw new Error(`dockerd ${version} cannot be started: ${reason}`);
  await (swept ??= sweep());
  const folder = mkdtempSync(join(tmpdir(), folderPrefix));
  const bridge = makeBridge();
  const socket = join(folder, 'docker.sock');
  const started = launch(version, folder, bridge.name, [
    ...['--host', `unix://${socket}`, '--bridge', bridge.name, '--default-address-pool', bridge.pool],
    ...flags,
  ]);
  const pid = started.pid ?? 0;
  const note = (): Owner => {
    const owner = {
      starter: identity(process.pid),
      dockerd: identity(pid),
      namespace: mountNamespace(pid),
      bridge: bridge.name,
    };
    writeFileSync(join(folder, 'owner.json'), JSON.stringify(owner));
    return owner;
  };
  let owner = note();
  const stop = () => tearDown(folder, owner, socket);
  try {
    await until(
      async () => {
        if (started.exitCode !== null || !alive(pid)) throw new Error('it ended');
        return (await unixHttp(socket, 'GET', '/_ping').catch(() => undefined))?.text === 'OK';
      },
      'an answer to a ping',
      60,
    );
    // only now is it sure to be in the namespace of its own
    owner = note();
    await importBusybox(socket);
  } catch (cause) {
    const log = readFileSync(join(folder, 'dockerd.log'), 'utf8').trim().split('\n').slice(-8).join('\n');
    await stop();
    throw new Error(`dockerd ${version} did not come up: ${String(cause)}\n${log}`, { cause });
  }
  return { version, socket, pid, stop };
}

function launch(
  version: DockerdVersion,
  folder: string,
  name: string,
  flags: readonly string[],
): ChildProcess {
  const log = openSync(join(folder, 'dockerd.log'), 'a');
  // 20.10 writes a key, to /etc/docker unless told otherwise
  const key = version === '20.10' ? { 'deprecated-key-path': join(folder, 'key.json') } : {};
  writeFileSync(join(folder, 'daemon.json'), JSON.stringify(key));
  // each of these becomes the next, so that the pid is dockerd's; it gets a SIGTERM when we end, however we end
  const command = ['--pdeathsig', 'TERM', 'unshare', '--mount', '--propagation', 'private', script, folder];
  const state = [
    '--data-root',
    'data',
    '--exec-root',
    'exec',
    '--pidfile',
    'docker.pid',
    '--config-file',
    'daemon.json',
  ];
  return spawn(
    'setpriv',
    [
      ...command,
      version === '28.5' ? folder28 : '',
      ...state.map((part) => (part.startsWith('--') ? part : join(folder, part))),
      ...['--cgroup-parent', `/${name}`, '--iptables=false', '--ip-masq=false', '--shutdown-timeout', '2'],
      // 20.10 has no such rules unless asked
      ...(version === '28.5' ? ['--ip6tables=false'] : []),
      ...flags,
    ],
    { stdio: ['ignore', log, log] },
  );
}

/** Removes containers and networks while the engine can still do it itself. */
async function empty(socket: string): Promise<void> {
  const list = async (path: string): Promise<{ Id: string; Name?: string }[]> =>
    JSON.parse((await unixHttp(socket, 'GET', path)).text);
  const containers = await list('/containers/json?all=1');
  await Promise.all(containers.map(({ Id }) => unixHttp(socket, 'DELETE', `/containers/${Id}?force=1&v=1`)));
  const networks = (await list('/networks')).filter(
    ({ Name }) => !['bridge', 'host', 'none'].includes(Name ?? ''),
  );
  await Promise.all(networks.map(({ Id }) => unixHttp(socket, 'DELETE', `/networks/${Id}`)));
}

async function tearDown(folder: string, owner: Owner, socket: string): Promise<void> {
  if (runs(owner.dockerd)) {
    await empty(socket).catch(() => undefined);
    await end(owner.dockerd.pid, 20);
  }
  // what outlives a dockerd that was killed: containerd, shims, containers
  if (owner.namespace !== '' && owner.namespace !== mountNamespace('self'))
    for (const pid of processesIn(owner.namespace)) await end(pid, 5);
  await removeCgroup(owner.bridge);
  removeBridge(owner.bridge);
  rmSync(folder, { recursive: true, force: true });
}

let swept: Promise<void> | undefined;

/** Cleans up after engines of runs that were killed. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(folderPrefix))) {
    const folder = join(tmpdir(), name);
    try {
      const owner: Owner = JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8'));
      if (runs(owner.starter)) continue;
      await tearDown(folder, owner, join(folder, 'docker.sock'));
    } catch {
      // another run is cleaning up, or the engine is just being started
    }
  }
}
