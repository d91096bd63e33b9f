import { EngineError } from '../../lib/engine/errors';
import { cpuTimes, figures, type CpuTimes } from '../../lib/engine/statistics';
import { delay } from '../transport/backoff';
import type { EngineLink } from './engine-link';
import type { Figures, FigureSource } from './figure-sources';

/** How many containers are asked at a time: a browser has six connections per host. */
const atOnce = 3;

/**
 * Figures straight from the engine. One sample each in rounds: a stream per container would take up the browser's connections.
 * `seconds` between rounds; more where each question is a process on the router.
 */
export function engineFigures(link: EngineLink, seconds: () => number): FigureSource {
  // outlives a change of what is shown, so that the CPU of a container that stays on screen goes on
  const before = new Map<string, CpuTimes | undefined>();
  return async function* (ids, signal) {
    for (const id of before.keys()) if (!ids.includes(id)) before.delete(id);
    for (let first = true; !signal.aborted; first = false) {
      const started = Date.now();
      const queue = [...ids];
      const round: Figures[] = [];
      const work = async () => {
        for (let id = queue.shift(); id !== undefined; id = queue.shift())
          round.push(await oneSample(link, id, before, signal));
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      yield round;
      // CPU takes two samples: the second comes soon
      const pause = first ? Math.min(1, seconds()) : seconds();
      await delay(Math.max(200, pause * 1000 - (Date.now() - started)), signal);
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
      return { id, figures: { cpu: cpu === null ? null : cpu / 1000, ...rest } };
    }
  } catch (error) {
    // it has gone or stopped between two rounds
    if (!(error instanceof EngineError)) throw error;
  }
  return { id, figures: null };
}
