import { _ } from '../host/translate';
import type { Notes } from './notes';

/** What is said where a part of the application cannot be loaded. */
export const notLoaded = (): string =>
  _('The connection is gone, or the package has been upgraded since this page was opened.');

/** Loads code that is wanted now. Where it cannot be had a note says so, and there is nothing: the next try asks again. */
export async function loadLate<T>(notes: Notes, load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load();
  } catch {
    notes.error(notLoaded());
    return undefined;
  }
}
