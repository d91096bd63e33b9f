import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { allows, type App } from '../../../app/context';
import { LightElement } from '../../../elements/light-element';
import { _ } from '../../../host/translate';
import { icon } from '../../../icons/icon';
import type { ContainerRow } from '../../../model/container-row';
import type { Console, ConsoleSupport } from '../../../model/engine';
import { Subscription } from '../../../model/subscription';
import { extraKeys } from './extra-keys';
import { anyShell, consoleProblem, splitCommand } from './shells';
import type { TerminalView } from './terminal-view';

type Mode = 'exec' | 'attach';

/** A shell in the container, or the terminal of its first process. */
@customElement('dm-console-tab')
export class ConsoleTab extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) row!: ContainerRow;
  @property({ type: Boolean }) tty = false;
  @state() private phase: 'idle' | 'opening' | 'open' | 'ended' = 'idle';
  @state() private mode: Mode = 'exec';
  @state() private problem = '';
  @state() private command = '';
  @state() private user = '';
  @query('.dm-terminal > div') private readonly box!: HTMLElement | null;
  readonly #support = new Subscription(this, () => this.app.engine.consoles);
  readonly #role = new Subscription(this, () => this.app.engine.role);
  #terminal: TerminalView | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  #close(): void {
    this.#terminal?.dispose();
    this.#terminal = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('row') as ContainerRow | undefined;
    if (before && before.id !== this.row.id) this.#close();
  }

  async #open(mode: Mode): Promise<void> {
    this.mode = mode;
    this.phase = 'opening';
    this.problem = '';
    this.#close();
    try {
      const { openTerminal } = await import('./terminal-view');
      await this.updateComplete;
      if (!this.box || !this.isConnected) return;
      this.#terminal = openTerminal(this.box);
      this.#terminal.focus();
      const console = await this.#console(mode, this.#terminal);
      if (!this.isConnected) {
        console.duplex.close();
        return;
      }
      this.phase = 'open';
      await this.#terminal.join(console);
    } catch (error) {
      this.problem = consoleProblem(error);
    }
    this.phase = 'ended';
  }

  #console(mode: Mode, { columns, rows }: TerminalView): Promise<Console> {
    const { engine } = this.app;
    if (mode === 'attach') return engine.attach(this.row.id);
    const typed = splitCommand(this.command);
    const command = typed.length > 0 ? typed : anyShell;
    const user = this.user.trim();
    return engine.exec(this.row.id, { command, columns, rows, ...(user === '' ? {} : { user }) });
  }

  #unavailable(support: ConsoleSupport | undefined): TemplateResult | undefined {
    const empty = (title: string, text: string) =>
      html`<div class="dm-empty">
        ${icon('terminal')}
        <h3>${title}</h3>
        <p class="dm-dim">${text}</p>
      </div>`;
    if (!allows(this.#role.value, 'admin'))
      return empty(
        _('Not for this session'),
        _('A console needs the access group luci-app-dockerman-admin.'),
      );
    if (!support || (!support.exec && !support.attach))
      return empty(
        _('No console over this connection yet'),
        support?.reason ??
          _(
            'The browser has to reach the Engine API itself for it (direct), or through the gateway. Then it is here.',
          ),
      );
    if (this.row.state !== 'running')
      return empty(_('%s does not run', this.row.name), _('A console needs a running container.'));
    return undefined;
  }

  #form(support: ConsoleSupport): TemplateResult {
    const busy = this.phase === 'opening' || this.phase === 'open';
    return html`<form
      class="dm-bar"
      @submit=${(event: Event) => {
        event.preventDefault();
        void this.#open('exec');
      }}
    >
      ${
        support.exec
          ? html`<label class="dm-inline"
                ><span>${_('Command')}</span>
                <input
                  type="text"
                  class="dm-mono"
                  placeholder="bash, ash, sh"
                  autocomplete="off"
                  autocapitalize="off"
                  spellcheck="false"
                  .value=${this.command}
                  ?disabled=${busy}
                  @input=${(event: Event) => (this.command = (event.target as HTMLInputElement).value)}
              /></label>
              <label class="dm-inline"
                ><span>${_('User')}</span>
                <input
                  type="text"
                  class="dm-user"
                  placeholder=${_('default')}
                  autocomplete="off"
                  autocapitalize="off"
                  spellcheck="false"
                  .value=${this.user}
                  ?disabled=${busy}
                  @input=${(event: Event) => (this.user = (event.target as HTMLInputElement).value)}
              /></label>
              <button type="submit" class="btn cbi-button cbi-button-action" ?disabled=${busy}>
                ${icon('terminal')}<span>${this.phase === 'ended' ? _('Open again') : _('Open')}</span>
              </button>`
          : nothing
      }
      ${
        support.attach
          ? html`<button
              type="button"
              class="btn cbi-button"
              title=${_('The terminal of the first process of the container')}
              ?disabled=${busy}
              @click=${() => void this.#open('attach')}
            >
              ${icon('plug')}<span>${_('Attach')}</span>
            </button>`
          : nothing
      }
      ${
        this.phase === 'open'
          ? html`<button type="button" class="btn cbi-button" @click=${() => this.#terminal?.hangUp()}>
              ${icon('close')}<span>${_('Disconnect')}</span>
            </button>`
          : nothing
      }
    </form>`;
  }

  #status(support: ConsoleSupport): TemplateResult | typeof nothing {
    if (this.problem !== '')
      return html`<div class="dm-alert dm-alert-error dm-banner" role="alert">
        <div>${this.problem}</div>
      </div>`;
    if (this.phase === 'ended')
      return html`<p class="dm-dim" role="status">${_('The console has ended.')}</p>`;
    if (this.phase === 'open' && this.mode === 'attach' && !this.tty)
      return html`<p class="dm-dim">
        ${_('The container has no terminal: what it writes shows, and keys go to its input as they are.')}
      </p>`;
    return support.reason === undefined ? nothing : html`<p class="dm-dim">${support.reason}</p>`;
  }

  protected override render(): TemplateResult {
    const support = this.#support.value;
    const unavailable = this.phase === 'open' ? undefined : this.#unavailable(support);
    if (unavailable || !support) return unavailable ?? html``;
    return html`${this.#form(support)} ${this.#status(support)}
      <div class="dm-terminal dm-${this.phase}"><div></div></div>
      ${this.phase === 'open' ? extraKeys((text) => this.#terminal?.send(text)) : nothing}`;
  }
}
