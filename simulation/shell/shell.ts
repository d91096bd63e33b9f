import type { Duplex } from '../../lib/engine/request';
import type { Container } from '../model/container';
import type { Exec } from '../model/exec';
import { frame } from '../stream';
import { runLine, type CommandResult, type ShellState } from './commands';
import { filesOf } from './files';
import { Output } from './output';
import { LineEditor } from './terminal';

const encoder = new TextEncoder();

/** Whether a command is a shell that reads commands: `sh`, `/bin/bash`, `sh -i`. */
function isInteractive(command: readonly string[]): boolean {
  return /(^|\/)(sh|ash|bash|zsh)$/.test(command[0] ?? '') && !command.includes('-c');
}

/** The line that a command without a shell amounts to; what `sh -c` has behind it as it is. */
function commandLine(command: readonly string[]): string {
  const at = command.indexOf('-c');
  if (at > 0 && /(^|\/)(sh|ash|bash|zsh)$/.test(command[0] ?? '')) return command[at + 1] ?? '';
  return command.map((word) => `'${word.replaceAll("'", '')}'`).join(' ');
}

/**
 * Runs an exec in a container: a tiny shell that knows a few commands, or one command. The bytes are those of a terminal, or
 * multiplexed without one. `ended` is called once, with the exit code.
 */
export function runExec(
  container: Container,
  exec: Exec,
  now: () => number,
  over: AbortSignal,
  ended: (code: number) => void,
): Duplex {
  const state: ShellState = {
    container,
    exec,
    files: new Map(filesOf(container)),
    now,
    folder: exec.folder || '/',
  };
  const output = new Output(() => finish(129));
  const editor = new LineEditor();
  const decoder = new TextDecoder();
  let pending = '';
  let finished = false;
  let last = 0;

  function write(stream: 1 | 2, text: string): void {
    if (text === '') return;
    const bytes = encoder.encode(exec.tty ? text.replace(/\r?\n/g, '\r\n') : text);
    output.write(exec.tty ? bytes : frame(stream, bytes));
  }
  function finish(code: number): void {
    if (finished) return;
    finished = true;
    over.removeEventListener('abort', killed);
    output.end();
    ended(code);
  }
  function killed(): void {
    finish(137);
  }
  function prompt(): void {
    const home = state.folder === '/root' ? '~' : state.folder;
    if (exec.tty) write(1, `${home} ${exec.user === '' || exec.user === 'root' ? '#' : '$'} `);
  }
  function run(line: string): CommandResult {
    const result = runLine(state, line);
    write(1, result.output);
    write(2, result.errors ?? '');
    last = result.code;
    return result;
  }
  function lineTyped(line: string): void {
    if (finished) return;
    const { exit, exec: next } = run(line);
    if (exit) finish(last);
    else if (next && !isInteractive(next)) {
      run(commandLine(next));
      finish(last);
    } else prompt();
  }

  over.addEventListener('abort', killed, { once: true });
  if (isInteractive(exec.command)) prompt();
  else {
    const { exec: next } = run(commandLine(exec.command));
    if (next && isInteractive(next)) prompt();
    else {
      if (next) run(commandLine(next));
      // whoever opens it gets the stream first and its end afterwards
      queueMicrotask(() => finish(last));
    }
  }

  return {
    readable: output.readable,
    write(data) {
      if (finished) return;
      if (!exec.tty) {
        const lines = (pending + decoder.decode(data, { stream: true })).split('\n');
        pending = lines.pop() ?? '';
        lines.forEach(lineTyped);
        return;
      }
      const { echo, events } = editor.type(data);
      if (echo) output.write(encoder.encode(echo));
      for (const event of events) {
        if (event === 'end') finish(last);
        else if (event === 'interrupt') prompt();
        else lineTyped(event.line);
      }
    },
    close() {
      if (!exec.tty && pending !== '') lineTyped(pending);
      finish(last);
    },
  };
}
