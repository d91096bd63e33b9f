import { fraction, hash, hex } from '../random';

/** An image of the simulated engine. */
export interface Image {
  readonly id: string;
  readonly tags: string[];
  readonly digests: readonly string[];
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly size: number;
}

/** `name:tag` with Docker's default tag. */
export function withTag(reference: string): string {
  const last = reference.slice(reference.lastIndexOf('/') + 1);
  return last.includes(':') || last.includes('@') ? reference : `${reference}:latest`;
}

/** The image of a reference; all of it follows from the name. */
export function imageFor(reference: string, seed: string, now: number): Image {
  const tag = withTag(reference);
  const repository = tag.replace(/[:@][^/]*$/, '');
  return {
    id: `sha256:${hex(64, seed, 'image', tag)}`,
    tags: [tag],
    digests: [`${repository}@sha256:${hex(64, seed, 'digest', tag)}`],
    created: now - Math.round(86400_000 * (3 + 90 * fraction(seed, 'age', tag))),
    size: 5_000_000 + (hash(seed, 'size', tag) % 600_000_000),
  };
}
