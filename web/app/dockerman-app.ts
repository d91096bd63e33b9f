import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { addSheet } from '../elements/add-sheet';
import { LightElement } from '../elements/light-element';
import type { Dialog } from '../elements/dialog';
import type { Menu } from '../elements/menu';
import type { Host, Place } from '../host/host';
import { _ } from '../host/translate';
import type { Engine } from '../model/engine';
import { Subscription } from '../model/subscription';
import { Results } from '../pages/actions/results';
import { appStyles } from '../styles/app-styles';
import type { App } from './context';
import './header';
import { typing } from './keyboard';
import { loadLate } from './load-late';
import './note-list';
import { backgroundBehind } from './page-background';
import { Notes } from './notes';
import { page, pageKey } from './routes';
import { ScrollMemory } from './scroll-memory';
import { coveredAbove } from './theme-header';
import './trouble';
import { hasUnsent } from './unsent-key';

/** The whole application: header, the page that the address names, messages. Mount one, with a host and an engine. */
@customElement('dm-app')
export class DockermanApp extends LightElement {
  @property({ attribute: false }) host!: Host;
  @property({ attribute: false }) engine!: Engine;
  readonly #place = new Subscription(this, () => this.host.place);
  readonly #dark = new Subscription(this, () => this.host.dark);
  readonly #session = new Subscription(this, () => this.host.session);
  readonly #scroll = new ScrollMemory();
  #app!: App;
  #shown: string | undefined;

  override connectedCallback(): void {
    this.#app ??= {
      host: this.host,
      engine: this.engine,
      notes: new Notes(),
      results: new Results(),
      memory: new Map(),
      menu: async (...request) => {
        const menu = await this.#part<Menu>('dm-menu', () => import('../elements/menu'));
        await menu?.show(...request);
      },
      dialog: async (request) => {
        const dialog = await this.#part<Dialog>('dm-dialog', () => import('../elements/dialog'));
        return (await dialog?.show(request)) ?? false;
      },
    };
    super.connectedCallback();
    // before our sheet, which makes the browser look at the whole page's styles anew
    this.style.setProperty('--dm-page', backgroundBehind(this));
    addSheet('dockerman', appStyles);
    this.addEventListener('click', this.host.followLink);
    document.addEventListener('keydown', this.#key);
    window.addEventListener('resize', this.#fit);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('click', this.host.followLink);
    document.removeEventListener('keydown', this.#key);
    window.removeEventListener('resize', this.#fit);
  }

  /** What the sheet has to know of the theme and cannot ask it. */
  readonly #fit = (): void => {
    this.style.setProperty('--dm-page', backgroundBehind(this));
    this.style.setProperty('--dm-top', `${coveredAbove(this)}px`);
  };

  /** An element that is in the document from the start and whose code is loaded when it is wanted. */
  async #part<T extends Element>(name: string, load: () => Promise<unknown>): Promise<T | null> {
    await loadLate(this.#app.notes, load);
    return customElements.get(name) ? this.querySelector<T>(name) : null;
  }

  #help = async (): Promise<void> => {
    const help = await loadLate(this.#app.notes, () => import('./help'));
    if (help) await this.#app.dialog({ heading: _('Keyboard'), body: help.keyboardHelp });
  };

  #askAgain = async (): Promise<void> => {
    const unsent = await loadLate(this.#app.notes, () => import('../pages/actions/unsent'));
    await unsent?.askAgain(this.#app);
  };

  #key = (event: KeyboardEvent): void => {
    const search = this.querySelector<HTMLInputElement>('input[type=search]');
    if (event.key === 'Escape' && document.activeElement === search && search) {
      // the first Escape empties the field, the next one leaves it
      if (search.value === '') search.blur();
      else {
        search.value = '';
        search.dispatchEvent(new Event('input', { bubbles: true }));
      }
      event.preventDefault();
      return;
    }
    if (typing(event) || event.defaultPrevented) return;
    if (event.key === '/' && search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === '?') void this.#help();
  };

  protected override willUpdate(): void {
    const key = pageKey(this.#place.value);
    if (this.#shown !== undefined && key !== this.#shown) this.#scroll.leave(this.#shown);
  }

  protected override updated(): void {
    // the theme changes its colours a moment after it says so
    requestAnimationFrame(this.#fit);
    const key = pageKey(this.#place.value);
    if (key === this.#shown) return;
    const first = this.#shown === undefined;
    this.#shown = key;
    if (first) {
      if (hasUnsent()) void this.#askAgain();
      return;
    }
    void this.#arrive(key);
  }

  /** After a navigation: the page's own title has the focus for screen readers, and the view is where it was. */
  async #arrive(key: string): Promise<void> {
    const shown = this.querySelector<LightElement>('.dm-page > *');
    await shown?.updateComplete;
    this.#scroll.arrive(key, this);
    const target = await this.#arrivalOf(key);
    const within = this.querySelector('.dm-page');
    if (target && !within?.contains(document.activeElement)) target.focus({ preventScroll: true });
  }

  /** What takes the focus on a page: its heading, or the line of the list that had it. Its code may still be on its way. */
  async #arrivalOf(key: string): Promise<HTMLElement | undefined> {
    for (let frame = 0; frame < 120 && key === this.#shown; frame++) {
      const found = this.querySelector<HTMLElement>('.dm-page :is([data-arrive], .dm-line[tabindex="0"])');
      if (found) return found;
      await new Promise(requestAnimationFrame);
    }
    return undefined;
  }

  protected override render(): TemplateResult {
    const place: Place = this.#place.value ?? { segments: [], query: new URLSearchParams() };
    return html`<div class="dockerman ${this.#dark.value ? 'dark' : ''}">
      <dm-header .app=${this.#app} .showHelp=${() => void this.#help()}></dm-header>
      <dm-trouble .app=${this.#app}></dm-trouble>
      <div class="dm-page">${page(this.#app, place)}</div>
      <dm-notes .notes=${this.#app.notes}></dm-notes>
      <dm-menu></dm-menu>
      <dm-dialog .login=${this.#session.value === 'ended' ? () => this.host.login() : undefined}></dm-dialog>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dm-app': DockermanApp;
  }
}
