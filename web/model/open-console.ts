import type { Duplex } from '../../lib/engine/request';
import type { Console, TerminalSize } from './engine';
import type { EngineLink } from './engine-link';

/** Docker's own keys begin with Ctrl-P, the shell's last command, which then shows only with the next key. A page is left, not detached from. */
const detachKeys = 'ctrl-^,ctrl-]';

/** One command that becomes the first shell there is; the plain `sh` must exist for it. */
const anyShell: readonly string[] = [
  '/bin/sh',
  '-c',
  'if [ -x /bin/bash ]; then exec /bin/bash; elif [ -x /bin/ash ]; then exec /bin/ash; else exec /bin/sh; fi',
];

/** What runs in a console. */
export interface ExecOptions extends TerminalSize {
  /** Without one it is the first shell of the image. */
  readonly command?: readonly string[] | undefined;
  readonly user?: string | undefined;
}

/** Runs a command in a container with a terminal. */
export async function execConsole(link: EngineLink, id: string, options: ExecOptions): Promise<Console> {
  const { command = anyShell, user, columns, rows } = options;
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
    return { duplex, tty: true, resize, end: ended(duplex) };
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
    return { duplex, tty: Config.Tty, resize, end: ended(duplex) };
  });
}

/** A console over a connection of its own ends with that. */
const ended = (duplex: Duplex) => () => {
  duplex.close();
  return Promise.resolve();
};
