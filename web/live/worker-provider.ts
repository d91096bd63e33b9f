import type { Link } from './messages';
import { portLink, type LinkProvider } from './provider';

/**
 * The hub in a SharedWorker; `name` tells hubs apart (engine and session). When the worker's script cannot be loaded, `fallback`
 * takes over.
 */
export class WorkerProvider implements LinkProvider {
  #worker: SharedWorker | undefined;
  #fallback: LinkProvider | undefined;

  constructor(
    private readonly name: string,
    private readonly fallback: () => LinkProvider,
  ) {}

  get sharing(): 'worker' | 'tab' | 'none' {
    return this.#fallback?.sharing ?? 'worker';
  }

  start(onLink: (link: Link) => void): void {
    try {
      const worker = new SharedWorker(new URL('./worker.ts', import.meta.url), {
        type: 'module',
        name: this.name,
      });
      worker.onerror = () => this.#fallBack(onLink);
      this.#worker = worker;
      onLink(portLink(worker.port));
    } catch {
      this.#fallBack(onLink);
    }
  }

  close(): void {
    this.#worker?.port.close();
    this.#worker = undefined;
    this.#fallback?.close();
    this.#fallback = undefined;
  }

  #fallBack(onLink: (link: Link) => void): void {
    if (this.#fallback) return;
    this.#worker?.port.close();
    this.#worker = undefined;
    this.#fallback = this.fallback();
    this.#fallback.start(onLink);
  }
}
