import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** An engine that answers each path as a test wants it, over tcp on loopback. */
export class FakeEngine {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  port = 0;
  /** The answers by path, without the version; a path that is not here gets a 404. */
  readonly answers = new Map<string, (response: ServerResponse) => void>();

  /** Begins to listen; always on the same port. */
  async start(): Promise<this> {
    this.server = createServer((request, response) => {
      const path = (request.url ?? '').replace(/^\/v[0-9.]+/, '').replace(/\?.*/, '');
      const answer = this.answers.get(path);
      if (answer) answer(response);
      else response.writeHead(404).end(JSON.stringify({ message: `no such thing: ${path}` }));
    });
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** How many connections are open. */
  get connections(): number {
    return this.sockets.size;
  }

  /** Stops listening and breaks what is open. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server?.listening) return;
    server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(server, 'close');
  }
}
