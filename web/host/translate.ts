type Translator = (text: string) => string;

let translator: Translator = (text) => text;

/** Sets where translations come from; the host does it once, before anything renders. */
export function useTranslator(next: Translator): void {
  translator = next;
}

/**
 * The user's language for a text, with each `%s` replaced by the next value, in order. The text is a literal in the
 * source (the scanner of `npm run i18n` collects `_('…')`); values are never translated and never read as patterns.
 */
export function _(text: string, ...values: readonly (string | number)[]): string {
  let next = 0;
  return translator(text).replace(/%s/g, (mark) => {
    const value = values[next++];
    return value === undefined ? mark : String(value);
  });
}
