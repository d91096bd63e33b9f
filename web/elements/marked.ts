import { html, type TemplateResult } from 'lit';

/** Text with each place where the (lower-case) query stands marked; all of it as text. */
export function marked(text: string, query: string): TemplateResult | string {
  if (query === '') return text;
  const parts: (TemplateResult | string)[] = [];
  const lower = text.toLowerCase();
  // a lower-case form of another length (İ) would shift the places
  if (lower.length !== text.length) return text;
  let from = 0;
  for (let at = lower.indexOf(query); at >= 0; at = lower.indexOf(query, from)) {
    parts.push(text.slice(from, at), html`<mark>${text.slice(at, at + query.length)}</mark>`);
    from = at + query.length;
  }
  return from === 0 ? text : html`${parts}${text.slice(from)}`;
}
