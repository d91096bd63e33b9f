import { TransportError } from '../../lib/engine/errors';

const columns = ['cpu', 'memory', 'memoryLimit', 'received', 'sent', 'read', 'written', 'pids'] as const;

/** The columns of a row of the keeper's `Statistics`, behind its index (docs/architecture.md); null: not told yet. */
export type KeeperFigures = Record<(typeof columns)[number], number | null>;

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

/** Puts together what the keeper sends in pieces: only what has changed. `size` is the number of containers asked for. */
export class KeeperTable {
  readonly #known: (KeeperFigures | null | undefined)[];

  constructor(size: number) {
    this.#known = new Array<KeeperFigures | null | undefined>(size).fill(undefined);
  }

  /**
   * Takes a reply's text; gives all figures as they are then, by index: null where a container has none (any more),
   * undefined where nothing was told of it yet. Raises a
   * {@link TransportError} (`broken`) for a text that is no such reply.
   */
  take(text: string): readonly (KeeperFigures | null | undefined)[] {
    for (const [index, ...figures] of parse(text)) {
      if (!Number.isInteger(index) || index === null || index < 0 || index >= this.#known.length)
        throw unreadable();
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

type Row = readonly [number | null, ...(number | null)[]];

function parse(text: string): readonly Row[] {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch (cause) {
    throw unreadable(cause);
  }
  const isRow = (row: unknown) =>
    Array.isArray(row) && row.length > 0 && row.every((value) => value === null || typeof value === 'number');
  if (!Array.isArray(rows) || !rows.every(isRow)) throw unreadable();
  return rows as Row[];
}

const unreadable = (cause?: unknown) =>
  new TransportError('broken', 'The keeper sent statistics that cannot be read.', { cause });
