import * as v from 'valibot';

/** A value that the browser remembers for this application. */
export interface Preference<T> {
  read(): T;
  write(value: T): void;
}

/**
 * A preference under `name`. What is stored was written by an older version or by hand: what does not fit the schema
 * counts as not stored. A browser that refuses storage (a private window) forgets.
 */
export function preference<T>(name: string, schema: v.GenericSchema<unknown, T>, fallback: T): Preference<T> {
  const key = `dockerman.${name}`;
  return {
    read() {
      try {
        const stored = localStorage.getItem(key);
        if (stored === null) return fallback;
        const parsed = v.safeParse(schema, JSON.parse(stored));
        return parsed.success ? parsed.output : fallback;
      } catch {
        return fallback;
      }
    },
    write(value) {
      try {
        localStorage.setItem(key, JSON.stringify(value));
      } catch {
        // no storage here
      }
    },
  };
}
