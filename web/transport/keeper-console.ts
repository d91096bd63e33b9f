import { TransportError } from '../../lib/engine/errors';
import type { Duplex, EngineResponse } from '../../lib/engine/request';
import type { Live } from '../live/live';
import { Backoff, delay } from './backoff';
import { withoutQuestions } from './console-replay';
import type { KeeperCalls } from './keeper-calls';
import { asInteger } from './read-json';
import { toBase64 } from './slices/to-base64';
import { TypedInput, type InputAnswer } from './typed-input';

/** Seconds that a call may take. */
const wait = 10;

/** For so long (milliseconds) it is tried to have the output again; the keeper is back after 2 s when it was killed. */
const rejoined = 30_000;

/** Clears the terminal and all its modes (RIS), and what has scrolled out of it: what follows has a gap before it. */
const reset = new TextEncoder().encode('\u001bc\u001b[3J');

/** Why the output ends for who has let go of the console. */
const left = new DOMException('The console has been let go of.', 'AbortError');

export interface KeeperConsoleOptions {
  readonly calls: Pick<KeeperCalls, 'call'>;
  readonly live: Pick<Live, 'open' | 'idle'>;
  /** Its id on the router. */
  readonly id: string;
  /** It was opened before: what it has written is shown first, and how much was typed is asked. */
  readonly again?: boolean;
  /** Told of what has ended its output. */
  readonly failed?: (error: unknown) => void;
}

/**
 * A console that the router's keeper holds (docs/long-work.md). Output comes through the connection that all tabs share, and goes on after
 * a break where it was; closing lets go of the console, which goes on.
 */
export class KeeperConsole implements Duplex {
  readonly readable: ReadableStream<Uint8Array>;
  readonly #abort = new AbortController();
  readonly #input: Promise<TypedInput>;
  #typed: TypedInput | undefined;
  #size: { readonly columns: string; readonly rows: string } | undefined;
  #sizing = false;

  constructor(private readonly options: KeeperConsoleOptions) {
    const output = this.#output();
    this.readable = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          try {
            const { done, value } = await output.next();
            if (!done) return controller.enqueue(value);
            controller.close();
          } catch (error) {
            if (error === left) controller.close();
            else {
              options.failed?.(error);
              controller.error(error);
            }
          }
          this.#typed?.close();
        },
        cancel: () => this.close(),
      },
      { highWaterMark: 0 },
    );
    this.#input = this.#begin();
    // whoever types is told
    this.#input.catch(() => undefined);
  }

  write(data: Uint8Array): void {
    if (this.#typed) this.#typed.write(data);
    else this.#input.then((input) => input.write(data)).catch((error: unknown) => this.#abort.abort(error));
  }

  close(): void {
    this.#typed?.close();
    this.#abort.abort(left);
  }

  /** Tells the size of the terminal in characters; failures are not reported. */
  resize(columns: number, rows: number): void {
    this.#size = { columns: String(columns), rows: String(rows) };
    if (!this.#sizing) void this.#sendSize();
  }

  /** Ends it, with what runs in it. Rejects with a `TransportError`. */
  async end(): Promise<void> {
    await this.#call('ConsoleClose', {});
  }

  #call(
    name: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, unknown>>> {
    return this.options.calls.call('admin', name, { console: this.options.id, ...parameters }, { wait });
  }

  async #sendSize(): Promise<void> {
    this.#sizing = true;
    while (this.#size && !this.#abort.signal.aborted) {
      const size = this.#size;
      this.#size = undefined;
      await this.#call('ConsoleResize', size).catch(() => undefined);
    }
    this.#sizing = false;
  }

  async #type(at: number, bytes: Uint8Array): Promise<InputAnswer> {
    const reply = await this.#call('ConsoleInput', { at: String(at), base64: toBase64(bytes) });
    const taken = asInteger(reply['at']);
    if (taken === undefined)
      throw new TransportError('broken', 'The keeper sent an answer that cannot be read.');
    return { at: taken, full: reply['full'] === true };
  }

  async #begin(): Promise<TypedInput> {
    const { at } = this.options.again ? await this.#type(0, new Uint8Array()) : { at: 0 };
    this.#typed = new TypedInput(
      (from, bytes) => this.#type(from, bytes),
      (error) => this.#abort.abort(error),
      at,
    );
    return this.#typed;
  }

  /** The output, opened again after breaks. Throws what ends the console early. */
  async *#output(): AsyncGenerator<Uint8Array, void> {
    const tries = new Backoff(500, 4000);
    let position: number | undefined;
    let lost = 0;
    for (;;) {
      try {
        const response = await this.#open(position);
        lost = 0;
        const { begin, end } = positions(response);
        const old: Uint8Array[] = [];
        const gap = position !== undefined && begin !== position;
        if (gap) yield reset;
        position = begin;
        for await (const bytes of chunks(response.body)) {
          tries.reset();
          const replay = Math.max(0, Math.min(bytes.length, end - position));
          position += bytes.length;
          // what was written before anybody looked comes as a whole: a question in it may be cut
          if (replay > 0) old.push(bytes.subarray(0, replay));
          if (old.length > 0 && position >= end) yield withoutQuestions(joined(old.splice(0)));
          if (replay < bytes.length) yield bytes.subarray(replay);
        }
        return;
      } catch (error) {
        lost ||= Date.now();
        await this.#mayGoOn(error, lost);
        await delay(tries.next(), this.#abort.signal);
      }
    }
  }

  async #open(position: number | undefined): Promise<EngineResponse> {
    const parameters = {
      console: this.options.id,
      ...(position === undefined ? {} : { position: String(position) }),
    };
    const { signal } = this.#abort;
    const source = {
      transport: 'keeper',
      method: 'admin',
      operation: 'Console',
      parameters,
      apiVersion: '',
    } as const;
    try {
      return await this.options.live.open({ source, shared: false, signal });
    } catch (error) {
      if (position !== undefined && error instanceof TransportError && error.failure === 'refused')
        throw gone();
      throw error;
    }
  }

  /** Resolves when the output may be asked for again after an error; throws where that makes no sense. */
  async #mayGoOn(error: unknown, since: number): Promise<void> {
    const { signal } = this.#abort;
    if (signal.aborted) throw signal.reason;
    if (!(error instanceof TransportError)) throw error;
    const { idle } = this.options.live;
    const passing = ['broken', 'unreachable', 'timeout'].includes(error.failure);
    if (!passing || (Date.now() - since > rejoined && !idle.value)) throw error;
    if (idle.value) await active(idle, signal);
  }
}

const gone = () => new TransportError('refused', 'The console is gone: the router part was restarted.');

/** Resolves with the user's next input. */
function active(idle: Live['idle'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = idle.subscribe(() => {
      if (idle.value) return;
      stop();
      resolve();
    });
    signal.addEventListener('abort', () => {
      stop();
      reject(signal.reason);
    });
  });
}

/** The positions that the keeper tells with the stream: of its first byte, and behind what was written before. */
function positions(response: EngineResponse): { begin: number; end: number } {
  const found = /; begin=(\d{1,15}); end=(\d{1,15})$/.exec(response.headers.get('content-type') ?? '');
  if (!found) throw new TransportError('refused', 'The keeper does not tell where the console begins.');
  return { begin: Number(found[1]), end: Number(found[2]) };
}

async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
