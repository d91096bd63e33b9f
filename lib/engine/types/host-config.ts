import * as v from 'valibot';
import { portMap } from './endpoint';
import { flag, list, loose, map, number, part, text } from './lenient';

/** When the engine starts a container again by itself. */
export const restartPolicy = loose({ Name: text, MaximumRetryCount: number });
/** When the engine starts a container again by itself. */
export type RestartPolicy = v.InferOutput<typeof restartPolicy>;

/** The half of a container's configuration that depends on the host. Limits of 0 are none. */
export const hostConfig = loose({
  Binds: list(text),
  NetworkMode: text,
  PortBindings: portMap,
  RestartPolicy: part(restartPolicy),
  AutoRemove: flag,
  Privileged: flag,
  PublishAllPorts: flag,
  ReadonlyRootfs: flag,
  LogConfig: part(loose({ Type: text, Config: map(text) })),
  CapAdd: list(text),
  CapDrop: list(text),
  Dns: list(text),
  ExtraHosts: list(text),
  PidMode: text,
  IpcMode: text,
  /** Bytes. */
  Memory: number,
  MemoryReservation: number,
  /** Memory and swap together; -1 is unlimited. */
  MemorySwap: number,
  /** Billionths of a core. */
  NanoCpus: number,
  CpuShares: number,
  CpuPeriod: number,
  CpuQuota: number,
  CpusetCpus: text,
  PidsLimit: v.nullish(v.number()),
  Runtime: text,
});
/** The half of a container's configuration that depends on the host. */
export type HostConfig = v.InferOutput<typeof hostConfig>;
