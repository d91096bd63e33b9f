import { createStore, get, set, type UseStore } from 'idb-keyval';
import * as v from 'valibot';
import type { ContainerRow } from './container-row';
import { without } from './without';

const text = v.string();
const number = v.number();

const row = v.object({
  id: text,
  name: text,
  image: text,
  imageId: text,
  command: text,
  state: v.picklist(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead', 'unknown']),
  health: v.exactOptional(v.picklist(['starting', 'healthy', 'unhealthy'])),
  exitCode: v.exactOptional(number),
  created: number,
  since: v.exactOptional(number),
  stack: v.exactOptional(text),
  service: v.exactOptional(text),
  labels: v.record(text, text),
  ports: v.array(
    v.object({
      containerPort: number,
      protocol: text,
      hostPort: v.exactOptional(number),
      address: v.exactOptional(text),
    }),
  ),
  networks: v.array(v.object({ name: text, ipv4: v.exactOptional(text), ipv6: v.exactOptional(text) })),
});

const rows = v.array(row);

/** The rows of the last visit, kept in the browser. */
export interface LastKnown {
  /** The rows, or none where there are none that can be read. Never rejects. */
  load(): Promise<readonly ContainerRow[]>;
  save(rows: readonly ContainerRow[]): Promise<void>;
}

let database: UseStore | undefined;

/** Rows in IndexedDB; `key` tells engines apart. What is stored is parsed when it is read. */
export function lastKnownRows(key: string): LastKnown {
  // without IndexedDB (a private window of some browsers) nothing is known
  const store = () => (database ??= createStore('dockerman', 'last-known'));
  return {
    async load() {
      try {
        const parsed = v.safeParse(rows, await get(key, store()));
        return parsed.success ? parsed.output : [];
      } catch {
        return [];
      }
    },
    async save(list) {
      try {
        const plain = list.filter(({ gone }) => !gone).map((one) => without(one, 'pending', 'gone'));
        await set(key, plain, store());
      } catch {
        // painted from the engine alone next time
      }
    },
  };
}
