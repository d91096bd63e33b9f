import { decoded } from '../../lib/engine/decode/decoder';
import { RecordDecoder } from '../../lib/engine/decode/records';
import { EngineError, TransportError } from '../../lib/engine/errors';
import { cpuTimes, figures, type CpuTimes } from '../../lib/engine/statistics';
import type { Live } from '../live/live';
import { delay } from '../transport/backoff';
import type { EngineLink } from './engine-link';
import { keeperRows, KeeperTable } from './keeper-figures';

/** Figures of one container at one moment; `null` where it has none (it does not run). */
export interface Figures {
  readonly id: string;
  readonly figures: {
    readonly cpu: number;
    readonly memory: number;
    readonly memoryLimit: number;
    readonly received: number;
    readonly sent: number;
    readonly read: number;
    readonly written: number;
    readonly pids: number;
  } | null;
}

/** Rounds of figures of these containers, until the signal aborts. */
export type FigureSource = (
  ids: readonly string[],
  signal: AbortSignal,
) => AsyncGenerator<readonly Figures[]>;

/** Seconds between two samples. */
const interval = 2;

/** Figures reduced on the router: what has changed, every two seconds. The keeper takes 128 containers at most. */
export function keeperFigures(live: Live): FigureSource {
  return async function* (ids, signal) {
    const asked = ids.slice(0, 128);
    const { status, body } = await live.open({
      transport: 'keeper',
      operation: 'Statistics',
      parameters: { containers: asked, interval: String(interval) },
      shared: true,
      signal,
    });
    if (status >= 400) throw new TransportError('refused', `The keeper gives no statistics (${status}).`);
    const table = new KeeperTable();
    for await (const batch of decoded(body, new RecordDecoder(keeperRows))) {
      let known: ReturnType<KeeperTable['take']> = [];
      for (const rows of batch) known = table.take(rows);
      yield asked.map((id, index) => {
        const row = known[index];
        if (!row || row.memory === null) return { id, figures: null };
        return {
          id,
          figures: {
            cpu: (row.cpu ?? 0) / 1000,
            memory: row.memory,
            memoryLimit: row.memoryLimit ?? 0,
            received: row.received ?? 0,
            sent: row.sent ?? 0,
            read: row.read ?? 0,
            written: row.written ?? 0,
            pids: row.pids ?? 0,
          },
        };
      });
    }
  };
}

/** How many containers are asked at a time: a browser has six connections per host. */
const atOnce = 3;

/**
 * Figures straight from the engine. One sample each in rounds: a stream per container would take up the browser's connections.
 * `seconds` between rounds; more where each question is a process on the router.
 */
export function engineFigures(link: EngineLink, seconds: () => number): FigureSource {
  return async function* (ids, signal) {
    const before = new Map<string, CpuTimes | undefined>();
    while (!signal.aborted) {
      const started = Date.now();
      const queue = [...ids];
      const round: Figures[] = [];
      const work = async () => {
        for (let id = queue.shift(); id !== undefined; id = queue.shift())
          round.push(await oneSample(link, id, before, signal));
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      yield round;
      await delay(Math.max(200, seconds() * 1000 - (Date.now() - started)), signal);
    }
  };
}

async function oneSample(
  link: EngineLink,
  id: string,
  before: Map<string, CpuTimes | undefined>,
  signal: AbortSignal,
): Promise<Figures> {
  try {
    const batches = await link.run((client) =>
      client.containerStats({ container: id, stream: false, 'one-shot': true }, { signal }),
    );
    for await (const batch of batches) {
      const [stats] = batch;
      if (!stats) continue;
      const found = figures(stats, before.get(id));
      before.set(id, cpuTimes(stats.cpu_stats));
      if (!found) return { id, figures: null };
      const { cpu, memory, memoryLimit, received, sent, blockRead, blockWritten, processes } = found;
      const rest = {
        memory,
        memoryLimit,
        received,
        sent,
        read: blockRead,
        written: blockWritten,
        pids: processes,
      };
      return { id, figures: { cpu: (cpu ?? 0) / 1000, ...rest } };
    }
  } catch (error) {
    // it has gone or stopped between two rounds
    if (!(error instanceof EngineError)) throw error;
  }
  return { id, figures: null };
}
