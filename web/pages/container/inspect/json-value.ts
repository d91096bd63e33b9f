/** What JSON can hold. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Whether a value has parts of its own. */
export function isBranch(
  value: JsonValue,
): value is readonly JsonValue[] | { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null;
}

/** The path of a part: slashes in names are escaped as in a JSON pointer. */
export function pathOf(parent: string, key: string): string {
  return `${parent}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** A leaf as it is written in JSON. */
export function leafText(value: JsonValue): string {
  return JSON.stringify(value);
}

/**
 * The paths of all parts whose name or value holds the (lower-case) query, and of everything above them. `hits` and
 * parents are not told apart: both have to show.
 */
export function foundPaths(
  value: JsonValue,
  query: string,
  path = '',
  found = new Set<string>(),
): Set<string> {
  if (!isBranch(value)) return found;
  for (const [key, child] of Object.entries(value)) {
    const own = pathOf(path, key);
    const before = found.size;
    foundPaths(child, query, own, found);
    const hit =
      key.toLowerCase().includes(query) ||
      (!isBranch(child) && leafText(child).toLowerCase().includes(query));
    if (hit || found.size > before) found.add(own);
  }
  return found;
}
