import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { _ } from '../host/translate';
import { addPopupStyles } from '../styles/popup-styles';
import { LightElement } from './light-element';

/** What a dialog asks, and what becomes of the answer. */
export interface DialogRequest {
  readonly heading: string;
  /** What stands between heading and buttons; fields with a `name` are part of the answer. */
  readonly body: () => TemplateResult;
  /** The button's word: the thing it does. Without one there is only Close. */
  readonly confirm?: string;
  readonly danger?: boolean;
  /**
   * Does it with what was entered. A sentence that comes back is shown and the dialog stays, with all that was typed;
   * nothing means that it is done.
   */
  readonly submit?: (fields: FormData) => Promise<string | undefined>;
  /** Told of what is typed at each key, and with nothing when the dialog has closed. */
  readonly typed?: (fields?: FormData) => void;
}

/** The one dialog of the application: asks, shows why it did not work, gives the focus back. */
@customElement('dm-dialog')
export class Dialog extends LightElement {
  /** Set when the session has ended: leads to the login. The page behind cannot be reached from here. */
  @property({ attribute: false }) login: (() => void) | undefined;
  @state() private request: DialogRequest | undefined;
  @state() private error = '';
  @state() private busy = false;
  @query('dialog') private readonly box!: HTMLDialogElement | null;

  override connectedCallback(): void {
    addPopupStyles();
    super.connectedCallback();
  }

  /** Opens it. Resolves with whether it was done, when it has closed. */
  async show(request: DialogRequest): Promise<boolean> {
    this.request = request;
    this.error = '';
    this.busy = false;
    await this.updateComplete;
    const { box } = this;
    if (!box) return false;
    const before = document.activeElement;
    box.returnValue = '';
    box.showModal();
    const first = box.querySelector<HTMLInputElement>('input:not([type=checkbox]), select');
    if (first instanceof HTMLInputElement) first.select();
    (first ?? box.querySelector<HTMLElement>('[data-first]'))?.focus();
    await new Promise((resolve) => box.addEventListener('close', resolve, { once: true }));
    request.typed?.();
    this.request = undefined;
    if (before instanceof HTMLElement && before.isConnected) before.focus();
    return box.returnValue === 'done';
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy || !this.request?.submit) return;
    this.busy = true;
    this.error = '';
    const error = await this.request.submit(new FormData(event.target as HTMLFormElement));
    this.busy = false;
    if (error === undefined) this.box?.close('done');
    else this.error = error;
  }

  protected override render(): TemplateResult {
    const { request } = this;
    return html`<dialog aria-labelledby="dm-dialog-heading">
      ${
        request === undefined
          ? nothing
          : html`<h3 id="dm-dialog-heading">${request.heading}</h3>
              <form
                @submit=${(event: SubmitEvent) => this.#submit(event)}
                @input=${(event: Event) => request.typed?.(new FormData(event.currentTarget as HTMLFormElement))}
              >
                ${request.body()}
                ${
                  this.error === '' || this.login
                    ? nothing
                    : html`<div class="dm-alert dm-alert-error" role="alert">${this.error}</div>`
                }
                ${
                  this.login === undefined
                    ? nothing
                    : html`<div class="dm-alert dm-alert-error dm-banner" role="alert">
                        <div>
                          <strong>${_('Your session has ended')}</strong>
                          ${_('Log in again to go on here. What is typed stays.')}
                        </div>
                        <button type="button" class="btn cbi-button cbi-button-action" @click=${this.login}>
                          ${_('Log in')}
                        </button>
                      </div>`
                }
                <div class="dm-buttons">
                  <button type="button" class="btn cbi-button" data-first @click=${() => this.box?.close()}>
                    ${request.confirm === undefined ? _('Close') : _('Cancel')}
                  </button>
                  ${
                    request.confirm === undefined
                      ? nothing
                      : html`<button
                          type="submit"
                          class="btn cbi-button important ${
                            request.danger ? 'cbi-button-negative' : 'cbi-button-action'
                          }"
                          ?disabled=${this.busy}
                        >
                          ${request.confirm}
                        </button>`
                  }
                </div>
              </form>`
      }
    </dialog>`;
  }
}
