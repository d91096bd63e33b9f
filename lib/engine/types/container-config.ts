import * as v from 'valibot';
import { flag, list, loose, map, number, text } from './lenient';

/** A healthcheck as configured; durations in nanoseconds, 0 is the engine's default. */
export const healthConfig = loose({
  Test: list(text),
  Interval: number,
  Timeout: number,
  Retries: number,
  StartPeriod: number,
});

/** The portable half of a container's configuration. */
export const containerConfig = loose({
  Hostname: text,
  Domainname: text,
  User: text,
  Tty: flag,
  OpenStdin: flag,
  ExposedPorts: map(v.unknown()),
  /** `NAME=value` each. */
  Env: list(text),
  Cmd: list(text),
  Entrypoint: list(text),
  Image: text,
  Volumes: map(v.unknown()),
  WorkingDir: text,
  Labels: map(text),
  StopSignal: text,
  StopTimeout: v.nullish(v.number()),
  Healthcheck: v.nullish(healthConfig),
});
