import { TransportError } from '../../lib/engine/errors';
import { KeeperCalls } from '../transport/keeper-calls';
import { KeeperConsole } from '../transport/keeper-console';
import { asInteger, asObject, asText } from '../transport/read-json';
import { Ubus } from '../transport/ubus';
import type { ConsoleParts } from './consoles';
import type { Console, KeptConsole, TerminalSize } from './engine';
import type { ExecOptions } from './open-console';

/** Seconds that the making of a console may take: an engine on a weak router needs one or two. */
const opening = 25;

/** Consoles that the router's keeper holds (docs/long-work.md). */
export interface KeeperConsoles {
  exec(id: string, options: ExecOptions): Promise<Console>;
  attach(id: string, size: TerminalSize): Promise<Console>;
  list(): Promise<readonly KeptConsole[]>;
  join(kept: KeptConsole): Promise<Console>;
}

/** Makes them. Rejections are an `EngineError` or a `TransportError`. */
export function keeperConsoles({ access, live, link }: ConsoleParts): KeeperConsoles {
  if (access.kind !== 'router') throw new TransportError('unreachable', 'There is no router here.');
  const { session, engine } = access;
  let apiVersion = '';
  const calls = new KeeperCalls({
    ubus: new Ubus({ url: access.ubus, session }),
    engine,
    apiVersion: () => apiVersion,
  });
  const made = (id: string, tty: boolean, again: boolean): Console => {
    const failed = (error: unknown) => {
      // the login is asked for by whoever follows the connection
      if (error instanceof TransportError && error.failure === 'session') link.note(error);
    };
    const duplex = new KeeperConsole({ calls, live, id, again, failed });
    return {
      id,
      tty,
      duplex,
      resize: (columns, rows) => duplex.resize(columns, rows),
      end: () => duplex.end(),
    };
  };
  const open = (parameters: Readonly<Record<string, string>>) =>
    link.run(async (client) => {
      ({ apiVersion } = client);
      const reply = await calls.call('admin', 'ConsoleOpen', parameters, { wait: opening });
      const id = asText(reply['console']);
      if (id === undefined) throw unreadable();
      return made(id, reply['tty'] === true, false);
    });
  return {
    exec: (container, { command, user, columns, rows }) =>
      open({
        container,
        command: JSON.stringify(command ?? []),
        user: user ?? '',
        columns: String(columns),
        rows: String(rows),
      }),
    attach: (container, { columns, rows }) =>
      open({ container, attach: 'true', columns: String(columns), rows: String(rows) }),
    list: async () => {
      const { consoles } = await calls.call('admin', 'ConsoleList', {});
      if (!Array.isArray(consoles)) throw unreadable();
      return consoles.map(keptConsole);
    },
    join: (kept) => Promise.resolve(made(kept.id, kept.tty, true)),
  };
}

const unreadable = () => new TransportError('broken', 'The keeper sent an answer that cannot be read.');

function keptConsole(value: unknown): KeptConsole {
  const one = asObject(value);
  const id = asText(one?.['console']);
  const container = asText(one?.['container']);
  if (!one || id === undefined || container === undefined) throw unreadable();
  const command: readonly unknown[] = Array.isArray(one['command']) ? one['command'] : [];
  return {
    id,
    container,
    command: command.map((word) => asText(word) ?? ''),
    user: asText(one['user']) ?? '',
    tty: one['tty'] === true,
    attach: one['attach'] === true,
    started: asInteger(one['started']) ?? 0,
  };
}
