import { Refusal } from './refusal';

/** A request line's target in two parts, both as they were sent. `query` is empty where there is none. */
export interface Target {
  readonly path: string;
  readonly query: string;
}

const longest = 32 * 1024;

/**
 * Splits a request target. Only the origin form is taken (`/path?query`): absolute targets, `*`, empty and dot segments, control
 * characters and non-ASCII bytes are a {@link Refusal} (400). `new URL` would repair them, and two readers could repair differently.
 */
export function splitTarget(target: string): Target {
  if (target.length > longest) throw new Refusal(414, `the request target is longer than ${longest} bytes`);
  const at = target.indexOf('?');
  const path = at < 0 ? target : target.slice(0, at);
  const query = at < 0 ? '' : target.slice(at + 1);
  if (!/^\/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*$/.test(path))
    throw new Refusal(400, 'the path of the request target is not a plain path that begins with /');
  if (/\/\/|\/\.{1,2}(\/|$)/.test(path))
    throw new Refusal(400, 'the path of the request target has an empty segment, "." or ".."');
  if (!/^[\x21-\x7e]*$/.test(query) || query.includes('#'))
    throw new Refusal(400, 'the query of the request target has characters that must be percent-encoded');
  return { path, query };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Refusal(400, 'the query of the request target is not valid percent-encoded UTF-8');
  }
}

/**
 * The pairs of a query in their order, decoded as the engine decodes them (`+` is a space). Separators other than `&`, pairs
 * without `=` and empty pairs are a {@link Refusal} (400): readers differ on them.
 */
export function queryPairs(query: string): readonly (readonly [name: string, value: string])[] {
  if (query === '') return [];
  if (query.includes(';'))
    throw new Refusal(400, 'a ";" in the query of the request target must be written as %3B');
  return query.split('&').map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw new Refusal(400, 'each part of the query must read name=value');
    return [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))] as const;
  });
}
