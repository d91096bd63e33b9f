import { html, nothing, type TemplateResult } from 'lit';

/** One of several choices; `chosen` is the one that holds now. */
export function choice(
  name: string,
  value: string,
  chosen: string,
  label: string,
  hint = '',
): TemplateResult {
  return html`<label class="dm-choice"
    ><input type="radio" name=${name} value=${value} .checked=${chosen === value} />
    <span>${label} ${hint === '' ? nothing : html`<small class="dm-dim">${hint}</small>`}</span></label
  >`;
}

/** A box to tick. */
export function box(name: string, value: string, label: string): TemplateResult {
  return html`<label class="dm-choice"
    ><input type="checkbox" name=${name} value="1" .checked=${value !== ''} /> <span>${label}</span></label
  >`;
}

/** A file of this device. */
export function fileField(label: string, hint: string): TemplateResult {
  return html`<label class="dm-field"
    ><span>${label}</span>
    <input type="file" name="file" />
    <small class="dm-dim">${hint}</small>
  </label>`;
}

/** Several lines of text. */
export function areaField(options: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly hint?: string;
  readonly rows: number;
}): TemplateResult {
  const { name, label, value, placeholder = '', hint = '', rows } = options;
  return html`<label class="dm-field"
    ><span>${label}</span>
    <textarea
      name=${name}
      rows=${rows}
      .value=${value}
      placeholder=${placeholder}
      autocapitalize="off"
      spellcheck="false"
    ></textarea>
    <small class="dm-dim">${hint}</small>
  </label>`;
}
