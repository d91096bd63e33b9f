import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { allows, type App } from '../../app/context';
import { addSheet } from '../../elements/add-sheet';
import { LightElement } from '../../elements/light-element';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import { Subscription } from '../../model/subscription';
import formStyles from '../../styles/forms.css?inline';
import { imagesView } from './view-state';

/** What a form holds, by the names of its fields. */
export type FormValues = Readonly<Record<string, string>>;

/** A form of the images' pages. What is typed stays while the application is open, until it is sent or called off. */
export abstract class ImageForm extends LightElement {
  @property({ attribute: false }) app!: App;
  @state() private busy = false;
  @state() protected error = '';
  readonly #role = new Subscription(this, () => this.app.engine.role);

  /** The word that the address has for it. */
  protected abstract readonly form: string;
  protected abstract readonly heading: string;
  /** The button's word: what it does. */
  protected abstract readonly confirm: string;
  protected readonly danger: boolean = false;
  /** After it was sent the form is there for the next. */
  protected readonly stays: boolean = false;
  /** What the fields hold at first. */
  protected readonly defaults: FormValues = {};
  protected abstract fields(): TemplateResult;
  /** What stands above the form. */
  protected above(): TemplateResult | typeof nothing {
    return nothing;
  }
  /** Does it; resolves with a sentence where it could not be done, and then everything stays as it is. */
  protected abstract send(): Promise<string | undefined>;
  /** Nothing can be sent now. */
  protected get blocked(): boolean {
    return false;
  }

  /** What the fields hold now. A box that is not ticked is the empty text. */
  protected get values(): FormValues {
    return imagesView(this.app).typed.get(this.form) ?? this.defaults;
  }

  /** The value of one field. */
  protected value(name: string): string {
    return this.values[name] ?? '';
  }

  /** The file that was chosen. */
  protected get file(): File | undefined {
    return this.querySelector<HTMLInputElement>('input[type=file]')?.files?.[0];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addSheet('forms', formStyles);
    this.app.host.setTitle(this.heading);
  }

  #typed(event: Event): void {
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const values: Record<string, string> = {};
    for (const [name, value] of fields) if (typeof value === 'string') values[name] = value;
    imagesView(this.app).typed.set(this.form, values);
    this.error = '';
    this.requestUpdate();
  }

  #leave(): void {
    imagesView(this.app).typed.delete(this.form);
    this.app.host.navigate(['images']);
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy || this.blocked) return;
    this.#typed(event);
    this.busy = true;
    const problem = await this.send().catch((error: unknown) =>
      error instanceof Error ? error.message : String(error),
    );
    this.busy = false;
    if (problem !== undefined) this.error = problem;
    else if (!this.stays) this.#leave();
    else {
      imagesView(this.app).typed.delete(this.form);
      this.requestUpdate();
    }
  }

  #form(): TemplateResult {
    return html`<form
      class="dm-form"
      @submit=${(event: SubmitEvent) => this.#submit(event)}
      @input=${(event: Event) => this.#typed(event)}
    >
      ${this.fields()}
      ${
        this.error === ''
          ? nothing
          : html`<div class="dm-alert dm-alert-error" role="alert">${this.error}</div>`
      }
      <div class="dm-buttons">
        <button type="button" class="btn cbi-button" @click=${() => this.#leave()}>${_('Cancel')}</button>
        <button
          type="submit"
          class="btn cbi-button important ${this.danger ? 'cbi-button-negative' : 'cbi-button-action'}"
          ?disabled=${this.busy || this.blocked}
        >
          ${this.confirm}
        </button>
      </div>
    </form>`;
  }

  protected override render(): TemplateResult {
    const allowed = allows(this.#role.value, 'admin');
    return html`<div class="dm-form-head">
        <a class="dm-bare" href=${this.app.host.href(['images'])} aria-label=${_('All images')}
          >${icon('left')}</a
        >
        <h2 tabindex="-1" data-arrive>${this.heading}</h2>
      </div>
      ${
        allowed
          ? html`${this.above()} ${this.#form()}`
          : html`<div class="dm-empty">
              <p>
                ${this.#role.value === undefined ? _('Loading') : _('This needs the rights of an admin.')}
              </p>
            </div>`
      }`;
  }
}

/** A line of text with its label, an explanation below, and what is wrong with it. */
export function textField(options: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly hint?: TemplateResult | string;
  readonly list?: readonly string[];
  readonly problem?: string | undefined;
  readonly type?: 'text' | 'password';
}): TemplateResult {
  const { name, label, value, placeholder = '', hint = '', list, problem, type = 'text' } = options;
  return html`<label class="dm-field"
    ><span>${label}</span>
    <input
      type=${type}
      name=${name}
      .value=${value}
      placeholder=${placeholder}
      autocomplete=${type === 'password' ? 'new-password' : 'off'}
      autocapitalize="off"
      spellcheck="false"
      list=${list ? `dm-list-${name}` : nothing}
      aria-invalid=${problem === undefined ? nothing : 'true'}
    />
    ${list ? html`<datalist id="dm-list-${name}">${list.map((one) => html`<option value=${one}></option>`)}</datalist>` : nothing}
    <small class=${problem === undefined ? 'dm-dim' : 'dm-bad'}>${problem ?? hint}</small>
  </label>`;
}

/** Platforms that people have; any other can be typed. */
export const platforms = [
  'linux/amd64',
  'linux/arm64',
  'linux/arm/v7',
  'linux/arm/v6',
  'linux/386',
  'linux/riscv64',
  'linux/mips64le',
];
