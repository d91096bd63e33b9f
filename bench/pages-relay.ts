import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A wire between browser and router on which every byte is counted, headers and workers' requests included. */
export interface Relay {
  readonly port: string;
  /** Bytes so far, both directions. */
  readonly bytes: number;
  /** The requests so far, `GET /path`, with the first bytes of a body that came with its head. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

/** Starts a relay to a port of loopback. */
export async function startRelay(target: number): Promise<Relay> {
  let bytes = 0;
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (browser) => {
    const router = connect({ port: target, host: '127.0.0.1', noDelay: true });
    for (const [from, to] of [
      [browser, router],
      [router, browser],
    ] as const) {
      sockets.add(from);
      from.on('data', (data: Buffer) => {
        bytes += data.length;
        if (from === browser) note(data.toString('latin1'));
        if (!to.write(data)) from.pause();
      });
      to.on('drain', () => from.resume());
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
    }
  });
  function note(text: string): void {
    const line = /^([A-Z]+ \S+) HTTP\/1\.1\r\n/.exec(text);
    if (line) requests.push(`${line[1] ?? ''} ${text.split('\r\n\r\n')[1] ?? ''}`.trim());
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: String((server.address() as AddressInfo).port),
    get bytes() {
      return bytes;
    },
    requests,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
