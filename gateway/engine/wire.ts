import type { ClientRequest, IncomingMessage } from 'node:http';
import { pipeline, type Duplex } from 'node:stream';
import { hasBody } from '../http/framing';
import { Refusal } from '../http/refusal';
import type { EngineAddress } from './address';
import { connection, connectionRefusal } from './connection';
import type { Engine } from './engine';
import { requestHeaders, responseHeaders } from './headers';
import { engineRefusal, smallBody } from './small-body';

/** An engine behind a unix socket, tcp or TLS. */
export function wireEngine(name: string, address: Exclude<EngineAddress, { kind: 'simulated' }>): Engine {
  const wire = connection(address);

  /** Sends a request that has been set up by `send`; resolves with the head of the answer. */
  function head(request: ClientRequest, send: () => void): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      request.once('response', resolve);
      request.on('error', (error) => reject(connectionRefusal(address, error)));
      send();
    });
  }

  return {
    name,
    address,

    async pass(call, request, response, extra, stop) {
      const body = hasBody(request);
      if (body && call.row.body === undefined)
        throw new Refusal(403, `${call.row.name} takes no body; this request has one`);
      const outgoing = wire.request({
        method: call.row.method,
        path: call.target,
        headers: requestHeaders(request, body),
        pooled: call.row.kind !== 'hijack',
      });
      // whoever goes away first takes the other along: the engine stops its work when its client is gone
      const breakOff = () => {
        outgoing.destroy();
        response.destroy();
      };
      response.once('close', () => outgoing.destroy());
      stop.addEventListener('abort', breakOff, { once: true });
      if (stop.aborted) breakOff();
      try {
        const incoming = await head(outgoing, () => {
          if (!body) outgoing.end();
          // an engine may answer and hang up before it has read everything; the answer counts, so this error does not
          else pipeline(request, outgoing, () => undefined);
        });
        response.writeHead(incoming.statusCode ?? 502, { ...responseHeaders(incoming), ...extra });
        response.flushHeaders();
        await new Promise<void>((resolve) => {
          // an answer that broke breaks ours: never a short file that looks whole
          pipeline(incoming, response, () => resolve());
        });
      } finally {
        stop.removeEventListener('abort', breakOff);
      }
    },

    async run(call, { headers, body, signal }) {
      const changes = call.row.method === 'POST' || call.row.method === 'PUT';
      const request = wire.request({
        method: call.row.method,
        path: call.target,
        headers: {
          ...headers,
          ...(body && { 'Content-Type': body.type }),
          ...((body ?? changes) && { 'Content-Length': body?.length ?? 0 }),
        },
        pooled: false,
      });
      const stop = () => request.destroy();
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      const incoming = await head(request, () => {
        if (!body) request.end();
        else if (Buffer.isBuffer(body.content)) request.end(body.content);
        // an engine may answer and hang up before it has read everything; the answer counts, so this error does not
        else pipeline(body.content, request, () => undefined);
      });
      return { status: incoming.statusCode ?? 502, body: incoming };
    },

    async ask(call) {
      const request = wire.request({
        method: call.row.method,
        path: call.target,
        headers: {},
        pooled: true,
      });
      const incoming = await head(request, () => request.end());
      const text = await smallBody(incoming);
      if (incoming.statusCode !== 200) throw engineRefusal(incoming.statusCode ?? 502, text);
      return JSON.parse(text) as unknown;
    },

    hijack(call, body) {
      const request = wire.request({
        method: call.row.method,
        path: call.target,
        headers: {
          Connection: 'Upgrade',
          Upgrade: 'tcp',
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
        },
        pooled: false,
      });
      return new Promise<Duplex>((resolve, reject) => {
        request.once('upgrade', (incoming, socket, first) => {
          if (incoming.statusCode !== 101) {
            socket.destroy();
            reject(new Refusal(502, 'the engine answered the upgrade with something else', 'broken'));
            return;
          }
          if (first.length) socket.unshift(first);
          socket.on('error', () => socket.destroy());
          resolve(socket);
        });
        request.once('response', (incoming) => {
          smallBody(incoming).then((text) => {
            request.destroy();
            const status = incoming.statusCode ?? 502;
            reject(
              status >= 400
                ? engineRefusal(status, text)
                : new Refusal(502, 'the engine did not open the connection', 'broken'),
            );
          }, reject);
        });
        request.on('error', (error) => reject(connectionRefusal(address, error)));
        request.end(body);
      });
    },

    close: () => wire.close(),
  };
}
