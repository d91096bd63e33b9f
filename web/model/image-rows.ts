import * as v from 'valibot';
import type { ImageSummary } from '../../lib/engine/types/image';
import type { ImageRow } from './image-row';

const words = new Intl.Collator('en', { numeric: true });

/** Names as they are: engines write `<none>:<none>` and `<none>@<none>` where there is none. */
export function realNames(names: readonly string[]): string[] {
  return names.filter((name) => name !== '' && !name.includes('<none>')).sort(words.compare);
}

/** A row of the engine's list as ours. */
export function imageRow(summary: ImageSummary): ImageRow {
  return {
    id: summary.Id,
    tags: realNames(summary.RepoTags),
    digests: realNames(summary.RepoDigests),
    // engines write the year 1 where the image does not tell
    created: Math.max(0, summary.Created * 1000),
    size: Math.max(0, summary.Size),
    labels: summary.Labels,
  };
}

const stored = v.array(
  v.strictObject({
    id: v.string(),
    tags: v.array(v.string()),
    digests: v.array(v.string()),
    created: v.number(),
    size: v.number(),
    labels: v.record(v.string(), v.string()),
  }),
);

/** The rows that a stored value holds; none where it is anything else. An older version of ours may have written it. */
export function storedImages(value: unknown): readonly ImageRow[] {
  const parsed = v.safeParse(stored, value);
  return parsed.success ? parsed.output : [];
}
