import { decoded } from '../../lib/engine/decode/decoder';
import { LineDecoder } from '../../lib/engine/decode/lines';
import { Backoff, delay } from '../transport/backoff';
import type { JobName, Work } from '../transport/work';
import type { EngineLink } from './engine-link';
import { failureOf, isLasting } from './failure';
import type { JobLog } from './jobs';
import { Store } from './store';

/** Lines that are kept; the router keeps 64 KiB. */
const most = 4000;

/** A job's log, followed while somebody looks. What broke is read anew from what the router still has. */
export class JobFollower extends Store<JobLog> {
  #running: AbortController | undefined;
  readonly #backoff = new Backoff(500, 10_000);

  constructor(
    private readonly work: Work,
    private readonly link: EngineLink,
    private readonly name: () => JobName,
  ) {
    super({ phase: 'loading', lines: [] }, (watched) => {
      this.#running?.abort(new DOMException('Nobody looks.', 'AbortError'));
      this.#running = watched ? new AbortController() : undefined;
      if (this.#running && this.value.phase !== 'ended') void this.#run(this.#running.signal);
    });
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.link.whenActive(signal);
        await this.#follow(signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.set({ ...this.value, phase: 'failed', failure: failureOf(error) });
        if (isLasting(error)) return;
        await delay(this.#backoff.next(), signal).catch(() => undefined);
      }
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { body } = await this.work.log(this.name(), signal);
    let lines: readonly string[] = [];
    this.set({ phase: 'following', lines });
    for await (const batch of decoded(body, new LineDecoder())) {
      lines = [...lines, ...batch].slice(-most);
      this.set({ phase: 'following', lines });
    }
    this.set({ phase: 'ended', lines });
  }
}
