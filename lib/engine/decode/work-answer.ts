/** What an answer that comes once, as JSON, says of the work behind it. */
export interface WorkAnswer {
  /** The bytes that a prune freed, or the id of what was made. */
  readonly result?: string | number;
  /** A line for each thing that was removed. */
  readonly log: string;
}

/** What is gone, in the answers of prunes (https://docs.docker.com/reference/api/engine/). */
const lists = ['ContainersDeleted', 'ImagesDeleted', 'VolumesDeleted', 'NetworksDeleted', 'CachesDeleted'];

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function line(entry: unknown): string {
  if (typeof entry === 'string') return `Deleted: ${entry}\n`;
  const { Untagged, Deleted } = asRecord(entry);
  if (typeof Untagged === 'string') return `Untagged: ${Untagged}\n`;
  return typeof Deleted === 'string' ? `Deleted: ${Deleted}\n` : '';
}

/** Reduces the body of such an answer. What is no JSON says nothing. */
export function workAnswer(body: string): WorkAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return { log: '' };
  }
  const { SpaceReclaimed, Id, ID, ...rest } = asRecord(answer);
  const entries = Array.isArray(answer)
    ? (answer as unknown[])
    : lists.flatMap((name) => (Array.isArray(rest[name]) ? (rest[name] as unknown[]) : []));
  const result = SpaceReclaimed ?? Id ?? ID;
  const log = entries.map(line).join('');
  return typeof result === 'string' || typeof result === 'number' ? { result, log } : { log };
}
