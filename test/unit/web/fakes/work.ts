import { vi } from 'vitest';
import type { EngineRequest, EngineResponse } from '../../../../lib/engine/request';
import { EngineLink } from '../../../../web/model/engine-link';
import { Store } from '../../../../web/model/store';
import type {
  Incoming,
  JobName,
  JobStart,
  SendOptions,
  StartedJob,
  Work,
} from '../../../../web/transport/work';
import { FakeEngine } from './engine';

/** A body that the test writes. */
export class Written {
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  cancelled = false;
  readonly body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      this.#controller = controller;
    },
    cancel: () => {
      this.cancelled = true;
    },
  });
  readonly response: EngineResponse = { status: 200, headers: new Headers(), body: this.body };
  write(content: string | Uint8Array): void {
    this.#controller.enqueue(typeof content === 'string' ? new TextEncoder().encode(content) : content);
  }
  end(): void {
    this.#controller.close();
  }
  break(error: unknown): void {
    this.#controller.error(error);
  }
}

/** Who holds long work, in memory: a test writes the news and the files. */
export class FakeWork implements Work {
  readonly streams: Written[] = [];
  readonly logs: Written[] = [];
  readonly started: JobStart[] = [];
  readonly cancelled: JobName[] = [];
  readonly forgotten: JobName[] = [];
  readonly received: EngineRequest[] = [];
  readonly files: Written[] = [];
  length: number | undefined;
  /** What a start or a receive says instead. */
  refuse: Error | undefined;
  sending: { file: Blob; options: SendOptions; done: () => void; fail: (error: unknown) => void }[] = [];
  fileAddress: ((job: string) => Promise<string>) | undefined = (job) => Promise.resolve(`/ticket/${job}`);

  #stream(into: Written[]): Promise<EngineResponse> {
    if (this.refuse) return Promise.reject(this.refuse);
    const stream = new Written();
    into.push(stream);
    return Promise.resolve(stream.response);
  }

  news(signal: AbortSignal): Promise<EngineResponse> {
    const opened = this.#stream(this.streams);
    const stream = this.streams.at(-1);
    signal.addEventListener('abort', () => stream?.break(signal.reason));
    return opened;
  }

  log(): Promise<EngineResponse> {
    return this.#stream(this.logs);
  }

  start(request: JobStart): Promise<StartedJob> {
    if (this.refuse) return Promise.reject(this.refuse);
    this.started.push(request);
    return Promise.resolve({ job: `j${this.started.length}`, transfer: 't' });
  }

  cancel(job: JobName): Promise<void> {
    this.cancelled.push(job);
    return Promise.resolve();
  }

  forget(job: JobName): Promise<void> {
    this.forgotten.push(job);
    return Promise.resolve();
  }

  send(_started: StartedJob, file: Blob, options: SendOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      this.sending.push({ file, options, done: resolve, fail: reject });
      options.signal.addEventListener('abort', () => reject(options.signal.reason as Error));
    });
  }

  receive(request: EngineRequest): Promise<Incoming> {
    if (this.refuse) return Promise.reject(this.refuse);
    this.received.push(request);
    const file = new Written();
    this.files.push(file);
    request.signal?.addEventListener('abort', () => file.break(request.signal?.reason));
    return Promise.resolve({
      body: file.body,
      ...(this.length === undefined ? {} : { length: this.length }),
    });
  }
}

/** Work in memory with a link to an engine, and the clock in the test's hand. */
export function workUnderTest() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  const idle = new Store(false);
  const link = new EngineLink({ transport: new FakeEngine(), idle, remembered: '1.47' });
  const work = new FakeWork();
  const pass = async (milliseconds = 0) => {
    for (let turn = 0; turn < 8; turn++) {
      await vi.advanceTimersByTimeAsync(turn === 0 ? milliseconds : 0);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { idle, link, work, pass };
}
