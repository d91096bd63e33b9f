import type { TableRow } from './row-table';

/** A row of the list of images. */
export interface ImageRow extends TableRow {
  /** `sha256:…` */
  readonly id: string;
  /** Its names with their tags, sorted; none for a dangling image. */
  readonly tags: readonly string[];
  /** Its names with their digests (`nginx@sha256:…`). */
  readonly digests: readonly string[];
  /** Milliseconds since 1970, by whoever built it; 0 where it does not tell. */
  readonly created: number;
  /** Bytes of all its layers, also of those that it shares with others. */
  readonly size: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly pending?: 'remove';
}

/** What an image is called where there is room for one name: its first tag, else where it came from, else the beginning of its id. */
export function imageName(row: Pick<ImageRow, 'id' | 'tags' | 'digests'>): string {
  return row.tags[0] ?? row.digests[0]?.replace(/@.*/, '') ?? shortId(row.id);
}

/** The beginning of an id that people compare. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}
