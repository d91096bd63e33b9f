import { Duplex, Readable, pipeline } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { Duplex as Connection } from '../../lib/engine/request';
import { respond as answerTo } from '../../simulation/large-body';
import { createSimulation } from '../../simulation/simulation';
import { hasBody } from '../http/framing';
import { Refusal } from '../http/refusal';
import { enginePolicy } from '../http/security-headers';
import type { Engine } from './engine';
import type { EngineCall } from './call';
import { readHeaders } from './headers';
import { engineRefusal } from './small-body';

/** The simulated engine in an engine's place, for machines without Docker. */
export function simulatedEngine(name: string, containers?: number): Engine {
  const simulation = createSimulation(containers === undefined ? {} : { containers });

  async function respond(
    call: EngineCall,
    signal: AbortSignal,
    headers: HeadersInit,
    body?: Readable,
  ): Promise<Response> {
    const content = body && (Readable.toWeb(body) as ReadableStream<Uint8Array>);
    const json = call.row.body === 'json' ? content : undefined;
    const request = new Request(`http://docker${call.target}`, {
      method: call.row.method,
      signal,
      headers,
      ...(json && { body: json, duplex: 'half' }),
    });
    const response = await answerTo(simulation.handlers, request, json ? undefined : content);
    if (!response) throw new Refusal(501, `the simulated engine does not know ${call.row.name}`);
    return response;
  }

  return {
    name,
    address: { kind: 'simulated' },

    async pass(call, request, response, extra, stop) {
      const gone = new AbortController();
      const breakOff = () => response.destroy();
      response.once('close', () => gone.abort());
      stop.addEventListener('abort', breakOff, { once: true });
      if (stop.aborted) breakOff();
      try {
        const answer = await respond(
          call,
          gone.signal,
          readHeaders(request),
          hasBody(request) ? request : undefined,
        );
        response.writeHead(answer.status, {
          ...Object.fromEntries(answer.headers),
          'Cache-Control': 'no-store',
          'Content-Security-Policy': enginePolicy,
          ...extra,
        });
        response.flushHeaders();
        const body = answer.body;
        if (!body || request.method === 'HEAD') response.end();
        else
          await new Promise<void>((resolve) => {
            pipeline(Readable.fromWeb(body as NodeReadableStream), response, () => resolve());
          });
      } finally {
        stop.removeEventListener('abort', breakOff);
      }
    },

    async run(call, { headers, body, signal }) {
      const content = body && (Buffer.isBuffer(body.content) ? Readable.from([body.content]) : body.content);
      const answer = await respond(
        call,
        signal,
        { ...headers, ...(body && { 'Content-Type': body.type }) },
        content,
      );
      const stream = answer.body ? Readable.fromWeb(answer.body as NodeReadableStream) : Readable.from([]);
      const stop = () => stream.destroy(new Refusal(502, 'the request was ended', 'broken'));
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      return { status: answer.status, body: stream };
    },

    async ask(call) {
      const answer = await respond(call, new AbortController().signal, {});
      const text = await answer.text();
      if (answer.status !== 200) throw engineRefusal(answer.status, text);
      return JSON.parse(text) as unknown;
    },

    async hijack(call, body) {
      const opened = await simulation.open(call.row.name, call.parameters, body);
      if (opened instanceof Response) throw engineRefusal(opened.status, await opened.text());
      return nodeDuplex(opened);
    },

    close: () => simulation.stop(),
  };
}

/** The engine client's kind of connection as a Node stream. */
function nodeDuplex(connection: Connection): Duplex {
  const reader = connection.readable.getReader();
  return new Duplex({
    read() {
      reader.read().then(
        ({ done, value }) => this.push(done ? null : value),
        (error: Error) => this.destroy(error),
      );
    },
    write(chunk: Buffer, _encoding, done) {
      connection.write(chunk);
      done();
    },
    final(done) {
      connection.close();
      done();
    },
    destroy(error, done) {
      reader.cancel().catch(() => undefined);
      done(error);
    },
  });
}
