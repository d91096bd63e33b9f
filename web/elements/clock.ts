import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** The time, renewed while the page is visible, for "5 min ago". */
export class Clock implements ReactiveController {
  now = Date.now();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly milliseconds: number,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.now = Date.now();
    this.#timer = setInterval(() => {
      if (document.hidden) return;
      this.now = Date.now();
      this.host.requestUpdate();
    }, this.milliseconds);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
}
