import type { Console } from './engine';
import type { EngineLink } from './engine-link';

/** Docker's own keys begin with Ctrl-P, the shell's last command, which then shows only with the next key. A page is left, not detached from. */
const detachKeys = 'ctrl-^,ctrl-]';

/** What runs in a console, and its size in characters. */
export interface ExecOptions {
  readonly command: readonly string[];
  readonly user?: string;
  readonly columns: number;
  readonly rows: number;
}

/** Runs a command in a container with a terminal. */
export async function execConsole(link: EngineLink, id: string, options: ExecOptions): Promise<Console> {
  const { command, user, columns, rows } = options;
  return link.run(async (client) => {
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

/** The terminal of a container's own first process. */
export async function attachConsole(link: EngineLink, id: string): Promise<Console> {
  return link.run(async (client) => {
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
