import * as v from 'valibot';
import { EngineRefusal } from '../refusal';
import { repositoryOf } from './image';

/** The registry that asks for a login: any user with any password but `wrong`. */
export const privateRegistry = 'registry.example.org';

const Auth = v.object({ username: v.optional(v.string(), ''), password: v.optional(v.string(), '') });
type Auth = v.InferOutput<typeof Auth>;

/** Whose registry an image's name means. */
export function registryOf(reference: string): string {
  const first = reference.split('/', 1)[0] ?? '';
  return reference.includes('/') && /[.:]|^localhost$/.test(first) ? first : 'docker.io';
}

/** The credentials of a request; refuses (400) a header that holds none. */
export function authOf(request: Request): Auth {
  const header = request.headers.get('X-Registry-Auth') ?? '';
  if (header === '') return { username: '', password: '' };
  try {
    const binary = atob(header.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    return v.parse(Auth, JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new EngineRefusal(400, 'invalid X-Registry-Auth header: unexpected EOF');
  }
}

/** Why a pull cannot begin, with dockerd's status and words: the image is not there, or the registry asks for a login. */
export function checkPull(reference: string, { username, password }: Auth): void {
  const repository = repositoryOf(reference);
  if (registryOf(reference) === privateRegistry) {
    const at = `Head "https://${privateRegistry}/v2/${repository.slice(privateRegistry.length + 1)}/manifests/latest"`;
    if (username === '') throw new EngineRefusal(500, `${at}: no basic auth credentials`);
    if (password === 'wrong') throw new EngineRefusal(500, `${at}: unauthorized: authentication required`);
  }
  if (/(^|\/)(nothing|missing)$/.test(repository))
    throw new EngineRefusal(
      404,
      `pull access denied for ${repository}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    );
}

/** Why a registry takes no push, in its words; undefined where it does. */
export function pushFault(reference: string, { username, password }: Auth): string | undefined {
  const registry = registryOf(reference);
  if (registry !== privateRegistry && registry !== 'docker.io') return undefined;
  if (username !== '' && password !== 'wrong') return undefined;
  return registry === 'docker.io'
    ? 'denied: requested access to the resource is denied'
    : 'no basic auth credentials';
}
