import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** An engine that answers as a test tells it to: for what a real one does only when it dies. */
export interface StubEngine {
  readonly socket: string;
  /** The targets of the requests so far, as they arrived: `GET /v1.41/…`. */
  readonly seen: string[];
  /** How the next requests are answered. */
  answer(handler: Handler): void;
  stop(): Promise<void>;
}

/** Starts one on a unix socket in a folder of its own. */
export async function startStubEngine(): Promise<StubEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'dockerman-stub-'));
  const socket = join(folder, 'docker.sock');
  const seen: string[] = [];
  let handler: Handler = (_request, response) => response.end('OK');
  const server = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
    handler(request, response);
  });
  server.listen(socket);
  await once(server, 'listening');
  return {
    socket,
    seen,
    answer: (next) => {
      handler = next;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
