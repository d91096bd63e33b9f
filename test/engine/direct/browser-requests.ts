import { request } from 'node:https';
import { WebSocket } from 'ws';
import { host, type Here, type Proxy } from './proxies';

/** A request as a browser sends it. */
export interface Sent {
  readonly method?: string;
  readonly origin?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const target = ({ ca }: Proxy, { port }: Here) => ({ host: '127.0.0.1', port, servername: host, ca });

/** Sends a request to a proxy and gives its answer; with `until` only as much of the body as it wants. */
export function ask(
  proxy: Proxy,
  here: Here,
  path: string,
  { method = 'GET', origin, headers = {} }: Sent = {},
  until?: (text: string) => boolean,
): Promise<{ status: number; headers: Readonly<Record<string, unknown>>; text: string }> {
  return new Promise((resolve, reject) => {
    const all = {
      Host: `${host}:${here.port}`,
      ...headers,
      ...(origin === undefined ? {} : { Origin: origin }),
    };
    const sent = request({ ...target(proxy, here), method, path, headers: all, agent: false }, (answer) => {
      let text = '';
      const done = () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        if (!until?.(text)) return;
        done();
        sent.destroy();
      });
      answer.on('end', done).on('error', reject);
    });
    sent.on('error', reject).end();
  });
}

/** Attaches to a terminal through a proxy, types a line, and gives what comes back until it fits. Rejects where it does not open. */
export function typeInto(
  proxy: Proxy,
  here: Here,
  path: string,
  line: string,
  fits: (text: string) => boolean,
  { origin, headers = {} }: Sent,
): Promise<string> {
  return new Promise((resolve, reject) => {
    // ws passes these on to tls.connect; its types leave servername out
    const tls: object = { ca: proxy.ca, servername: host };
    const socket = new WebSocket(`wss://127.0.0.1:${here.port}${path}`, {
      ...tls,
      headers: { Host: `${host}:${here.port}`, ...headers },
      ...(origin === undefined ? {} : { origin }),
    });
    let text = '';
    socket.on('open', () => socket.send(line));
    socket.on('message', (data: Buffer) => {
      text += data.toString();
      if (!fits(text)) return;
      resolve(text);
      socket.terminate();
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`closed after ${JSON.stringify(text)}`)));
  });
}
