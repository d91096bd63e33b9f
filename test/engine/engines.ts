import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { engineClient, type EngineClient } from '../../lib/engine/client';
import { negotiate } from '../../lib/engine/negotiate';
import type { Transport } from '../../lib/engine/request';
import { unixTransport } from './unix-transport';

/** An engine under test, with what is made in it by one test file: removed after it. */
export class EngineUnderTest {
  private readonly made: string[] = [];
  private connected: EngineClient | undefined;

  constructor(
    readonly name: string,
    readonly transport: Transport,
  ) {}

  /** The client, once the tests run. */
  get client(): EngineClient {
    if (!this.connected) throw new Error('not before the tests run');
    return this.connected;
  }

  get podman(): boolean {
    return this.name === 'Podman';
  }

  async connect(): Promise<void> {
    this.connected = engineClient(this.transport, (await negotiate(this.transport)).apiVersion);
  }

  /** A name that no other test has. */
  unique(): string {
    return `test-${randomUUID()}`;
  }

  /** Makes a container of busybox that runs a shell script; gives its name. `more` is merged into the body. */
  async create(script: string, more: object = {}): Promise<string> {
    const name = this.unique();
    this.made.push(name);
    const body = {
      Image: 'busybox:latest',
      Cmd: ['sh', '-c', script],
      HostConfig: { NetworkMode: 'none' },
      ...more,
    };
    await this.client.containerCreate({ name }, { body });
    return name;
  }

  /** Makes and starts a container. */
  async run(script: string, more: object = {}): Promise<string> {
    const container = await this.create(script, more);
    await this.client.containerStart({ container });
    return container;
  }

  /** Removes what was made. */
  async clear(): Promise<void> {
    const gone = (container: string) =>
      this.client.containerDelete({ container, force: true, v: true }).catch(() => undefined);
    await Promise.all(this.made.splice(0).map(gone));
  }
}

/** Describes what holds for every engine of this run; those that are missing are skipped, with the reason in the title. */
export function describeEngines(title: string, body: (engine: EngineUnderTest) => void): void {
  for (const { name, socket, missing } of inject('engines')) {
    if (socket === undefined) {
      describe.skip(`${title} (${name}: ${missing})`, () =>
        body(new EngineUnderTest(name, unixTransport(''))));
      continue;
    }
    describe(`${title} (${name})`, () => {
      const engine = new EngineUnderTest(name, unixTransport(socket));
      beforeAll(() => engine.connect());
      afterAll(() => engine.clear());
      body(engine);
    });
  }
}

/** The items of a stream until one fits, then the stream is left. Raises an error when it ends without one. */
export async function takeUntil<T>(stream: AsyncGenerator<T[]>, fits: (item: T) => boolean): Promise<T[]> {
  const items: T[] = [];
  for await (const batch of stream)
    for (const item of batch) {
      items.push(item);
      if (fits(item)) return items;
    }
  throw new Error(`The stream ended with ${JSON.stringify(items.slice(-3))}`);
}

/** All items of a stream. */
export async function all<T>(stream: AsyncGenerator<T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const batch of stream) items.push(...batch);
  return items;
}
