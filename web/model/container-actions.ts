import type { EngineClient } from '../../lib/engine/client';
import { doneWords, unchangedWords } from './action-words';
import type { ActionName, ActionResult, ContainerActions, RemoveOptions } from './actions';
import type { ContainerRow } from './container-row';
import type { Containers } from './containers';
import type { EngineLink } from './engine-link';
import { failureOf } from './failure';
import { isDone, isOpen, outcome } from './outcome';

/** Actions under way at a time: a browser has six connections per host, and others want some. */
const atOnce = 3;
/** How long the events of an action that is done may take to tell of it (milliseconds). */
const eventsWithin = 2000;

type Perform = (client: EngineClient, id: string) => Promise<boolean>;

/** Runs actions on containers, a few at a time; each result stands for what the engine said. */
export class ActionRunner implements ContainerActions {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly link: EngineLink,
    private readonly containers: Containers,
  ) {}

  start(ids: readonly string[]) {
    return this.#all('start', ids, (client, container) => client.containerStart({ container }));
  }

  stop(ids: readonly string[], options: { readonly timeout?: number } = {}) {
    const grace = options.timeout === undefined ? {} : { t: options.timeout };
    return this.#all('stop', ids, (client, container) => client.containerStop({ container, ...grace }));
  }

  restart(ids: readonly string[], options: { readonly timeout?: number } = {}) {
    const grace = options.timeout === undefined ? {} : { t: options.timeout };
    return this.#all('restart', ids, (client, container) => client.containerRestart({ container, ...grace }));
  }

  kill(ids: readonly string[], options: { readonly signal?: string } = {}) {
    const { signal } = options;
    const how = signal === undefined ? {} : { signal };
    return this.#all('kill', ids, (client, container) => client.containerKill({ container, ...how }));
  }

  pause(ids: readonly string[]) {
    return this.#all('pause', ids, (client, container) => client.containerPause({ container }));
  }

  unpause(ids: readonly string[]) {
    return this.#all('unpause', ids, (client, container) => client.containerUnpause({ container }));
  }

  remove(ids: readonly string[], { force = false, volumes = false }: RemoveOptions = {}) {
    return this.#all('remove', ids, (client, container) =>
      client.containerDelete({ container, force, v: volumes }),
    );
  }

  async rename(id: string, name: string): Promise<ActionResult> {
    const perform: Perform = (client, container) => client.containerRename({ container, name });
    const result = await this.#one('rename', id, perform, name);
    // whoever asked for it goes on by the new name, and its event may come later than the answer
    if (result.outcome === 'done') await this.containers.ask(id);
    return result;
  }

  #all(action: ActionName, ids: readonly string[], perform: Perform): Promise<readonly ActionResult[]> {
    return Promise.all(ids.map((id) => this.#one(action, id, perform)));
  }

  async #one(action: ActionName, id: string, perform: Perform, newName?: string): Promise<ActionResult> {
    const before = this.containers.get(id);
    const name = before?.name ?? id.slice(0, 12);
    this.containers.pend(id, action);
    await this.#turn();
    try {
      const changed = await this.#perform(action, id, perform);
      const message = changed ? doneWords(action, name, newName) : unchangedWords(action, name);
      return { id, name, action, outcome: changed ? 'done' : 'unchanged', message };
    } catch (error) {
      const failure = failureOf(error);
      return { id, name, action, outcome: 'failed', message: `${name}: ${failure.message}`, failure };
    } finally {
      this.containers.pend(id, undefined);
      this.#turnOver();
    }
  }

  async #perform(action: ActionName, id: string, perform: Perform): Promise<boolean> {
    // whether a restart is done shows only beside what was before
    if (action === 'restart' && !this.containers.get(id)) await this.containers.ask(id);
    const before = this.containers.get(id);
    try {
      const changed = await this.link.run((client) => perform(client, id));
      setTimeout(() => void this.#verify(action, id, before), eventsWithin);
      return changed;
    } catch (error) {
      if (!isOpen(error)) throw error;
      await outcome(this.containers, id, action, before, error);
      return true;
    }
  }

  /** Asks about a container whose row does not show what was done. Where that shows it, events were lost: they are opened anew. */
  async #verify(action: ActionName, id: string, before: ContainerRow | undefined): Promise<void> {
    const shown = () => isDone(action, this.containers.get(id), before);
    if (shown()) return;
    await this.containers.ask(id);
    if (shown()) this.containers.followAnew();
  }

  async #turn(): Promise<void> {
    if (this.#running >= atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
  }

  #turnOver(): void {
    this.#running--;
    this.#waiting.shift()?.();
  }
}
