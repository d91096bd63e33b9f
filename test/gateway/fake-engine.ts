import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { EngineSetting } from '../../gateway/engine/engines';
import { temporaryFolder } from './gateway-under-test';

/** An engine whose answers a test writes itself, on a unix socket. It notes every request that reaches it. */
export interface FakeEngine {
  readonly setting: EngineSetting;
  readonly server: Server;
  /** `POST /containers/web/start` each, in their order. */
  readonly seen: string[];
}

/** Starts a fake engine as `local`; it ends after the test. */
export async function fakeEngine(
  answer: RequestListener,
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void,
): Promise<FakeEngine> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  if (upgrade)
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      seen.push(`${request.method} ${request.url}`);
      socket.on('error', () => undefined);
      upgrade(request, socket, head);
    });
  const socket = join(temporaryFolder(), 'engine.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, seen, setting: { name: 'local', address: { kind: 'unix', socket } } };
}
