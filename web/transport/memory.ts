import type { TransportName } from '../model/connection';
import { asObject, asText } from './read-json';

const names: readonly string[] = ['rpcd', 'keeper', 'controller', 'direct'] satisfies TransportName[];

const isName = (name: string | undefined): name is TransportName =>
  name !== undefined && names.includes(name);

/** What is remembered of the choice between visits. */
export interface ChoiceMemory {
  readonly preference: TransportName | 'auto';
  /** Ways that could not be used, and why. */
  readonly unavailable: Readonly<Record<string, string>>;
}

/** The remembered choice; nothing remembered where there is none, or none that can be read. */
export function recall(storage: Pick<Storage, 'getItem'> | undefined, key: string): ChoiceMemory {
  let stored: ReturnType<typeof asObject> = null;
  try {
    stored = asObject(JSON.parse(storage?.getItem(key) ?? '{}'));
  } catch {
    // forbidden, or not ours
  }
  const preference = asText(stored?.['preference']);
  const unavailable = Object.entries(asObject(stored?.['unavailable']) ?? {}).filter(
    (entry): entry is [string, string] => isName(entry[0]) && typeof entry[1] === 'string',
  );
  return {
    preference: isName(preference) ? preference : 'auto',
    unavailable: Object.fromEntries(unavailable),
  };
}

/** Remembers the choice, where the browser lets us. */
export function remember(
  storage: Pick<Storage, 'setItem'> | undefined,
  key: string,
  memory: ChoiceMemory,
): void {
  try {
    storage?.setItem(key, JSON.stringify(memory));
  } catch {
    // a full or forbidden storage: chosen anew next time
  }
}
