import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { icon } from '../icons/icon';
import type { IconName } from '../icons/shapes';
import { addPopupStyles } from '../styles/popup-styles';
import { LightElement } from './light-element';
import { placeBeside } from './popover-place';

/** An entry of a menu. */
export interface MenuAction {
  readonly label: string;
  readonly icon?: IconName;
  /** Destroys something: red, and last. */
  readonly danger?: boolean;
  /** A choice that is on or off; the menu stays open. */
  readonly checked?: boolean;
  readonly run: () => void;
}

/** An entry, or a line between groups of them. */
export type MenuItem = MenuAction | 'line';

/**
 * The one menu of the application: `show(anchor, label, items)` opens it beside a button. Arrows, Home, End, Enter, Escape; the
 * focus goes back to the button. The browser's popover puts it above everything and closes it on a click elsewhere.
 */
@customElement('dm-menu')
export class Menu extends LightElement {
  @state() private items: readonly MenuItem[] = [];
  @state() private label = '';
  @query('.dm-menu') private readonly popup!: HTMLElement | null;
  #anchor: HTMLElement | undefined;
  #source: (() => readonly MenuItem[]) | undefined;

  override connectedCallback(): void {
    addPopupStyles();
    super.connectedCallback();
  }

  /** Opens the menu. `items` is called again after a choice that keeps it open. */
  async show(anchor: HTMLElement, label: string, items: () => readonly MenuItem[]): Promise<void> {
    this.#anchor = anchor;
    this.#source = items;
    this.label = label;
    this.items = items();
    await this.updateComplete;
    if (!this.popup) return;
    this.popup.showPopover();
    anchor.setAttribute('aria-expanded', 'true');
    placeBeside(this.popup, anchor);
    this.#entries()[0]?.focus();
  }

  #entries(): HTMLElement[] {
    return [...(this.popup?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
  }

  #toggled(event: ToggleEvent): void {
    if (event.newState === 'open') return;
    this.#anchor?.setAttribute('aria-expanded', 'false');
    if (this.contains(document.activeElement)) this.#anchor?.focus();
    this.items = [];
  }

  #choose(item: MenuAction): void {
    if (item.checked === undefined) {
      this.popup?.hidePopover();
      item.run();
      return;
    }
    item.run();
    this.items = this.#source?.() ?? [];
  }

  #key(event: KeyboardEvent): void {
    const entries = this.#entries();
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + entries.length, Home: 0, End: entries.length - 1 }[
      event.key
    ];
    if (event.key === 'Tab') this.popup?.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    entries[to % entries.length]?.focus();
  }

  protected override render(): TemplateResult {
    return html`<div
      class="dm-menu"
      popover="auto"
      role="menu"
      tabindex="-1"
      aria-label=${this.label}
      @toggle=${(event: ToggleEvent) => this.#toggled(event)}
      @keydown=${(event: KeyboardEvent) => this.#key(event)}
    >
      ${this.items.map((item) =>
        item === 'line'
          ? html`<hr />`
          : html`<button
              type="button"
              role=${item.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
              aria-checked=${item.checked ?? nothing}
              tabindex="-1"
              class="dm-bare ${item.danger ? 'dm-danger' : ''}"
              @click=${() => this.#choose(item)}
            >
              ${
                item.checked === undefined
                  ? item.icon && icon(item.icon)
                  : html`<span class="dm-check">${item.checked ? icon('check') : nothing}</span>`
              }
              <span>${item.label}</span>
            </button>`,
      )}
    </div>`;
  }
}
