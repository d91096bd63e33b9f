import * as v from 'valibot';
import { endpoint } from './endpoint';
import { list, loose, map, number, part, text } from './lenient';
import { mountPoint } from './mount-point';

/** A port of a running container. Without `PublicPort` it is exposed and not published. */
export const port = loose({
  IP: text,
  PrivatePort: v.number(),
  PublicPort: v.nullish(v.number()),
  Type: text,
});

/** A row of the list of containers. */
export const containerSummary = loose({
  Id: v.string(),
  /** Each with a leading slash; links add more of them. */
  Names: list(text),
  Image: text,
  ImageID: text,
  Command: text,
  /** Seconds since 1970. */
  Created: number,
  Ports: list(port),
  Labels: map(text),
  /** created, running, paused, restarting, removing, exited or dead; Podman knows more. */
  State: text,
  /** The engine's English sentence: `Up 3 hours (healthy)`, `Exited (137) 2 days ago`. */
  Status: text,
  HostConfig: part(loose({ NetworkMode: text })),
  NetworkSettings: part(loose({ Networks: map(endpoint) })),
  Mounts: list(mountPoint),
  /** Since API 1.52; before, it is only in `Status`. */
  Health: v.nullish(loose({ Status: text, FailingStreak: number })),
});
/** A row of the list of containers. */
export type ContainerSummary = v.InferOutput<typeof containerSummary>;

/** The list of containers. */
export const containerSummaries = v.array(containerSummary);
