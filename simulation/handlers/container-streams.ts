import { containerStats } from '../answers/container-stats';
import { pause, timestamp } from '../clock';
import { currentRun, type Container } from '../model/container';
import type { SimulatedEngine } from '../model/engine';
import { linesBetween, nextLineAt, type LogLine } from '../model/log';
import { EngineRefusal } from '../refusal';
import { frame, jsonLine, streamOf } from '../stream';
import type { Call, Resolvers } from './operations';

const encoder = new TextEncoder();

/** Which lines are wanted, and how they look. */
export interface LogWish {
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly timestamps: boolean;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly until: number;
  readonly tail: number;
}

function written(container: Container, line: LogLine, wish: LogWish): Uint8Array | null {
  const tty = container.service.tty ?? false;
  if (!(line.stream === 'stdout' || tty ? wish.stdout : wish.stderr)) return null;
  const time = wish.timestamps ? `${timestamp(line.at, line.text.length)} ` : '';
  const bytes = encoder.encode(`${time}${line.text}${tty ? '\r\n' : '\n'}`);
  return tty ? bytes : frame(line.stream === 'stdout' ? 1 : 2, bytes);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** What a container has written up to `now`, over all the runs that are remembered. */
function past(container: Container, wish: LogWish, now: number): Uint8Array[] {
  const wanted = (line: LogLine) =>
    container.service.tty === true || (line.stream === 'stdout' ? wish.stdout : wish.stderr);
  const lines = container.runs
    .flatMap((run) =>
      linesBetween(container.service.log, container.id, run, wish.since, Math.min(now, wish.until)),
    )
    .filter(wanted);
  return lines
    .slice(wish.tail === Infinity ? 0 : Math.max(0, lines.length - wish.tail))
    .flatMap((line) => written(container, line, wish) ?? []);
}

/** The bytes of a container's log, and of what it writes while somebody reads, until its run ends. */
export async function* logBytes(
  engine: SimulatedEngine,
  container: Container,
  wish: LogWish,
  follow: boolean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { clock } = engine;
  let upTo = clock.now();
  const history = past(container, wish, upTo);
  if (history.length) yield joined(history);
  const run = currentRun(container);
  if (!follow || !run) return;
  const stop = AbortSignal.any([signal, run.over.signal]);
  while (!signal.aborted && upTo < wish.until) {
    const next = nextLineAt(container.service.log, container.id, run, upTo);
    await pause(clock, Math.max(1, Math.min(next, wish.until) - clock.now()), stop);
    const now = clock.now();
    const over = run.over.signal.aborted;
    const lines = linesBetween(container.service.log, container.id, run, upTo, over ? now + 1 : now);
    const pieces = lines.flatMap((line) => written(container, line, wish) ?? []);
    if (pieces.length && !signal.aborted) yield joined(pieces);
    if (over) return;
    upTo = now;
  }
}

function logWish(call: Call): LogWish {
  const tail = call.text('tail') ?? 'all';
  const wish = {
    stdout: call.flag('stdout'),
    stderr: call.flag('stderr'),
    timestamps: call.flag('timestamps'),
    since: Number(call.text('since') ?? 0) * 1000,
    until: Number(call.text('until') ?? 0) * 1000 || Infinity,
    tail: /^\d+$/.test(tail) ? Number(tail) : Infinity,
  };
  if (!wish.stdout && !wish.stderr)
    throw new EngineRefusal(400, 'Bad parameters: you must choose at least one stream');
  return wish;
}

async function* statsBytes(
  engine: SimulatedEngine,
  container: Container,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let before: number | null = null;
  while (!signal.aborted && engine.containers.has(container.id)) {
    const now = engine.clock.now();
    yield jsonLine(containerStats(container, now, before));
    before = now;
    await pause(engine.clock, 1000, signal);
  }
}

/** What containers write and use, as it happens. */
export function containerStreamResolvers(engine: SimulatedEngine): Resolvers {
  return {
    ContainerLogs: (call) => {
      const container = engine.container(call.required('container'));
      const wish = logWish(call);
      const body = streamOf(
        (signal) => logBytes(engine, container, wish, call.flag('follow'), signal),
        call.request.signal,
      );
      const kind = container.service.tty ? 'raw-stream' : 'multiplexed-stream';
      return new Response(body, { headers: { 'Content-Type': `application/vnd.docker.${kind}` } });
    },
    ContainerStats: (call) => {
      const container = engine.container(call.required('container'));
      const now = engine.clock.now();
      // `stream` is true unless it is said otherwise
      if (call.text('stream') !== undefined && !call.flag('stream'))
        return Response.json(containerStats(container, now, call.flag('one-shot') ? null : now - 1000));
      const body = streamOf((signal) => statsBytes(engine, container, signal), call.request.signal);
      return new Response(body, { headers: { 'Content-Type': 'application/json' } });
    },
  };
}
