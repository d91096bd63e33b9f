import type { EngineResponse } from '../../lib/engine/request';

/** A stream of the hub as this tab reads it. Bytes are credited back to the hub when they are read, not when they arrive. */
export class RemoteStream {
  readonly response: Promise<EngineResponse>;
  #settle!: { resolve: (response: EngineResponse) => void; reject: (reason: unknown) => void };
  #queue: Uint8Array[] = [];
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #pull: (() => void) | undefined;
  #end: { error?: unknown } | undefined;

  constructor(
    private readonly credit: (bytes: number) => void,
    private readonly left: () => void,
  ) {
    this.response = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
  }

  head(status: number, headers: readonly (readonly [string, string])[]): void {
    if (this.#controller) return;
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#give(),
        cancel: () => {
          this.#queue = [];
          this.left();
        },
      },
      { highWaterMark: 0 },
    );
    this.#settle.resolve({
      status,
      headers: new Headers(headers.map(([name, value]): [string, string] => [name, value])),
      body,
    });
  }

  data(bytes: Uint8Array): void {
    if (this.#end) return;
    this.#queue.push(bytes);
    this.#pull?.();
  }

  end(): void {
    this.#end ??= {};
    this.#pull?.();
  }

  /** What came before the error is still read. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#settle.reject(error);
    this.#pull?.();
    // a reader that does not read right now learns of it as well
    if (this.#queue.length === 0) this.#finish();
  }

  /** The caller's own wish: nothing more is read, and the hub is told. */
  abort(reason: unknown): void {
    if (this.#end) return;
    this.#queue = [];
    this.left();
    this.fail(reason);
  }

  #give(): void | Promise<void> {
    const bytes = this.#queue.shift();
    if (bytes) {
      this.#controller?.enqueue(bytes);
      this.credit(bytes.length);
      return;
    }
    if (this.#end) return this.#finish();
    return new Promise((resolve) => {
      this.#pull = () => {
        this.#pull = undefined;
        resolve(this.#give());
      };
    });
  }

  #finish(): void {
    const controller = this.#controller;
    this.#controller = undefined;
    if (!controller || !this.#end) return;
    if ('error' in this.#end) controller.error(this.#end.error);
    else controller.close();
  }
}
