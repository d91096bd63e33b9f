import * as v from 'valibot';
import type { TransportName } from '../model/connection';

const names = ['rpcd', 'keeper', 'controller', 'direct'] as const;

const schema = v.object({
  preference: v.optional(v.picklist(['auto', ...names]), 'auto'),
  /** The router that it was found with: an address may lead to another one tomorrow. */
  router: v.optional(v.string(), ''),
  /** Ways that could not be used, and why. */
  unavailable: v.optional(v.record(v.string(), v.string()), () => ({})),
});

/** What is remembered of the choice between visits. */
export interface ChoiceMemory {
  readonly preference: TransportName | 'auto';
  readonly router: string;
  readonly unavailable: Readonly<Record<string, string>>;
}

/** The remembered choice; nothing remembered where there is none, or none that can be read. */
export function recall(storage: Pick<Storage, 'getItem'> | undefined, key: string): ChoiceMemory {
  try {
    const text = storage?.getItem(key);
    return v.parse(schema, JSON.parse(text ?? '{}'));
  } catch {
    return { preference: 'auto', router: '', unavailable: {} };
  }
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
