import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../ucode/dockerman/keeper/limits.uc', import.meta.url));

/** The keeper's limits with some of them changed, as a file to lay over the package's (`files` of `bootUserland`). */
export function withLimits(changes: Readonly<Record<string, number>>): Record<string, string> {
  let text = readFileSync(source, 'utf8');
  for (const [name, value] of Object.entries(changes)) {
    const line = new RegExp(`^export const ${name} = .*;$`, 'm');
    if (!line.test(text)) throw new RangeError(`limits.uc has no ${name}`);
    text = text.replace(line, `export const ${name} = ${value};`);
  }
  return { '/usr/share/ucode/luci/dockerman/keeper/limits.uc': text };
}
