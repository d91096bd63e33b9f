import * as v from 'valibot';
import { list, loose, number, text } from './lenient';

/** The processes of a container: a row per process, a cell per title (those of `ps`). */
export const containerTop = loose({ Titles: list(text), Processes: list(list(text)) });
/** The processes of a container. */
export type ContainerTop = v.InferOutput<typeof containerTop>;

/** A file that differs from the image's: `Kind` 0 modified, 1 added, 2 deleted. */
export const filesystemChange = loose({ Path: v.string(), Kind: number });

/** The changed files; the engine sends null for none. */
export const filesystemChanges = list(filesystemChange);

/** A new container. */
export const containerCreated = loose({ Id: v.string(), Warnings: list(text) });

/** What an update of limits says. */
export const containerUpdated = loose({ Warnings: list(text) });

/** How a container ended; `Error` when waiting for it failed. */
export const containerWait = loose({
  StatusCode: v.number(),
  Error: v.nullish(loose({ Message: text })),
});
/** How a container ended. */
export type ContainerWait = v.InferOutput<typeof containerWait>;

/** What a prune of containers removed; bytes. */
export const containersPruned = loose({ ContainersDeleted: list(text), SpaceReclaimed: number });
