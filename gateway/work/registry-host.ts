/** The registry of images whose names have none, and the name by which engines know its credentials (moby, registry/config.go). */
const dockerHub = 'docker.io';
const dockerHubKey = 'https://index.docker.io/v1/';

/**
 * The registry of an image's name (`ghcr.io`, `localhost:5000`): what is in front of the first slash, if it has a dot, a colon or a
 * capital letter or is `localhost` (https://github.com/distribution/reference, splitDockerDomain).
 */
export function registryOf(image: string): string {
  const slash = image.indexOf('/');
  const first = slash > 0 ? image.slice(0, slash) : '';
  const host = first === 'localhost' || /[.:A-Z]/.test(first);
  return host && first !== 'index.docker.io' ? first : dockerHub;
}

/** A registry's host as somebody wrote it (`https://Index.Docker.io/v1/`), in the one way it is known by; null where it is none. */
export function registryHost(text: string): string | null {
  const host = text
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/s, '')
    .toLowerCase();
  if ([dockerHub, `index.${dockerHub}`, `registry-1.${dockerHub}`].includes(host)) return dockerHub;
  const fits = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9][a-z0-9.-]{0,252})(:[0-9]{1,5})?$/.test(host);
  return fits && !host.includes('..') ? host : null;
}

/** The name by which an engine looks up the credentials of a registry. */
export const registryKey = (host: string): string => (host === dockerHub ? dockerHubKey : host);
