import { humanDuration } from '../answers/duration';
import { currentRun, type Container } from '../model/container';
import type { Exec } from '../model/exec';
import { chosenBranch } from './branch';
import { listFolder, resolvePath, type Files } from './files';

/** The state of a shell between two commands. */
export interface ShellState {
  readonly container: Container;
  readonly exec: Exec;
  readonly files: Map<string, string>;
  readonly now: () => number;
  folder: string;
}

/** What a command has written, and how it ended. `exit` ends the shell, `exec` puts another command in its place. */
export interface CommandResult {
  readonly output: string;
  readonly errors?: string;
  readonly code: number;
  readonly exit?: boolean;
  readonly exec?: readonly string[];
}

type Command = (state: ShellState, args: readonly string[]) => CommandResult;

const good = (output: string): CommandResult => ({ output, code: 0 });
const bad = (errors: string, code = 1): CommandResult => ({ output: '', errors, code });

function environment({ container, exec }: ShellState): string[] {
  return [
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `HOSTNAME=${container.id.slice(0, 12)}`,
    ...(exec.tty ? ['TERM=xterm'] : []),
    ...(container.service.env ?? []),
    ...exec.environment,
    'HOME=/root',
  ];
}

function visible(files: Files, folder: string, all: boolean): string | null {
  const names = listFolder(files, folder);
  if (!names) return null;
  return names
    .filter((name) => all || !name.startsWith('.'))
    .map((name) => `${name.replace(/\/$/, '')}\n`)
    .join('');
}

const commands: Readonly<Record<string, Command>> = {
  '[': (state, args) => (args.at(-1) === ']' && holds(state, args.slice(0, -1)) ? good('') : bad('')),
  cat(state, args) {
    const parts = args.map((arg) => state.files.get(resolvePath(state.folder, arg)) ?? null);
    const missing = args.find((_, at) => parts[at] === null);
    if (missing !== undefined) return bad(`cat: can't open '${missing}': No such file or directory\n`);
    return good(parts.join(''));
  },
  cd(state, args) {
    const folder = resolvePath(state.folder, args[0] ?? '/root');
    if (!listFolder(state.files, folder))
      return bad(`sh: cd: can't cd to ${args[0] ?? ''}: No such file or directory\n`, 2);
    state.folder = folder;
    return good('');
  },
  clear: () => good('\u001b[H\u001b[J'),
  command: (_, args) =>
    args[0] === '-v' && Object.hasOwn(commands, args[1] ?? '') ? good(`${args[1] ?? ''}\n`) : bad('', 127),
  date: (state) => good(`${new Date(state.now()).toUTCString().replace('GMT', 'UTC')}\n`),
  echo: (_, args) => good(`${args.join(' ')}\n`),
  env: (state) => good(environment(state).join('\n') + '\n'),
  exec: (_, args) => (args.length ? { output: '', code: 0, exec: args } : good('')),
  exit: (_, args) => ({ output: '', code: Number(args[0] ?? 0) & 255, exit: true }),
  false: () => bad(''),
  help: () => good(`Built-in commands:\n\t${Object.keys(commands).sort().join(' ')}\n`),
  hostname: (state) => good(`${state.container.id.slice(0, 12)}\n`),
  id: (state) =>
    good(
      isRoot(state) ? 'uid=0(root) gid=0(root) groups=0(root)\n' : 'uid=65534(nobody) gid=65534(nobody)\n',
    ),
  ls(state, args) {
    const all = args.some((arg) => /^-\w*a/.test(arg));
    const asked = args.find((arg) => !arg.startsWith('-')) ?? '.';
    const path = resolvePath(state.folder, asked);
    if (state.files.has(path)) return good(`${asked}\n`);
    const names = visible(state.files, path, all);
    return names === null ? bad(`ls: ${asked}: No such file or directory\n`) : good(names);
  },
  ps: (state) =>
    good(
      ['PID   USER     TIME  COMMAND', ...state.container.service.processes, state.exec.command.join(' ')]
        .map((text, at) => (at === 0 ? text : `${String(at).padStart(5)} root      0:00 ${text}`))
        .join('\n') + '\n',
    ),
  pwd: (state) => good(`${state.folder}\n`),
  // the size that the other side has told, to see that it arrives
  stty: (state, args) =>
    args[0] === 'size' ? good(`${state.exec.size.rows} ${state.exec.size.columns}\n`) : good(''),
  true: () => good(''),
  uname: (state, args) =>
    good(
      args.includes('-a')
        ? `Linux ${state.container.id.slice(0, 12)} 6.6.52 #0 SMP aarch64 Linux\n`
        : 'Linux\n',
    ),
  uptime(state) {
    const run = currentRun(state.container);
    return good(
      ` up ${humanDuration(state.now() - (run?.startedAt ?? state.now()))}, load average: 0.42, 0.31, 0.28\n`,
    );
  },
  whoami: (state) => good(isRoot(state) ? 'root\n' : `${state.exec.user}\n`),
};

/** What `[` looks at: whether a file or folder is there, whether two words are the same. */
function holds(state: ShellState, [first = '', second = '', third = '']: readonly string[]): boolean {
  if (/^-[efrsx]$/.test(first)) return state.files.has(resolvePath(state.folder, second));
  if (first === '-d') return listFolder(state.files, resolvePath(state.folder, second)) !== null;
  return second === '=' && first === third;
}

function isRoot({ exec }: ShellState): boolean {
  return exec.user === '' || exec.user === 'root' || exec.user === '0';
}

/** The words of a command line: quotes hold blanks together, `$NAME` stands for a variable outside single quotes. */
export function words(line: string, variables: ReadonlyMap<string, string>): string[] {
  const found = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"]+)+/g) ?? [];
  return found.map((word) =>
    word.replace(
      /'([^']*)'|\$\{?(\w+)\}?|"/g,
      (_, quoted: string | undefined, name: string | undefined) =>
        quoted ?? (name === undefined ? '' : (variables.get(name) ?? '')),
    ),
  );
}

/** Runs one line: commands with `;`, `&&` and `||` between them and `> file` behind, or an `if`. */
export function runLine(state: ShellState, typed: string): CommandResult {
  const line = chosenBranch(typed, (condition) => runLine(state, condition).code === 0);
  const variables = new Map(environment(state).map((pair) => pair.split(/=(.*)/s, 2) as [string, string]));
  let result: CommandResult = good('');
  let output = '';
  let errors = '';
  let join = ';';
  for (const piece of line.split(/(;|&&|\|\|)/)) {
    if (/^(;|&&|\|\|)$/.test(piece)) {
      join = piece;
      continue;
    }
    if ((join === '&&' && result.code !== 0) || (join === '||' && result.code === 0)) continue;
    const [, command = piece, file] = /^(.*?)>\s*([^\s>]+)\s*$/s.exec(piece) ?? [];
    const [name, ...args] = words(command, variables);
    if (name === undefined) continue;
    const known = Object.hasOwn(commands, name) ? commands[name] : undefined;
    result = known?.(state, args) ?? bad(`sh: ${name}: not found\n`, 127);
    if (file === undefined) output += result.output;
    else state.files.set(resolvePath(state.folder, file), result.output);
    errors += result.errors ?? '';
    if (result.exit || result.exec) break;
  }
  return { ...result, output, errors };
}
