import * as v from 'valibot';
import { list, loose, number, part, text } from './lenient';

/** Versions of the engine and of its parts. */
export const systemVersion = loose({
  Platform: part(loose({ Name: text })),
  Components: list(loose({ Name: text, Version: text })),
  Version: text,
  ApiVersion: text,
  MinAPIVersion: text,
  Os: text,
  Arch: text,
  KernelVersion: text,
});
/** Versions of the engine and of its parts. */
export type SystemVersion = v.InferOutput<typeof systemVersion>;

/** The engine and its host. */
export const systemInfo = loose({
  ID: text,
  Name: text,
  ServerVersion: text,
  Containers: number,
  ContainersRunning: number,
  ContainersPaused: number,
  ContainersStopped: number,
  Images: number,
  Driver: text,
  DockerRootDir: text,
  LoggingDriver: text,
  CgroupDriver: text,
  CgroupVersion: text,
  KernelVersion: text,
  OperatingSystem: text,
  OSType: text,
  Architecture: text,
  NCPU: number,
  /** Bytes. */
  MemTotal: number,
  DefaultRuntime: text,
  SecurityOptions: list(text),
  Warnings: list(text),
});
/** The engine and its host. */
export type SystemInfo = v.InferOutput<typeof systemInfo>;

/** The body of an answer with an error status. */
export const errorBody = loose({ message: v.string() });
