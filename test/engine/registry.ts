import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, Transform } from 'node:stream';

const program = '/usr/bin/docker-registry';

/** Why no registry can be started here; undefined when one can. */
export const noRegistry = existsSync(program) ? undefined : `${program} (docker-registry) is missing`;

/** Who may log in at a registry that asks for it. The hash is bcrypt's, of that password with cost 4. */
export const account = {
  user: 'dockerman',
  password: 'a pass:word',
  hash: '$2y$04$abcdefghijklmnopqrstuuSCcCeYx54RTry4i/H4WzOyDZW3Sp416',
};

export interface Registry {
  /** `127.0.0.1:PORT`, which engines take without TLS. */
  readonly host: string;
  /** How many connections of engines there are right now. */
  connections(): number;
  /** Changes how fast it sends, all connections together. */
  limit(bytesPerSecond: number): void;
  stop(): Promise<void>;
}

export interface RegistryOptions {
  /** Ask for {@link account}. */
  readonly login?: boolean;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** Passes bytes on, no faster than the budget's rate. */
const throttle = (budget: { readonly rate: number }): Transform =>
  new Transform({
    transform(data: Buffer, _encoding, done) {
      if (budget.rate === Infinity) done(null, data);
      else setTimeout(() => done(null, data), (data.length / budget.rate) * 1000);
    },
  });

/** A real registry on loopback, behind a relay that can slow it down. Raises an error when it does not come up within 20 s. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const folder = mkdtempSync(join(tmpdir(), 'dm-registry-'));
  const inner = await freePort();
  const child = run(folder, inner, options);
  const budget = { rate: Infinity };
  const sockets = new Set<Socket>();
  const relay = createServer((client) => {
    const upstream = connect(inner, '127.0.0.1');
    sockets.add(client);
    client.on('close', () => {
      sockets.delete(client);
      upstream.destroy();
    });
    client.pipe(upstream);
    // what is still under way when the registry closes arrives all the same
    pipeline(upstream, throttle(budget), client, () => client.destroySoon());
  });
  const port = await listening(relay);
  const stop = async () => {
    relay.close();
    for (const socket of sockets) socket.destroy();
    if (child.exitCode === null && child.signalCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answering(inner, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    host: `127.0.0.1:${port}`,
    connections: () => sockets.size,
    limit: (bytesPerSecond) => (budget.rate = bytesPerSecond),
    stop,
  };
}

function run(folder: string, port: number, { login }: RegistryOptions): ChildProcess {
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'htpasswd'), `${account.user}:${account.hash}\n`);
  // JSON is YAML
  const configuration = {
    version: '0.1',
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}` },
    ...(login && { auth: { htpasswd: { realm: 'test', path: join(folder, 'htpasswd') } } }),
  };
  writeFileSync(join(folder, 'config.yml'), JSON.stringify(configuration));
  return spawn('setpriv', ['--pdeathsig', 'TERM', program, 'serve', join(folder, 'config.yml')], {
    stdio: 'ignore',
    env: { PATH: '/usr/bin:/bin', HOME: folder },
  });
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 20_000; ;) {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => null);
    if (answer?.status === 200 || answer?.status === 401) return;
    if (child.exitCode !== null) throw new Error(`the registry ended with ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error('the registry does not answer');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
