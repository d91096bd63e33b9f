import type { Duplex } from '../../lib/engine/request';
import { currentRun } from '../model/container';
import type { SimulatedEngine } from '../model/engine';
import { containerEvent } from '../model/lifecycle';
import { EngineRefusal } from '../refusal';
import { frame, streamOf } from '../stream';
import { logBytes } from './container-streams';

const encoder = new TextEncoder();

/** What an attachment asks for. */
export interface AttachWish {
  readonly logs: boolean;
  readonly stream: boolean;
  readonly stdin: boolean;
}

/** Attaches to a container: what it writes from now on (and before, with `logs`), and for a terminal an echo of what is typed. */
export function attach(engine: SimulatedEngine, reference: string, wish: AttachWish): Duplex {
  const container = engine.container(reference);
  const run = currentRun(container);
  if (!run) throw new EngineRefusal(409, `container ${container.id} is not running`);
  containerEvent(engine, container, 'attach');
  const tty = container.service.tty ?? false;
  const typed: Uint8Array[] = [];
  const closed = new AbortController();
  let wake = () => {};
  let woken = nextWake();

  function nextWake(): Promise<null> {
    return new Promise((resolve) => {
      wake = () => resolve(null);
    });
  }

  async function* bytes(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const stop = AbortSignal.any([signal, closed.signal]);
    const since = wish.logs ? 0 : engine.clock.now();
    const all = { stdout: true, stderr: true, timestamps: false, since, until: Infinity, tail: Infinity };
    const log = logBytes(engine, container, all, wish.stream, stop);
    let next = log.next();
    while (!stop.aborted) {
      const first = await Promise.race([next, woken]);
      if (!first) woken = nextWake();
      for (const echo of typed.splice(0)) yield tty ? echo : frame(1, echo);
      if (first?.done) return;
      if (first) {
        yield first.value;
        next = log.next();
      }
    }
    await log.return(undefined);
  }

  return {
    readable: streamOf(bytes),
    write(data) {
      if (!wish.stdin || !tty || currentRun(container) !== run) return;
      typed.push(encoder.encode(new TextDecoder().decode(data).replaceAll('\r', '\r\n/ # ')));
      wake();
    },
    close() {
      if (tty) return;
      closed.abort();
      wake();
    },
  };
}
