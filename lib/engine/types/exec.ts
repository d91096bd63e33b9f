import * as v from 'valibot';
import { flag, list, loose, number, part, text } from './lenient';

/** The answer to the making of an exec. */
export const execCreated = loose({ Id: v.string() });

/** A process started in a container. `ExitCode` is null while it runs. */
export const execInspect = loose({
  ID: v.string(),
  ContainerID: text,
  Running: flag,
  ExitCode: v.nullish(v.number()),
  Pid: number,
  ProcessConfig: part(loose({ tty: flag, entrypoint: text, arguments: list(text), user: text })),
});
/** A process started in a container. */
export type ExecInspect = v.InferOutput<typeof execInspect>;

/** What an exec is made from. */
export interface ExecOptions {
  readonly Cmd: readonly string[];
  readonly AttachStdin?: boolean;
  readonly AttachStdout?: boolean;
  readonly AttachStderr?: boolean;
  readonly Tty?: boolean;
  /** What to type to leave it; Docker's own is Ctrl-P Ctrl-Q, and holds every Ctrl-P back. */
  readonly DetachKeys?: string;
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly Env?: readonly string[];
}
