import * as v from 'valibot';

const value = v.nullable(v.number());
const rows = v.array(v.tupleWithRest([v.pipe(v.number(), v.integer(), v.minValue(0))], value));

/** The columns of a row of the keeper's `Statistics`, behind its index (docs/architecture.md). */
export interface KeeperFigures {
  cpu: number | null;
  memory: number | null;
  memoryLimit: number | null;
  received: number | null;
  sent: number | null;
  read: number | null;
  written: number | null;
  pids: number | null;
}

const columns = ['cpu', 'memory', 'memoryLimit', 'received', 'sent', 'read', 'written', 'pids'] as const;

const nothing: KeeperFigures = {
  cpu: null,
  memory: null,
  memoryLimit: null,
  received: null,
  sent: null,
  read: null,
  written: null,
  pids: null,
};

/** Schema of one reply's text. */
export const keeperRows = rows;

/** Puts together what the keeper sends in pieces: only what has changed. */
export class KeeperTable {
  readonly #known: (KeeperFigures | null)[] = [];

  /** Takes a reply's rows; gives all figures as they are then, by index; null where a container has none. */
  take(reply: v.InferOutput<typeof rows>): readonly (KeeperFigures | null)[] {
    for (const [index, ...figures] of reply) {
      // no more than the keeper was asked for: an index is a place in memory
      if (index >= 1024) continue;
      if (!figures.length) {
        this.#known[index] = null;
        continue;
      }
      const next = { ...(this.#known[index] ?? nothing) };
      figures.forEach((figure, at) => {
        const column = columns[at];
        if (column && figure !== null) next[column] = figure;
      });
      this.#known[index] = next;
    }
    return this.#known;
  }
}
