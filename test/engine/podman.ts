import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importBusybox } from './busybox-image';
import { alive, end, mountNamespace, processesIn, removeEmptyCgroups, until } from './processes';
import { unixHttp } from './unix-http';

/** A private Podman service. */
export interface Podman {
  /** The path of its socket. */
  readonly socket: string;
  /** Ends it and everything that it started, and removes all that it left. */
  stop(): Promise<void>;
}

/** Why Podman cannot be started here, in a sentence; undefined when it can. */
export function whyNoPodman(): string | undefined {
  if (process.getuid?.() !== 0) return 'Podman is tested as root only';
  return existsSync('/usr/bin/podman') ? undefined : '/usr/bin/podman is missing';
}

/** No network of its own: Podman would write firewall rules on this host. Limits that it may set wherever it runs. */
const configuration = `[containers]
netns = "none"
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

/** Becomes Podman's service in a mount namespace with a /run of its own: FOLDER, then its arguments. */
const become = 'mkdir "$0/run"; mount --bind "$0/run" /run; exec /usr/bin/podman "$@"';

/** Starts a private Podman service with the busybox image in it. It ends with the process that started it. */
export async function startPodman(): Promise<Podman> {
  const folder = mkdtempSync(join(tmpdir(), 'dm-podman-'));
  const socket = join(folder, 'podman.sock');
  const log = openSync(join(folder, 'log'), 'a');
  writeFileSync(join(folder, 'containers.conf'), configuration);
  const namespace = ['--pdeathsig', 'TERM', 'unshare', '--mount', '--propagation', 'private'];
  const state = [
    ...[
      '--root',
      join(folder, 'root'),
      '--runroot',
      join(folder, 'runroot'),
      '--tmpdir',
      join(folder, 'tmp'),
    ],
    ...['--storage-driver', 'vfs', 'system', 'service', '--time', '0', `unix://${socket}`],
  ];
  const started = spawn('setpriv', [...namespace, 'bash', '-ec', become, folder, ...state], {
    stdio: ['ignore', log, log],
    env: { ...process.env, CONTAINERS_CONF: join(folder, 'containers.conf') },
  });
  const pid = started.pid ?? 0;
  const stop = () => tearDown(folder, socket, pid);
  try {
    await until(
      async () => {
        if (!alive(pid)) throw new Error('it ended');
        return (await unixHttp(socket, 'GET', '/_ping').catch(() => undefined))?.text === 'OK';
      },
      'an answer to a ping',
      30,
    );
    await importBusybox(socket);
  } catch (cause) {
    const said = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n').slice(-8).join('\n');
    await stop();
    throw new Error(`Podman did not come up: ${String(cause)}\n${said}`, { cause });
  }
  return { socket, stop };
}

async function tearDown(folder: string, socket: string, pid: number): Promise<void> {
  const namespace = mountNamespace(pid);
  const remove = async () => {
    const { text } = await unixHttp(socket, 'GET', '/containers/json?all=1');
    const ids = (JSON.parse(text) as { Id: string }[]).map(({ Id }) => Id);
    for (const id of ids) await unixHttp(socket, 'DELETE', `/containers/${id}?force=1&v=1`);
  };
  await remove().catch(() => undefined);
  await end(pid, 10);
  if (namespace !== '' && namespace !== mountNamespace('self'))
    for (const left of processesIn(namespace)) await end(left, 5);
  // Podman's own, which others may be using as well
  removeEmptyCgroups('libpod_parent');
  rmSync(folder, { recursive: true, force: true });
}
