import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { connect, type Socket } from 'node:net';
import type { Userland } from './userland';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Whether the transfer broke: its framing did not come to its end. */
  readonly broken: boolean;
}

export interface Call {
  readonly method?: string;
  readonly operation: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent with its length; a stream in chunks. */
  readonly body?: Buffer | string | Readable;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where a call goes, and the headers that make it a session's. */
export interface Entry {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/** The CGI program as session `id` uses it. */
export const cgi = (router: Userland, id: string): Entry => ({
  url: `${router.url}/cgi-bin/dockerman`,
  headers: { Authorization: `Bearer ${id}` },
});

/** Sends a call and resolves with the head of its answer, as soon as that is there. Each call has a connection of its own. */
export function open(entry: Entry, call: Call): Promise<IncomingMessage> {
  const query = new URLSearchParams({ api_version: '1.41', ...entry.query, ...call.query });
  const body = call.body ?? '';
  const length: Record<string, string> =
    body instanceof Readable || body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = request(
      `${entry.url}/${call.operation}?${query.toString()}`,
      {
        method: call.method ?? 'GET',
        agent: false,
        headers: { ...length, ...entry.headers, ...call.headers },
      },
      resolve,
    );
    sent.on('error', reject);
    if (body instanceof Readable) body.pipe(sent);
    else sent.end(body);
  });
}

/** Reads an answer to its end, or to where it breaks; `take` gets each part as it comes. */
export async function read(message: IncomingMessage, take?: (part: Buffer) => void): Promise<Answer> {
  const parts: Buffer[] = [];
  let broken = false;
  try {
    for await (const part of message as AsyncIterable<Buffer>) {
      if (take) take(part);
      else parts.push(part);
    }
  } catch {
    broken = true;
  }
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    body: Buffer.concat(parts),
    broken: broken || !message.complete,
  };
}

/**
 * Writes the head of a call on a connection of its own, as it stands: for what an HTTP client would not send. `lines` are
 * further header lines; a method of `GET 1.0` speaks HTTP/1.0. Nothing asks for the connection to be closed.
 */
export function rawCall(entry: Entry, method: string, target: string, ...lines: readonly string[]): Socket {
  const url = new URL(entry.url);
  const socket = connect(Number(url.port), url.hostname);
  socket.on('error', () => undefined);
  socket.write(rawHead(entry, method, target, ...lines));
  return socket;
}

/** The head of a call as bytes on the wire. */
export function rawHead(entry: Entry, method: string, target: string, ...lines: readonly string[]): string {
  const [verb, version = '1.1'] = method.split(' ');
  const path = new URL(entry.url).pathname;
  return [`${verb ?? ''} ${path}/${target} HTTP/${version}`, headerLines(entry), ...lines, '', ''].join(
    '\r\n',
  );
}

/** The header lines that make a call the session's. */
const headerLines = (entry: Entry): string =>
  Object.entries(entry.headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n');

/** Collects what a socket brings; gives the text so far. */
export function textOf(socket: Socket): () => string {
  let text = '';
  socket.on('data', (part: Buffer) => (text += part.toString('latin1')));
  return () => text;
}

/** A call from its first to its last byte. */
export const send = async (entry: Entry, call: Call): Promise<Answer> => read(await open(entry, call));

/** The failure that an answer tells, or undefined when it is the engine's. */
export function failureOf(answer: Answer): string | undefined {
  const told = answer.headers['x-dockerman-failure'];
  if (typeof told !== 'string') return undefined;
  const body = JSON.parse(answer.body.toString()) as { failure: string; message: string };
  if (body.failure !== told || !body.message) throw new Error('header and body tell different failures');
  return told;
}
