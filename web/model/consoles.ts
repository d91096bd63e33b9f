import { _ } from '../host/translate';
import type { Live } from '../live/live';
import type { Choice } from '../transport/choice';
import type { Console, ConsoleSupport, KeptConsole, TerminalSize } from './engine';
import type { EngineAccess } from './engine-access';
import type { EngineLink } from './engine-link';
import type { KeeperConsoles } from './keeper-consoles';
import type { ExecOptions } from './open-console';
import { Store, type Readable } from './store';

/** What consoles are made from. */
export interface ConsoleParts {
  readonly access: EngineAccess;
  readonly live: Live;
  readonly link: EngineLink;
  readonly choice: Choice;
}

/**
 * Consoles over WebSocket where the browser reaches the engine itself (exec only through a gateway), else through the router's keeper,
 * where they go on without the page.
 */
export class Consoles implements Readable<ConsoleSupport> {
  readonly #support: Store<ConsoleSupport>;

  constructor(private readonly parts: ConsoleParts) {
    this.#support = new Store(this.#look());
    parts.choice.state.subscribe(() => {
      const next = this.#look();
      if (JSON.stringify(next) !== JSON.stringify(this.#support.value)) this.#support.set(next);
    });
  }

  get value(): ConsoleSupport {
    return this.#support.value;
  }

  subscribe(listener: () => void): () => void {
    return this.#support.subscribe(listener);
  }

  async exec(id: string, options: ExecOptions): Promise<Console> {
    if (!this.#direct('ExecStart')) return (await this.#kept()).exec(id, options);
    return (await import('./open-console')).execConsole(this.parts.link, id, options);
  }

  async attach(id: string, size: TerminalSize): Promise<Console> {
    if (!this.#direct('ContainerAttachWebsocket')) return (await this.#kept()).attach(id, size);
    return (await import('./open-console')).attachConsole(this.parts.link, id);
  }

  /** Those of this session on the router. */
  async list(): Promise<readonly KeptConsole[]> {
    return this.#keeper() ? (await this.#kept()).list() : [];
  }

  async join(kept: KeptConsole): Promise<Console> {
    return (await this.#kept()).join(kept);
  }

  async #kept(): Promise<KeeperConsoles> {
    return (await import('./keeper-consoles')).keeperConsoles(this.parts);
  }

  #keeper(): boolean {
    const { access, choice } = this.parts;
    const usable = (name: string) =>
      choice.state.value.candidates.some(
        ({ transport, state }) => transport === name && state !== 'unavailable',
      );
    return access.kind === 'router' && usable('keeper');
  }

  #direct(name: 'ExecStart' | 'ContainerAttachWebsocket'): boolean {
    const { choice } = this.parts;
    const { preference } = choice.state.value;
    const asked = preference === 'auto' || preference === 'direct' || !this.#keeper();
    return asked && choice.carries(name);
  }

  #look(): ConsoleSupport {
    const kept = this.#keeper();
    const attach = kept || this.#direct('ContainerAttachWebsocket');
    const exec = kept || this.#direct('ExecStart');
    if (exec) return { attach, exec, kept };
    const reason =
      this.parts.access.kind === 'router'
        ? _("The router's keeper does not answer.")
        : _('The gateway does not answer.');
    return { attach, exec, kept, reason };
  }
}
