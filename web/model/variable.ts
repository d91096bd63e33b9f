/** An entry of an environment (`NAME=value`) as name and value. */
export function variable(entry: string): readonly [name: string, value: string] {
  const at = entry.indexOf('=');
  return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)];
}
