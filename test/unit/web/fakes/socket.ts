/** A WebSocket whose other end is the test. */
export class FakeSocket {
  static readonly OPEN = 1;
  readonly OPEN = 1;
  binaryType = 'blob';
  readyState = 0;
  closed = false;
  readonly sent: string[] = [];
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onclose: ((event: { code: number; reason: string }) => void) | undefined;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {}

  send(data: Uint8Array): void {
    this.sent.push(new TextDecoder().decode(data));
  }

  close(): void {
    if (this.closed) return;
    this.hangUp(1005);
  }

  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  say(text: string): void {
    if (!this.closed) this.onmessage?.({ data: new TextEncoder().encode(text).buffer });
  }

  hangUp(code: number, reason = ''): void {
    this.closed = true;
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
}
