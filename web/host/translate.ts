type Translator = (text: string) => string;
type PluralTranslator = (count: number, one: string, many: string) => string;

/**
 * The context of our texts in LuCI's dictionary, which is one for all packages: without it "Up" would read as on LuCI's buttons that
 * move rows, and theirs as ours (scripts/i18n-extract.mjs has the same).
 */
export const luciContext = 'dockerman';

let translator: Translator = (text) => text;
let plurals: PluralTranslator = (count, one, many) => (count === 1 ? one : many);

/** Sets where translations come from; the host does it once, before anything renders. */
export function useTranslator(next: Translator, nextPlurals: PluralTranslator = plurals): void {
  translator = next;
  plurals = nextPlurals;
}

/**
 * The user's language for a text, with each `%s` replaced by the next value, in order. The text is a literal in the
 * source (the scanner of `npm run i18n` collects `_('…')`); values are never translated and never read as patterns.
 */
export function _(text: string, ...values: readonly (string | number)[]): string {
  return filled(translator(text), values);
}

/** Like {@link _} for a text that depends on a number: `N_(n, '%s container', '%s containers', n)`. */
export function N_(
  count: number,
  one: string,
  many: string,
  ...values: readonly (string | number)[]
): string {
  return filled(plurals(count, one, many), values);
}

function filled(text: string, values: readonly (string | number)[]): string {
  let next = 0;
  return text.replace(/%s/g, (mark) => {
    const value = values[next++];
    return value === undefined ? mark : String(value);
  });
}
