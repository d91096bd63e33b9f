import { milliseconds } from '../../lib/engine/decode/timestamp';
import type { ImageHistory, ImageInspect } from '../../lib/engine/types/image-answers';
import { realNames } from './image-rows';
import { variable } from './variable';

/** A step in which an image was made. */
export interface ImageStep {
  /** Empty for a step that was made elsewhere. */
  readonly id: string;
  /** Milliseconds since 1970; 0 where nobody knows. */
  readonly created: number;
  /** The instruction, without the shell that ran it. */
  readonly command: string;
  /** Bytes of its layer; 0 for a step that changed no file. */
  readonly size: number;
  readonly comment: string;
}

/** All that a page shows of one image. */
export interface ImageDetails {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  /** Milliseconds since 1970; 0 where nobody knows. */
  readonly created: number;
  readonly size: number;
  /** As in `linux/arm/v7`. */
  readonly platform: string;
  readonly author: string;
  readonly comment: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: readonly (readonly [name: string, value: string])[];
  /** `80/tcp` */
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly workingDirectory: string;
  readonly user: string;
  readonly labels: Readonly<Record<string, string>>;
  /** How many layers it has; steps that changed no file have none. */
  readonly layers: number;
  /** The newest first. */
  readonly steps: readonly ImageStep[];
  /** The engine's whole answer. */
  readonly inspect: unknown;
}

/** An inspect and a history as the page's details; `document` is the engine's whole answer. */
export function imageDetails(inspect: ImageInspect, history: ImageHistory, document: unknown): ImageDetails {
  const { Config } = inspect;
  return {
    id: inspect.Id,
    tags: realNames(inspect.RepoTags),
    digests: realNames(inspect.RepoDigests),
    created: Math.max(0, milliseconds(inspect.Created) ?? 0),
    size: inspect.Size,
    platform: [inspect.Os, inspect.Architecture, inspect.Variant].filter(Boolean).join('/'),
    author: inspect.Author,
    comment: inspect.Comment,
    entrypoint: Config.Entrypoint,
    command: Config.Cmd,
    environment: Config.Env.map(variable),
    ports: Object.keys(Config.ExposedPorts),
    volumes: Object.keys(Config.Volumes),
    workingDirectory: Config.WorkingDir,
    user: Config.User,
    labels: Config.Labels,
    layers: inspect.RootFS.Layers.length,
    steps: history.map((step) => ({
      id: step.Id.startsWith('<') ? '' : step.Id,
      created: Math.max(0, step.Created * 1000),
      command: instruction(step.CreatedBy),
      size: step.Size,
      comment: step.Comment,
    })),
    inspect: document,
  };
}

/** The classic builder writes `/bin/sh -c #(nop) CMD …` for instructions and `/bin/sh -c …` for what the shell ran. */
export function instruction(by: string): string {
  const nothing = /^\/bin\/sh -c #\(nop\)\s+/;
  if (nothing.test(by)) return by.replace(nothing, '').trim();
  const ran = /^(?:\|\d+ .*? )?\/bin\/sh -c /s;
  return ran.test(by) ? `RUN ${by.replace(ran, '').trim()}` : by.replace(/\s+# buildkit$/, '').trim();
}
