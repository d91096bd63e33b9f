import * as v from 'valibot';
import { containerConfig } from './container-config';
import { endpoint, portMap } from './endpoint';
import { hostConfig } from './host-config';
import { flag, list, loose, map, number, part, text } from './lenient';
import { mountPoint } from './mount-point';

/** One run of a healthcheck; 0 passed, 1 failed. */
export const healthcheckResult = loose({ Start: text, End: text, ExitCode: number, Output: text });

/** What the healthcheck says: `Status` is none, starting, healthy or unhealthy. The engine keeps the last five results. */
export const health = loose({ Status: text, FailingStreak: number, Log: list(healthcheckResult) });
/** What the healthcheck says. */
export type Health = v.InferOutput<typeof health>;

/** A container's state. Times are RFC 3339; a time that has not come is `0001-01-01T00:00:00Z`. */
export const containerState = loose({
  Status: text,
  Running: flag,
  Paused: flag,
  Restarting: flag,
  OOMKilled: flag,
  Dead: flag,
  Pid: number,
  ExitCode: number,
  Error: text,
  StartedAt: text,
  FinishedAt: text,
  Health: v.nullish(health),
});
/** A container's state. */
export type ContainerState = v.InferOutput<typeof containerState>;

/** Everything about one container. */
export const containerInspect = loose({
  Id: v.string(),
  Created: text,
  Path: text,
  Args: list(text),
  State: part(containerState),
  /** The image's id; `Config.Image` is the name it was made from. */
  Image: text,
  /** With a leading slash. */
  Name: text,
  RestartCount: number,
  Driver: text,
  Platform: text,
  LogPath: v.nullish(v.string()),
  ExecIDs: list(text),
  HostConfig: part(hostConfig),
  /** Bytes; only when asked for. */
  SizeRw: v.nullish(v.number()),
  SizeRootFs: v.nullish(v.number()),
  Mounts: list(mountPoint),
  Config: part(containerConfig),
  NetworkSettings: part(loose({ Ports: portMap, Networks: map(endpoint) })),
});
/** Everything about one container. */
export type ContainerInspect = v.InferOutput<typeof containerInspect>;
