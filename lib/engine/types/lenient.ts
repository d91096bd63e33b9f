import * as v from 'valibot';

// Engines leave optional parts out or send `null` for them, and not the same ones in each version (Go's nil slices and maps
// are `null`). These schemas give one value for all of that, so that nobody downstream has to ask twice.

/** A string; absent or null becomes the empty string. */
export const text = v.nullish(v.string(), '');

/** A number; absent or null becomes 0. */
export const number = v.nullish(v.number(), 0);

/** A boolean; absent or null becomes false. */
export const flag = v.nullish(v.boolean(), false);

/** An array of `item`; absent or null becomes an empty one. */
export function list<T>(item: v.GenericSchema<unknown, T>) {
  return v.nullish(v.array(item), () => []);
}

/** An object used as a map to `item`; absent or null becomes an empty one. */
export function map<T>(item: v.GenericSchema<unknown, T>) {
  return v.nullish(v.record(v.string(), item), () => ({}));
}

/**
 * An object with these known keys. Unknown keys are kept in the value, but they are not in its type: a misspelt key
 * must not compile.
 */
export function loose<E extends v.ObjectEntries>(
  entries: E,
): v.GenericSchema<unknown, v.InferOutput<v.ObjectSchema<E, undefined>>> {
  return v.looseObject(entries) as v.GenericSchema<unknown, v.InferOutput<v.LooseObjectSchema<E, undefined>>>;
}

/** An object that may be absent or null: it then has the defaults of all its parts. Only for parts without required keys. */
export function part<T>(object: v.GenericSchema<unknown, T>) {
  return v.nullish(object, () => ({}));
}
