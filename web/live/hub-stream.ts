import { TransportError } from '../../lib/engine/errors';
import type { EngineResponse } from '../../lib/engine/request';
import type { StreamMemory } from './job-memory';
import type { FromHub } from './messages';

/** Bytes on their way to one tab before the source has to wait for it. */
export const windowBytes = 1024 * 1024;

/** A tab that reads a stream. */
export interface Reader {
  readonly id: string;
  readonly post: (message: FromHub) => void;
  /** Bytes sent and not yet read. */
  unread: number;
}

/** One open stream of the hub and the tabs that read it. */
export class HubStream {
  readonly #readers = new Set<Reader>();
  readonly #abort = new AbortController();
  #head: { status: number; headers: [string, string][] } | undefined;
  #room: (() => void) | undefined;
  #over = false;

  constructor(
    open: (signal: AbortSignal) => Promise<EngineResponse>,
    private readonly shared: boolean,
    private readonly ended: () => void,
    private readonly memory?: StreamMemory,
  ) {
    void this.#pump(open);
  }

  add(reader: Reader): void {
    this.#readers.add(reader);
    if (!this.#head) return;
    reader.post({ type: 'head', id: reader.id, ...this.#head });
    const said = this.memory?.said();
    if (!said) return;
    reader.unread += said.length;
    reader.post({ type: 'data', id: reader.id, bytes: said });
  }

  /** The reader has gone; with the last one the stream ends. */
  remove(reader: Reader): void {
    if (!this.#readers.delete(reader)) return;
    if (this.#readers.size === 0) this.#finish(new TransportError('broken', 'Nobody reads it any more.'));
  }

  /** The reader has read so many bytes. */
  credit(reader: Reader, bytes: number): void {
    reader.unread = Math.max(0, reader.unread - bytes);
    if (reader.unread < windowBytes) this.#room?.();
  }

  /** Ends it for all its readers. */
  fail(error: unknown): void {
    this.#finish(error);
  }

  async #pump(open: (signal: AbortSignal) => Promise<EngineResponse>): Promise<void> {
    try {
      const response = await open(this.#abort.signal);
      this.#head = { status: response.status, headers: [...response.headers] };
      for (const reader of this.#readers) reader.post({ type: 'head', id: reader.id, ...this.#head });
      const source = response.body.getReader();
      this.#abort.signal.addEventListener('abort', () => void source.cancel().catch(() => undefined));
      if (this.#abort.signal.aborted) return void source.cancel().catch(() => undefined);
      for (;;) {
        const { done, value } = await source.read();
        if (done) break;
        const bytes = this.memory ? this.memory.take(value) : value;
        if (bytes.length) this.#spread(bytes);
        await this.#roomForMore();
      }
      this.#finish();
    } catch (error) {
      this.#finish(error);
    }
  }

  #spread(bytes: Uint8Array): void {
    for (const reader of [...this.#readers]) {
      if (this.shared && reader.unread > windowBytes) {
        // one tab that does not read must not hold up the others
        this.#readers.delete(reader);
        reader.post({
          type: 'failed',
          id: reader.id,
          failure: 'broken',
          message: 'This tab was too slow to read.',
        });
        continue;
      }
      reader.unread += bytes.length;
      reader.post({ type: 'data', id: reader.id, bytes: bytes as Uint8Array<ArrayBuffer> });
    }
  }

  async #roomForMore(): Promise<void> {
    if (this.shared) return;
    while (!this.#over && [...this.#readers].some((reader) => reader.unread >= windowBytes))
      await new Promise<void>((resolve) => (this.#room = resolve));
    this.#room = undefined;
  }

  #finish(error?: unknown): void {
    if (this.#over) return;
    this.#over = true;
    for (const reader of this.#readers) {
      if (error === undefined) reader.post({ type: 'end', id: reader.id });
      else {
        const failure = error instanceof TransportError ? error.failure : 'broken';
        const message = error instanceof Error ? error.message : String(error);
        reader.post({ type: 'failed', id: reader.id, failure, message });
      }
    }
    this.#readers.clear();
    this.#abort.abort();
    this.#room?.();
    this.ended();
  }
}
