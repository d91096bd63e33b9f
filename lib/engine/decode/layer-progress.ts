import type { ProgressMessage } from '../types/progress-message';

/** How far one layer of a pull, a push or a load is. */
export interface LayerProgress {
  readonly id: string;
  /** The engine's own words: `Downloading`, `Pull complete`, … */
  readonly status: string;
  /** Bytes of the step that it is in; 0 where the engine does not say. */
  readonly done: number;
  readonly total: number;
  /** How much of its whole way lies behind it, 0 to 1. */
  readonly share: number;
  /** Bytes that have gone over the line, and how many will have. */
  readonly crossed: number;
  readonly size: number;
}

/** Where a layer is with each status, as shares of its way: before its first and behind its last byte. A pull downloads and extracts. */
const ways: ReadonlyMap<string, readonly [from: number, to: number]> = new Map([
  ['Downloading', [0, 0.5]],
  ['Verifying Checksum', [0.5, 0.5]],
  ['Download complete', [0.5, 0.5]],
  ['Extracting', [0.5, 1]],
  ['Pull complete', [1, 1]],
  ['Already exists', [1, 1]],
  ['Pushing', [0, 1]],
  ['Pushed', [1, 1]],
  ['Layer already exists', [1, 1]],
  ['Loading layer', [0, 1]],
]);

/** Statuses whose bytes go over the line. */
const onTheLine = new Set(['Downloading', 'Pushing']);

/** A layer that was met for the first time. */
export const untouched = (id: string): LayerProgress => ({
  id,
  status: '',
  done: 0,
  total: 0,
  share: 0,
  crossed: 0,
  size: 0,
});

/** A layer after a message about it. */
export function advanced(
  layer: LayerProgress,
  status: string,
  detail: ProgressMessage['progressDetail'],
): LayerProgress {
  // containerd's store counts the seconds of an extraction (units "s")
  const counts = detail.units === '';
  const total = counts ? bytes(detail.total) : 0;
  // an engine rounds a push up to whole blocks
  const done = Math.min(counts ? bytes(detail.current) : 0, total || Infinity);
  const way = ways.get(status) ?? (status.startsWith('Mounted from') ? ([1, 1] as const) : undefined);
  const line = onTheLine.has(status)
    ? { crossed: done, size: total }
    : { crossed: way ? layer.size : layer.crossed, size: layer.size };
  // a download that begins again has lost what it had
  const share = way ? way[0] + (way[1] - way[0]) * (total ? done / total : 0) : layer.share;
  return { id: layer.id, status, done, total, share, ...line };
}

const bytes = (value: number) => (value > 0 ? Math.trunc(value) : 0);
