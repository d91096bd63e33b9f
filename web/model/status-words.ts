const units: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
};

/** What the engine's sentence says of a container's state (`Up 3 hours (healthy)`, `Exited (137) 2 days ago`). */
export interface StatusWords {
  /** Seconds that the state has lasted; undefined where the sentence does not tell. */
  readonly seconds?: number;
  /** How far that may be off, in seconds. */
  readonly precision: number;
  readonly exitCode?: number;
  readonly health?: 'starting' | 'healthy' | 'unhealthy';
}

/** Reads the engine's sentence; it is English in every engine (docker/go-units, `HumanDuration`). */
export function readStatus(status: string): StatusWords {
  const exit = /^(?:Exited|Restarting) \((-?\d+)\)/.exec(status)?.[1];
  const health = /\((?:health: )?(starting|healthy|unhealthy)\)/.exec(status)?.[1];
  const { seconds, precision } = readDuration(status);
  return {
    precision,
    ...(seconds === undefined ? {} : { seconds }),
    ...(exit === undefined ? {} : { exitCode: Number(exit) }),
    ...(health === 'starting' || health === 'healthy' || health === 'unhealthy' ? { health } : {}),
  };
}

function readDuration(status: string): { seconds?: number; precision: number } {
  if (/Less than a second/.test(status)) return { seconds: 0, precision: 1 };
  const about = /About an? (minute|hour)/.exec(status)?.[1];
  if (about) return { seconds: units[about] ?? 0, precision: units[about] ?? 0 };
  const [, count, unit] = /(\d+) (second|minute|hour|day|week|month|year)s?/.exec(status) ?? [];
  if (count === undefined || unit === undefined) return { precision: 0 };
  const length = units[unit] ?? 0;
  return { seconds: Number(count) * length, precision: length };
}
