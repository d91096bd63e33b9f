import { _ } from '../host/translate';
import type { Choice } from '../transport/choice';
import type { Console, ConsoleSupport } from './engine';
import type { EngineLink } from './engine-link';
import { Store } from './store';

/** Docker's own keys begin with Ctrl-P, the shell's last command, which then shows only with the next key. A page is left, not detached from. */
const detachKeys = 'ctrl-^,ctrl-]';

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

  async exec(
    id: string,
    options: { command: readonly string[]; user?: string; columns: number; rows: number },
  ): Promise<Console> {
    const { command, user, columns, rows } = options;
    return this.link.run(async (client) => {
      const exec = await client.containerExec(
        { container: id },
        {
          body: {
            Cmd: command,
            AttachStdin: true,
            AttachStdout: true,
            AttachStderr: true,
            Tty: true,
            DetachKeys: detachKeys,
            ...(user ? { User: user } : {}),
          },
        },
      );
      const duplex = await client.execStart({ exec });
      const resize = (w: number, h: number) => void client.execResize({ exec, w, h }).catch(() => undefined);
      resize(columns, rows);
      return { duplex, tty: true, resize };
    });
  }

  async attach(id: string): Promise<Console> {
    return this.link.run(async (client) => {
      const { Config } = await client.containerInspect({ container: id });
      const duplex = await client.containerAttachWebsocket({
        container: id,
        stream: true,
        stdin: true,
        stdout: true,
        stderr: true,
        detachKeys,
      });
      const resize = (w: number, h: number) => {
        if (Config.Tty) void client.containerResize({ container: id, w, h }).catch(() => undefined);
      };
      return { duplex, tty: Config.Tty, resize };
    });
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
