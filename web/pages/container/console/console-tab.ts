import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { allows, type App } from '../../../app/context';
import { addSheet } from '../../../elements/add-sheet';
import { LightElement } from '../../../elements/light-element';
import { _ } from '../../../host/translate';
import { icon } from '../../../icons/icon';
import type { ContainerRow } from '../../../model/container-row';
import type { ConsoleSupport } from '../../../model/engine';
import { Subscription } from '../../../model/subscription';
import styles from '../../../styles/console.css?inline';
import { consoleForm } from './console-form';
import './console-screen';
import type { ConsoleReport, ConsoleScreen } from './console-screen';
import {
  connectSlot,
  isAttached,
  rememberConsole,
  rememberedConsole,
  slotName,
  type ConsoleSlot,
  type ConsoleStart,
} from './console-slots';
import { extraKeys } from './extra-keys';
import { noConsole } from './no-console';
import { consoleProblem, splitCommand } from './shells';

/** Shells in the container, and the terminal of its first process, each in a small tab. */
@customElement('dm-console-tab')
export class ConsoleTab extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) row!: ContainerRow;
  @property({ type: Boolean }) tty = false;
  @state() private slots: readonly ConsoleSlot[] = [];
  @state() private shown: number | undefined;
  @state() private command = '';
  @state() private user = '';
  @state() private problem = '';
  readonly #support = new Subscription(this, () => this.app.engine.consoles);
  readonly #role = new Subscription(this, () => this.app.engine.role);
  #next = 1;
  /** The container whose consoles on the router were asked for. */
  #listed = '';

  override connectedCallback(): void {
    super.connectedCallback();
    addSheet('console', styles);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('row') as ContainerRow | undefined;
    if (!before || before.id === this.row.id) return;
    this.slots = [];
    this.shown = undefined;
  }

  protected override updated(): void {
    if (this.#listed === this.row.id || !this.#support.value?.kept || !allows(this.#role.value, 'admin'))
      return;
    this.#listed = this.row.id;
    void this.#find(this.row.id);
  }

  /** Finds what goes on on the router: what this tab showed last is shown again. */
  async #find(container: string): Promise<void> {
    try {
      const all = await this.app.engine.keptConsoles();
      if (container !== this.row.id) return;
      const here = new Set(this.slots.map((slot) => slot.console?.id));
      const kept = all.filter((one) => one.container === container && !here.has(one.id));
      const found = kept.map((one): ConsoleSlot => this.#slot({ kind: 'join', kept: one }, 'idle'));
      this.slots = [...found, ...this.slots];
      const last = rememberedConsole(container);
      const again = found.find(({ start }) => start.kind === 'join' && start.kept.id === last);
      if (again && this.shown === undefined) this.#show(again.key);
    } catch (error) {
      this.problem = consoleProblem(error);
    }
  }

  #slot(start: ConsoleStart, phase: ConsoleSlot['phase']): ConsoleSlot {
    return { key: this.#next++, start, phase, problem: '' };
  }

  get #current(): ConsoleSlot | undefined {
    return this.slots.find(({ key }) => key === this.shown);
  }

  #change(key: number, change: Partial<ConsoleSlot>): void {
    this.slots = this.slots.map((slot) => (slot.key === key ? { ...slot, ...change } : slot));
  }

  #open(start: ConsoleStart): void {
    const slot = this.#slot(start, 'opening');
    // one that has ended makes room
    this.slots = [...this.slots.filter(({ key, phase }) => key !== this.shown || phase !== 'ended'), slot];
    this.problem = '';
    this.shown = slot.key;
  }

  /** Shows a console; one that is on the router alone is joined. */
  #show(key: number): void {
    const slot = this.slots.find((one) => one.key === key);
    if (!slot) return;
    this.shown = key;
    const kept = slot.start.kind === 'join' ? slot.start.kept.id : slot.console?.id;
    rememberConsole(this.row.id, kept);
    if (slot.phase === 'idle') this.#change(key, { phase: 'opening' });
    else void this.updateComplete.then(() => this.#screen(key)?.focus());
  }

  /** Joins a console again that this page has let go of, or that another window has taken over. */
  async #joinAgain(slot: ConsoleSlot): Promise<void> {
    const kept = (await this.app.engine.keptConsoles().catch(() => [])).find(
      ({ id }) => id === slot.console?.id,
    );
    if (!kept) return this.#change(slot.key, { phase: 'ended' });
    const again = this.#slot({ kind: 'join', kept }, 'idle');
    this.slots = this.slots.map((one) => (one === slot || one.key === slot.key ? again : one));
    this.#show(again.key);
  }

  /** Takes a console from the page; one that runs is ended. */
  async #close(slot: ConsoleSlot): Promise<void> {
    try {
      if (slot.console) await slot.console.end();
      else if (slot.start.kind === 'join') await (await this.app.engine.joinConsole(slot.start.kept)).end();
    } catch (error) {
      if (slot.phase !== 'ended') this.problem = consoleProblem(error);
    }
    this.slots = this.slots.filter(({ key }) => key !== slot.key);
    if (this.shown !== slot.key) return;
    const next = this.slots.findLast(({ phase }) => phase !== 'idle');
    this.shown = undefined;
    if (next) this.#show(next.key);
    else rememberConsole(this.row.id, undefined);
  }

  #screen(key: number): ConsoleScreen | null {
    return this.querySelector<ConsoleScreen>(`dm-console-screen[data-key="${key}"]`);
  }

  #reported(key: number, report: ConsoleReport): void {
    this.#change(key, report);
    const id = report.console?.id;
    if (report.phase === 'open' && this.shown === key) rememberConsole(this.row.id, id);
  }

  #tabs(): TemplateResult | typeof nothing {
    if (this.slots.length === 0) return nothing;
    return html`<ul class="dm-consoles" aria-label=${_('Consoles')}>
      ${repeat(
        this.slots,
        ({ key }) => key,
        (slot) => {
          const name = `${slot.key} ${slotName(slot)}`;
          return html`<li class="dm-console-${slot.phase}">
            <button
              type="button"
              class="dm-bare"
              aria-pressed=${slot.key === this.shown ? 'true' : 'false'}
              @click=${() => this.#show(slot.key)}
            >
              ${name}
            </button>
            <button
              type="button"
              class="dm-bare"
              aria-label=${_('End console %s', name)}
              @click=${() => void this.#close(slot)}
            >
              ${icon('close')}
            </button>
          </li>`;
        },
      )}
    </ul>`;
  }

  #status(slot: ConsoleSlot | undefined, support: ConsoleSupport): TemplateResult | typeof nothing {
    const problem = slot?.problem || this.problem;
    const sentence = (): TemplateResult | string | typeof nothing => {
      if (slot?.phase === 'left')
        return html`${problem === '' ? _('The console goes on on the router.') : nothing}
          <button type="button" class="btn cbi-button" @click=${() => void this.#joinAgain(slot)}>
            ${_('Show it here')}
          </button>`;
      if (slot?.phase === 'ended' && problem === '') return _('The console has ended.');
      if (slot?.phase === 'open' && isAttached(slot) && !this.tty)
        return _(
          'The container has no terminal: what it writes shows, and keys go to its input as they are.',
        );
      return support.reason ?? nothing;
    };
    const said = sentence();
    return html`${
      problem === ''
        ? nothing
        : html`<div class="dm-alert dm-alert-error dm-banner" role="alert"><div>${problem}</div></div>`
    }${said === nothing ? nothing : html`<p class="dm-dim" role="status">${said}</p>`}`;
  }

  #screens(): TemplateResult {
    const { engine } = this.app;
    const container = this.row.id;
    return html`${repeat(
      this.slots.filter(({ phase }) => phase !== 'idle'),
      ({ key }) => key,
      ({ key, start }) =>
        html`<dm-console-screen
          data-key=${key}
          ?hidden=${key !== this.shown}
          .connect=${(size: Parameters<typeof connectSlot>[3]) => connectSlot(engine, container, start, size)}
          .goesOn=${async ({ id }: { id?: string }) =>
            id !== undefined && (await engine.keptConsoles().catch(() => [])).some((one) => one.id === id)}
          .report=${(report: ConsoleReport) => this.#reported(key, report)}
        ></dm-console-screen>`,
    )}`;
  }

  protected override render(): TemplateResult {
    const support = this.#support.value;
    const slot = this.#current;
    const busy = this.slots.some(({ phase }) => phase === 'open');
    // their code is on its way
    if (support?.reason === '') return html``;
    const none = busy ? undefined : noConsole(this.#role.value, support, this.row);
    if (none || !support) return none ?? html``;
    const form = consoleForm(support, {
      command: this.command,
      user: this.user,
      again: slot?.phase === 'ended',
      open: slot?.phase === 'open',
      typed: (field, value) => (this[field] = value),
      exec: () => this.#open({ kind: 'exec', command: splitCommand(this.command), user: this.user.trim() }),
      attach: () => this.#open({ kind: 'attach' }),
      disconnect: () => this.#screen(this.shown ?? 0)?.leave(),
    });
    return html`${form} ${this.#tabs()} ${this.#status(slot, support)} ${this.#screens()}
    ${slot?.phase === 'open' ? extraKeys((text) => this.#screen(slot.key)?.send(text)) : nothing}`;
  }
}
