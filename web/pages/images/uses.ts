import type { ContainerRow } from '../../model/container-row';
import type { ImageRow } from '../../model/image-row';

/** The containers of each image, running or not, by the image's id. */
export type Uses = ReadonlyMap<string, readonly ContainerRow[]>;

/** Which containers use which image. */
export function usesOf(containers: readonly ContainerRow[]): Uses {
  const uses = new Map<string, ContainerRow[]>();
  for (const row of containers) {
    if (row.gone) continue;
    const users = uses.get(row.imageId);
    if (users) users.push(row);
    else uses.set(row.imageId, [row]);
  }
  return uses;
}

/** The containers that are made of an image. */
export function usersOf(uses: Uses, { id }: Pick<ImageRow, 'id'>): readonly ContainerRow[] {
  return uses.get(id) ?? [];
}

/** Whether a container runs, so that its image cannot be removed. */
export function holdsImage({ state }: ContainerRow): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}
