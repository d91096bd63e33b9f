import { readdirSync } from 'node:fs';
import { descendants, resident } from '../memory';

/** The daemons that are watched, by a part of their command lines. */
export const daemons = {
  keeper: 'dockerman-keeper',
  rpcd: '/sbin/rpcd',
  uhttpd: '/usr/sbin/uhttpd',
} as const;

/** A daemon of the router whose memory and descriptors are watched. */
export type Daemon = keyof typeof daemons;

/** One look at a daemon. */
export interface Sample {
  /** Seconds since the load began. */
  readonly at: number;
  /** Resident memory of its own, in bytes. */
  readonly memory: number;
  readonly descriptors: number;
}

/** A daemon as it is watched; its process is found once: one that was started anew is none that stayed flat. */
export class Gauge {
  readonly samples: Sample[] = [];

  private constructor(
    readonly daemon: Daemon,
    readonly pid: number,
  ) {}

  /** The gauges of a router whose first process is `pid`. Raises an error for a daemon that does not run. */
  static all(pid: number): Gauge[] {
    // parents come first: of uhttpd and its children, uhttpd
    const running = descendants(pid);
    return (Object.keys(daemons) as Daemon[]).map((daemon) => {
      const found = running.find(({ command }) => command.includes(daemons[daemon]));
      if (!found) throw new Error(`${daemon} does not run on the router`);
      return new Gauge(daemon, found.pid);
    });
  }

  /** Looks now. Memory is 0 once the process is gone. */
  look(at: number): Sample {
    return { at, memory: resident(this.pid), descriptors: this.#descriptors() };
  }

  /** Looks now, and keeps it. */
  take(at: number): Sample {
    const sample = this.look(at);
    this.samples.push(sample);
    return sample;
  }

  #descriptors(): number {
    try {
      return readdirSync(`/proc/${this.pid}/fd`).length;
    } catch {
      return 0;
    }
  }
}
