import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { openEngines, type EngineSetting } from '../../gateway/engine/engines';
import type { OriginRules } from '../../gateway/http/origin';
import { staticFiles } from '../../gateway/http/static-files';
import { hashPassword } from '../../gateway/login/password';
import type { RateLimit } from '../../gateway/login/rate-limit';
import { Sessions } from '../../gateway/login/sessions';
import { startGateway } from '../../gateway/server';

/** The password of every gateway under test; hashed once. */
export const password = 'correct horse battery staple';
const hash = hashPassword(password);

/** A gateway on a port of its own, with a session to use it by. */
export interface GatewayUnderTest {
  readonly port: number;
  readonly origin: string;
  readonly sessions: Sessions;
  /** A session's token, and the cookie header that carries it. */
  readonly token: string;
  readonly cookie: string;
  /** Stops it before the test ends. */
  stop(): Promise<void>;
  /** `fetch` with the session's cookie, as our own page would. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Sends bytes over a fresh connection and resolves with all that comes back until it is closed. */
  raw(text: string): Promise<string>;
}

/** What a gateway under test may be given. */
export interface GatewayOptions {
  readonly engines?: readonly EngineSetting[];
  readonly rules?: Partial<OriginRules>;
  readonly sessions?: Sessions;
  readonly limit?: RateLimit;
  readonly files?: Readonly<Record<string, string>>;
  /** The folder of what outlives it; one of its own where it is not said. */
  readonly state?: string;
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** A temporary folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dockerman-gateway-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a gateway; it stops after the test. */
export async function gatewayUnderTest(options: GatewayOptions = {}): Promise<GatewayUnderTest> {
  const base = temporaryFolder();
  const folder = join(base, 'web');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  const files = { 'index.html': '<!doctype html><title>page</title>', ...options.files };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const sessions = options.sessions ?? new Sessions();
  const gateway = await startGateway(
    {
      files: await staticFiles(folder),
      engines: await openEngines(options.engines ?? [{ name: 'local', address: { kind: 'simulated' } }]),
      passwordHash: await hash,
      rules: { hosts: [], origins: [], ...options.rules },
      state: options.state ?? join(base, 'state'),
      log: pino({ level: 'silent' }),
      sessions,
      ...(options.limit && { limit: options.limit }),
      ...(options.tls && { tls: options.tls }),
    },
    '127.0.0.1',
    0,
  );
  onTestFinished(() => gateway.stop());
  const { port } = gateway;
  const origin = `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const token = sessions.open();
  const cookie = `dockerman-${port}=${token}`;
  return {
    port,
    origin,
    sessions,
    token,
    cookie,
    stop: () => gateway.stop(),
    fetch: (path, init = {}) =>
      fetch(origin + path, { ...init, headers: { Cookie: cookie, Origin: origin, ...init.headers } }),
    raw: (text) =>
      new Promise((resolve, reject) => {
        const parts: Buffer[] = [];
        const socket = connect(port, '127.0.0.1', () => socket.write(text));
        socket.on('data', (part) => parts.push(part));
        socket.on('error', reject);
        socket.on('close', () => resolve(Buffer.concat(parts).toString('latin1')));
      }),
  };
}

/** Resolves when a condition holds; looks at every turn of the event loop, and the test's own time limit ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

/** Resolves with a figure once it has stood still for many turns of the event loop. */
export async function settled(figure: () => number): Promise<number> {
  let last = figure();
  for (let still = 0; still < 200; still++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (figure() !== last) still = 0;
    last = figure();
  }
  return last;
}
