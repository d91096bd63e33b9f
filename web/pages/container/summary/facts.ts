import { html, nothing, type TemplateResult } from 'lit';

/** A fact: its name, and what it is; without a value it is left out. */
export type Fact = readonly [name: string, value: TemplateResult | string | undefined];

/** Names and values in two columns. */
export function facts(entries: readonly Fact[]): TemplateResult {
  return html`<dl class="dm-facts">
    ${entries.map(([name, value]) =>
      value === undefined || value === ''
        ? nothing
        : html`<dt>${name}</dt>
            <dd>${value}</dd>`,
    )}
  </dl>`;
}

/** A part of the summary with its heading. */
export function section(heading: string, content: TemplateResult): TemplateResult {
  return html`<section class="dm-section">
    <h3>${heading}</h3>
    ${content}
  </section>`;
}
