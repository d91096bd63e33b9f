import type { LinkProvider } from './provider';
import { WorkerProvider } from './worker-provider';

/** A provider that is loaded when it is needed: most browsers never do. */
class LateProvider implements LinkProvider {
  #provider: LinkProvider | undefined;
  #closed = false;

  constructor(private readonly load: () => Promise<LinkProvider>) {}

  get sharing(): 'worker' | 'tab' | 'none' {
    return this.#provider?.sharing ?? 'none';
  }

  start(onLink: Parameters<LinkProvider['start']>[0]): void {
    this.#closed = false;
    void this.load().then((provider) => {
      if (this.#closed) return provider.close();
      this.#provider = provider;
      provider.start(onLink);
    });
  }

  close(): void {
    this.#closed = true;
    this.#provider?.close();
    this.#provider = undefined;
  }
}

/**
 * How this browser's tabs share one live connection: a SharedWorker; else (Chrome on Android long had none) one of the tabs; else
 * not at all. `scope` tells apart what must not be shared: another session, another engine.
 */
export function chooseProvider(scope: string): LinkProvider {
  const late = () => new LateProvider(async () => (await import('./fallback')).fallbackProvider(scope));
  return typeof SharedWorker === 'undefined' ? late() : new WorkerProvider(`dockerman ${scope}`, late);
}
