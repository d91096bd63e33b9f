import type { Failure } from './collection';

/** An action on a container, in the words of the engine's paths. */
export type ActionName = 'start' | 'stop' | 'restart' | 'kill' | 'pause' | 'unpause' | 'rename' | 'remove';

/** What became of an action on one container. */
export interface ActionResult {
  readonly id: string;
  /** The container's name when it was asked for. */
  readonly name: string;
  readonly action: ActionName;
  /** `unchanged`: it was in that state already. */
  readonly outcome: 'done' | 'unchanged' | 'failed';
  /** A sentence that names the thing, translated: "web stopped", "web: No such container". */
  readonly message: string;
  readonly failure?: Failure;
}

/** What goes with a container that is removed. */
export interface RemoveOptions {
  /** Ends it first when it runs. */
  readonly force?: boolean;
  /** Its anonymous volumes go too. */
  readonly volumes?: boolean;
}

/**
 * What can be done with containers. Each call takes ids, marks their rows as pending at once, runs a few at a time, and
 * resolves with one result per id, in order; it never rejects. A result is `done` only after the engine said so.
 */
export interface ContainerActions {
  start(ids: readonly string[]): Promise<readonly ActionResult[]>;
  /** `timeout`: seconds of grace before it is killed; absent is the container's own. */
  stop(ids: readonly string[], options?: { readonly timeout?: number }): Promise<readonly ActionResult[]>;
  restart(ids: readonly string[], options?: { readonly timeout?: number }): Promise<readonly ActionResult[]>;
  kill(ids: readonly string[], options?: { readonly signal?: string }): Promise<readonly ActionResult[]>;
  pause(ids: readonly string[]): Promise<readonly ActionResult[]>;
  unpause(ids: readonly string[]): Promise<readonly ActionResult[]>;
  remove(ids: readonly string[], options?: RemoveOptions): Promise<readonly ActionResult[]>;
  rename(id: string, name: string): Promise<ActionResult>;
}
