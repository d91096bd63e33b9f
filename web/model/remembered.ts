import { createStore, get, set, type UseStore } from 'idb-keyval';

let store: UseStore | undefined;
// raises an error without IndexedDB (a private window of some browsers)
const opened = (): UseStore => (store ??= createStore('dockerman', 'last-known'));

const ahead = new Map<string, Promise<unknown>>();

/** The key of what is remembered of a router's engine; `engine` as the router's requests name it. */
export const routerKey = (engine: string): string => `router ${engine}`;

/** Begins to read a value before anybody asks for it: opening the database takes longer than loading the application does. */
export function readAhead(key: string): void {
  const value = read(key);
  value.catch(() => undefined);
  ahead.set(key, value);
}

/** The value under a key of the browser's database; undefined where there is none. Rejects where there is no database. */
export async function read(key: string): Promise<unknown> {
  const begun = ahead.get(key);
  ahead.delete(key);
  return begun ?? get<unknown>(key, opened());
}

/** Stores a value. Rejects where the browser does not let us. */
export async function write(key: string, value: unknown): Promise<void> {
  await set(key, value, opened());
}
