/** A byte stream that is written to from elsewhere; `onCancel` is called when its reader goes away. */
export class Output {
  readonly readable: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;

  constructor(onCancel: () => void) {
    this.readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => {
        this.#controller = null;
        onCancel();
      },
    });
  }

  /** Writes bytes; after the end nothing happens. */
  write(bytes: Uint8Array): void {
    if (bytes.length) this.#controller?.enqueue(bytes);
  }

  /** Ends the stream. */
  end(): void {
    this.#controller?.close();
    this.#controller = null;
  }
}
