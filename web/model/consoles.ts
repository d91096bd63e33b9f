import { _ } from '../host/translate';
import type { Choice } from '../transport/choice';
import type { Console, ConsoleSupport } from './engine';
import type { EngineLink } from './engine-link';
import type { ExecOptions } from './open-console';
import { Store } from './store';

/** Consoles over WebSocket: attach wherever the browser reaches the engine itself, exec through the gateway. */
export class Consoles {
  readonly support: Store<ConsoleSupport>;

  constructor(
    private readonly link: EngineLink,
    private readonly choice: Choice,
    private readonly router: boolean,
  ) {
    this.support = new Store(this.#look());
    choice.state.subscribe(() => {
      const next = this.#look();
      if (JSON.stringify(next) !== JSON.stringify(this.support.value)) this.support.set(next);
    });
  }

  async exec(id: string, options: ExecOptions): Promise<Console> {
    return (await import('./open-console')).execConsole(this.link, id, options);
  }

  async attach(id: string): Promise<Console> {
    return (await import('./open-console')).attachConsole(this.link, id);
  }

  #look(): ConsoleSupport {
    const attach = this.choice.carries('ContainerAttachWebsocket');
    const exec = this.choice.carries('ExecStart');
    if (exec) return { attach, exec };
    const reason = this.router
      ? _(
          'A console over the router comes with the next version. Until then it works where the browser reaches the engine itself.',
        )
      : _('The gateway does not answer.');
    return { attach, exec, reason };
  }
}
