import { TransportError } from '../../../../lib/engine/errors';
import type { EngineRequest } from '../../../../lib/engine/request';
import { LogFeed } from '../../../../web/model/log-feed';
import type { LogOptions } from '../../../../web/model/logs';
import { modelUnderTest } from './model';

/** The beginning of the test's day, milliseconds since 1970. */
export const base = Date.parse('2026-01-01T00:00:00Z');
/** The timestamp of a line written so many seconds into the test's day. */
export const at = (seconds: number) =>
  `${new Date(base + seconds * 1000).toISOString().slice(0, 19)}.000000001Z`;

/** A line, written so many seconds into the test's day; stream 2 is stderr. */
export type Line = readonly [seconds: number, text: string, stream?: 1 | 2];

/** Lines as the engine frames them for a container without a TTY. */
export function frames(...lines: readonly Line[]): Uint8Array {
  const parts = lines.map(([seconds, text, stream = 1]) => {
    const payload = new TextEncoder().encode(`${at(seconds)} ${text}\n`);
    const frame = new Uint8Array(8 + payload.length);
    frame[0] = stream;
    new DataView(frame.buffer).setUint32(4, payload.length);
    frame.set(payload, 8);
    return frame;
  });
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

type Controller = ReadableStreamDefaultController<Uint8Array>;

/** A log whose readings the test answers, one after the other. */
export function logUnderTest(options: LogOptions = {}) {
  const model = modelUnderTest();
  const container = model.engine.add('web');
  const readings: { request: EngineRequest; controller: Controller }[] = [];
  model.engine.answers.set('ContainerLogs', (request) => {
    let controller!: Controller;
    const body = new ReadableStream<Uint8Array>({ start: (own) => void (controller = own) });
    readings.push({ request, controller });
    return body;
  });
  const log = new LogFeed('web', options, model.link, model.events);
  const reading = (n: number) => {
    const found = readings[n];
    if (!found) throw new Error(`The log was read ${readings.length} times`);
    return found;
  };
  return {
    ...model,
    container,
    log,
    readings,
    say: (n: number, ...lines: readonly Line[]) => reading(n).controller.enqueue(frames(...lines)),
    end: (n: number) => reading(n).controller.close(),
    cut: (n: number) => reading(n).controller.error(new TransportError('broken', 'cut')),
    parameters: (n: number) => reading(n).request.parameters,
    texts: () => log.value.lines.map(({ text }) => text),
  };
}
