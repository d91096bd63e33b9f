import type { ImageRow } from '../../model/image-row';
import { usersOf, type Uses } from './uses';

/** What is to go. */
export interface PruneChoice {
  /** All that no container uses; else only those without a name. */
  readonly unused: boolean;
  /** Only what was built before so many milliseconds; 0: of any age. */
  readonly olderThan: number;
}

/**
 * The images that a prune takes, by the engine's own rules (github.com/moby/moby/blob/v28.0.0/daemon/images/image_prune.go): never one that
 * a container uses, running or not. The engine looks again when it does it.
 */
export function pruned(
  rows: readonly ImageRow[],
  uses: Uses,
  { unused, olderThan }: PruneChoice,
  now: number,
): readonly ImageRow[] {
  return rows.filter(
    (row) =>
      !row.gone &&
      usersOf(uses, row).length === 0 &&
      (unused || row.tags.length === 0) &&
      (olderThan === 0 || row.created <= now - olderThan),
  );
}

/** The choice as the filters of the engine's `ImagePrune`. */
export function pruneFilters(
  { unused, olderThan }: PruneChoice,
  now: number,
): Record<string, readonly string[]> {
  return {
    dangling: [unused ? 'false' : 'true'],
    ...(olderThan === 0 ? {} : { until: [String(Math.floor((now - olderThan) / 1000))] }),
  };
}
