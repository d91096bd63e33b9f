import { decoded } from '../../lib/engine/decode/decoder';
import { LineDecoder } from '../../lib/engine/decode/lines';
import { TransportError } from '../../lib/engine/errors';
import type { Live } from '../live/live';
import type { EngineLink } from './engine-link';
import { KeeperTable } from './keeper-figures';
import type { Reading } from './statistics';

/** Figures of one container at one moment; `null` where it has none (it does not run). */
export interface Figures {
  readonly id: string;
  readonly figures: Reading | null;
}

/** Rounds of figures of these containers, until the signal aborts. */
export type FigureSource = (
  ids: readonly string[],
  signal: AbortSignal,
) => AsyncGenerator<readonly Figures[]>;

/** Seconds between two samples. */
const interval = 2;

/**
 * Figures reduced on the router: what has changed, every two seconds. The keeper takes 128 containers at most, and asks the engine in
 * the API version of the link.
 */
export function keeperFigures(live: Live, link: Pick<EngineLink, 'run'>): FigureSource {
  return async function* (ids, signal) {
    const asked = ids.slice(0, 128);
    const apiVersion = await link.run(async (client) => client.apiVersion);
    const { status, body } = await live.open({
      source: {
        transport: 'keeper',
        method: 'view',
        operation: 'Statistics',
        parameters: { containers: asked, interval: String(interval) },
        apiVersion,
      },
      // what comes are changes: who joined later would miss what came before
      shared: false,
      signal,
    });
    if (status >= 400) throw new TransportError('refused', `The keeper gives no statistics (${status}).`);
    const table = new KeeperTable(asked.length);
    for await (const batch of decoded(body, new LineDecoder())) {
      let known: ReturnType<KeeperTable['take']> = [];
      for (const line of batch) known = table.take(line);
      yield asked.flatMap((id, index): Figures[] => {
        const row = known[index];
        // nothing is told of it yet: what is known from before stays
        if (row === undefined) return [];
        if (row === null || row.memory === null) return [{ id, figures: null }];
        return [
          {
            id,
            figures: {
              cpu: row.cpu === null ? null : row.cpu / 1000,
              memory: row.memory,
              memoryLimit: row.memoryLimit ?? 0,
              received: row.received ?? 0,
              sent: row.sent ?? 0,
              read: row.read ?? 0,
              written: row.written ?? 0,
              pids: row.pids ?? 0,
            },
          },
        ];
      });
    }
  };
}
