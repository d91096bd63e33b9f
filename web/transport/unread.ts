/** What is kept of unread output while it is let go. */
const letGoBytes = 64 * 1024;

/** More than this unread has scrolled out of any terminal before it is drawn: then the newest part of it is kept. */
const mostBytes = 8 * 1024 * 1024;
const newestBytes = 1024 * 1024;

/**
 * Output that has come and has not been read. A WebSocket cannot be slowed down, so a program that floods is ahead of the screen by all that
 * lies here; `letGo` forgets what is not the newest, as a terminal does when a key stops a program (termios(3), NOFLSH).
 */
export class Unread {
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #lettingGo = false;
  #letGoUntil = 0;

  /** `now` tells milliseconds. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  get bytes(): number {
    return this.#bytes;
  }

  add(piece: Uint8Array): void {
    if (this.#bytes === 0 && this.now() >= this.#letGoUntil) this.#lettingGo = false;
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#lettingGo) this.#forget(letGoBytes);
    else if (this.#bytes > mostBytes) this.#forget(newestBytes);
  }

  /** The oldest piece, or nothing. */
  take(): Uint8Array | undefined {
    const piece = this.#pieces.shift();
    this.#bytes -= piece?.length ?? 0;
    return piece;
  }

  /** For so many milliseconds, and then until the reader has caught up, only the newest 64 KiB are kept. */
  letGo(milliseconds: number): void {
    this.#lettingGo = true;
    this.#letGoUntil = this.now() + milliseconds;
    this.#forget(letGoBytes);
  }

  #forget(kept: number): void {
    while (this.#pieces.length > 1 && this.#bytes - (this.#pieces[0]?.length ?? 0) >= kept) this.take();
  }
}
