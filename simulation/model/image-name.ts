import { EngineRefusal } from '../refusal';
import { repositoryOf } from './image';

/** Refuses (400) a name that no image can have (https://github.com/distribution/reference). */
export function checkName(reference: string): void {
  const repository = repositoryOf(reference);
  const path = repository.replace(/^(localhost|[^/]*[.:][^/]*)\//, '');
  if (/[A-Z]/.test(path))
    throw new EngineRefusal(
      400,
      `invalid reference format: repository name (${repository}) must be lowercase`,
    );
  if (!/^[a-z0-9]+([._/-]+[a-z0-9]+)*$/.test(path)) throw new EngineRefusal(400, 'invalid reference format');
}
