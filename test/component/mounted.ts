import '../../web/app/dockerman-app';
import type { DockermanApp } from '../../web/app/dockerman-app';
import { FakeEngine } from './fake-engine';
import { FakeHost } from './fake-host';

/** happy-dom has no popovers: what opens and closes tells of it, as in a browser. */
function toggled(element: HTMLElement, newState: 'open' | 'closed'): void {
  element.dispatchEvent(Object.assign(new Event('toggle'), { newState }));
}
HTMLElement.prototype.showPopover ??= function (this: HTMLElement) {
  toggled(this, 'open');
};
HTMLElement.prototype.hidePopover ??= function (this: HTMLElement) {
  toggled(this, 'closed');
};

/** The application in the document with an engine and a host in memory. */
export interface Mounted {
  readonly app: DockermanApp;
  readonly engine: FakeEngine;
  readonly host: FakeHost;
  /** Waits until nothing is left to render. */
  settled(): Promise<void>;
  /** Waits for the first element of a selector. */
  find(selector: string): Promise<HTMLElement>;
  all(selector: string): HTMLElement[];
  text(selector: string): string;
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

/** Mounts the application at a path; `prepare` sets the engine before anything renders. */
export async function mounted(path: string, prepare: (engine: FakeEngine) => void): Promise<Mounted> {
  localStorage.clear();
  document.body.replaceChildren();
  const engine = new FakeEngine();
  const host = new FakeHost(path);
  prepare(engine);
  const app = document.createElement('dm-app') as DockermanApp;
  app.host = host;
  app.engine = engine;
  document.body.append(app);
  const all = (selector: string) => [...app.querySelectorAll<HTMLElement>(selector)];
  const settled = async () => {
    for (let round = 0; round < 4; round++) await turn();
  };
  await settled();
  return {
    app,
    engine,
    host,
    settled,
    all,
    async find(selector) {
      for (let round = 0; round < 400; round++) {
        const found = app.querySelector<HTMLElement>(selector);
        if (found) return found;
        await turn();
      }
      throw new Error(
        `nothing is ${selector} in ${app.textContent?.replace(/\s+/g, ' ').slice(0, 400) ?? ''}`,
      );
    },
    text: (selector) =>
      all(selector)
        .map((element) => element.textContent?.replace(/\s+/g, ' ').trim() ?? '')
        .join(' | '),
  };
}
