import type { Failure, LiveCollection, LiveDetail } from './collection';
import type { ImageDetails } from './image-details';
import type { ImageRow } from './image-row';

/** What became of a removal of one image. */
export interface ImageResult {
  readonly id: string;
  readonly outcome: 'done' | 'failed';
  /** A sentence that names the image, translated. */
  readonly message: string;
  readonly failure?: Failure;
}

/** The images of an engine, live. What takes long (pull, push, build, load, prune) is a job; see `Jobs`. */
export interface Images extends LiveCollection<ImageRow> {
  /** The details of one image, by its id. The same object for the same id. */
  details(id: string): LiveDetail<ImageDetails>;
  /**
   * Removes images with all their names, one after the other. `force` also takes those that stopped containers use. Resolves with one
   * result per id, in order; never rejects.
   */
  remove(ids: readonly string[], options?: { readonly force?: boolean }): Promise<readonly ImageResult[]>;
  /** Takes one name from an image that has others. Rejects with the engine's sentence. */
  untag(name: string): Promise<void>;
  /** Gives an image another name. Rejects with the engine's sentence. */
  tag(id: string, repository: string, tag: string): Promise<void>;
}
