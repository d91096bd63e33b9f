import { html, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { LightElement } from '../../../elements/light-element';
import type { Console, TerminalSize } from '../../../model/engine';
import { consoleProblem } from './shells';
import type { TerminalView } from './terminal-view';

/** How it stands with a console on the page; `left` goes on on the router. */
export type ConsolePhase = 'opening' | 'open' | 'left' | 'ended';

/** What a screen tells of its console. */
export interface ConsoleReport {
  readonly phase: ConsolePhase;
  readonly problem: string;
  readonly console?: Console | undefined;
}

/** The terminal of one console, from its opening to its end. It lets go of the console when it leaves the page. */
@customElement('dm-console-screen')
export class ConsoleScreen extends LightElement {
  /** Opens the console for a terminal of that size. */
  @property({ attribute: false }) connect!: (size: TerminalSize) => Promise<Console>;
  /** Whether a console that has let go of us goes on on the router. */
  @property({ attribute: false }) goesOn!: (console: Console) => Promise<boolean>;
  @property({ attribute: false }) report!: (report: ConsoleReport) => void;
  @query('.dm-terminal > div') private readonly box!: HTMLElement | null;
  #terminal: TerminalView | undefined;
  #letGo = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#terminal?.dispose();
    this.#terminal = undefined;
  }

  protected override firstUpdated(): void {
    void this.#open();
  }

  /** Types for the user. */
  send(text: string): void {
    this.#terminal?.send(text);
  }

  override focus(): void {
    this.#terminal?.focus();
  }

  /** Lets go of the console; what is on screen stays. */
  leave(): void {
    this.#letGo = true;
    this.#terminal?.hangUp();
  }

  async #open(): Promise<void> {
    let console: Console | undefined;
    const tell = (phase: ConsolePhase, problem = '') => {
      if (this.isConnected) this.report({ phase, problem, console });
    };
    tell('opening');
    try {
      const { openTerminal } = await import('./terminal-view');
      if (!this.box || !this.isConnected) return;
      const terminal = openTerminal(this.box);
      this.#terminal = terminal;
      terminal.focus();
      console = await this.connect(terminal);
      if (!this.isConnected) return console.duplex.close();
      tell('open');
      await terminal.join(console);
      tell(this.#letGo && console.id !== undefined ? 'left' : 'ended');
    } catch (error) {
      const left = console !== undefined && (await this.goesOn(console));
      tell(left ? 'left' : 'ended', consoleProblem(error));
    }
  }

  protected override render(): TemplateResult {
    return html`<div class="dm-terminal"><div></div></div>`;
  }
}
