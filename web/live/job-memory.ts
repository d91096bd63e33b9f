import { asObject, asText } from '../transport/read-json';

/** What a shared stream has said so far, for a tab that comes to it later. */
export interface StreamMemory {
  /** Takes what came; gives what may be passed on. */
  take(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
  /** What a new reader has to be told first; nothing while nothing was said. */
  said(): Uint8Array<ArrayBuffer> | undefined;
}

/** The stream of jobs, folded: whoever comes later gets one message with all jobs as they are. Passes whole lines on. */
export class JobMemory implements StreamMemory {
  readonly #jobs = new Map<string, unknown>();
  readonly #decoder = new TextDecoder();
  readonly #encoder = new TextEncoder();
  #carried = '';
  #any = false;

  take(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const text = this.#carried + this.#decoder.decode(bytes, { stream: true });
    const end = text.lastIndexOf('\n') + 1;
    this.#carried = text.slice(end);
    const whole = text.slice(0, end);
    for (const line of whole.split('\n')) this.#fold(line);
    return this.#encoder.encode(whole);
  }

  said(): Uint8Array<ArrayBuffer> | undefined {
    if (!this.#any) return undefined;
    return this.#encoder.encode(`${JSON.stringify({ jobs: [...this.#jobs.values()], gone: [] })}\n`);
  }

  #fold(line: string): void {
    let news;
    try {
      news = asObject(JSON.parse(line));
    } catch {
      // the readers find out themselves what is wrong with it
      return;
    }
    if (!news) return;
    this.#any = true;
    if (news['reset'] === true) this.#jobs.clear();
    for (const job of Array.isArray(news['jobs']) ? (news['jobs'] as unknown[]) : []) {
      const id = asText(asObject(job)?.['id']);
      if (id !== undefined) this.#jobs.set(id, job);
    }
    for (const id of Array.isArray(news['gone']) ? (news['gone'] as unknown[]) : [])
      this.#jobs.delete(String(id));
  }
}
