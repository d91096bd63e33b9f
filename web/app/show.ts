import type { Host } from '../host/host';
import type { EngineAccess } from '../model/engine-access';
import { createEngine } from '../model/live-engine';
import { DockermanApp } from './dockerman-app';

/** Makes the engine of an access and shows the application in an element. */
export function show(root: HTMLElement, host: Host, access: EngineAccess): void {
  const app = new DockermanApp();
  app.host = host;
  app.engine = createEngine(host, access);
  root.replaceChildren(app);
}
