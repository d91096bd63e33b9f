import { TransportError } from '../../lib/engine/errors';
import type { RouterCall } from '../../web/model/router-calls';

/** A limit as the router tells it. */
export function limit(name: string, over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const [file, option] = name.split('.');
  return {
    name,
    file: `/etc/config/${file}`,
    section: 'main',
    option,
    found: '60',
    value: 60,
    standard: 60,
    least: 30,
    most: 3600,
    recommended: 60,
    before: null,
    ...over,
  };
}

/** The router's own calls in memory: a test sets what it answers and reads what was asked. */
export class FakeRouter {
  readonly asked: {
    name: string;
    method: string;
    parameters: Readonly<Record<string, string>> | undefined;
  }[] = [];
  /** Sentences of calls that fail, by name. */
  readonly failures = new Map<string, string>();
  status: Record<string, unknown> = {
    dockerd: { installed: true, service: true, enabled: true, running: true, memory: 84 * 1024 ** 2 },
    dockerman: { enabled: true, running: true, memory: 3 * 1024 ** 2 },
    keeper: true,
  };
  limits: Record<string, unknown>[] = [
    limit('uhttpd.script_timeout', { recommended: 600 }),
    limit('uhttpd.max_requests', { found: null, value: 3, standard: 3, least: 3, most: 32, recommended: 3 }),
    limit('rpcd.timeout', { found: '45', value: 45, standard: 30, recommended: 30, before: 'unset' }),
    limit('dockerman.console_idle', { found: '0', value: 0, recommended: 3600, least: 0 }),
  ];
  log: Record<string, unknown> = {
    searched: 12,
    lines: [
      {
        time: 1_700_000_000_000,
        priority: 3,
        program: 'dockerd',
        text: 'time="2026-01-02T03:04:05Z" level=info msg="API listen"',
      },
      {
        time: 1_700_000_001_000,
        priority: 3,
        program: 'dockerd',
        text: 'time="2026-01-02T03:04:06Z" level=error msg="<b>no</b>"',
      },
    ],
  };
  applied = 'reload';

  readonly call: RouterCall = (name, method, parameters) => {
    this.asked.push({ name, method, parameters });
    const failure = this.failures.get(name);
    if (failure !== undefined) return Promise.reject(new TransportError('refused', failure));
    switch (name) {
      case 'RouterStatus':
        return Promise.resolve(this.status);
      case 'RouterLimits':
        return Promise.resolve({ limits: this.limits });
      case 'RouterLog':
        return Promise.resolve(this.log);
      case 'RouterLimitsSet':
        return Promise.resolve({ applied: this.applied });
      default:
        return Promise.resolve({});
    }
  };

  /** The parameters of all calls of a name. */
  parametersOf(name: string): (Readonly<Record<string, string>> | undefined)[] {
    return this.asked.filter((one) => one.name === name).map(({ parameters }) => parameters);
  }
}
