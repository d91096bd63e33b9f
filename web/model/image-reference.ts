import { _ } from '../host/translate';

/** A name of an image, taken apart as `docker` does it (github.com/distribution/reference). */
export interface ImageReference {
  /** `docker.io`, `ghcr.io`, `192.168.1.2:5000` */
  readonly registry: string;
  /** The path at the registry: `library/nginx`. */
  readonly path: string;
  /** The name as people write it, without tag and digest: `nginx`, `ghcr.io/home/hub`. */
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** What a text names, or a sentence that says what is wrong with it. */
export type ReadReference = { readonly reference: ImageReference } | { readonly problem: string };

// The rules are those of the reference grammar: github.com/distribution/reference/blob/main/reference.go
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const host =
  /^(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::\d+)?$/;
const tagShape = /^\w[\w.-]{0,127}$/;
const digestShape = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const longestName = 255;

/** Docker Hub, under the name that references have, and an older one. */
const hub = 'docker.io';
const oldHub = 'index.docker.io';

/** Where the name ends and a tag begins: a colon behind the last slash. */
function split(text: string): { name: string; tag?: string; digest?: string } {
  const at = text.indexOf('@');
  const before = at < 0 ? text : text.slice(0, at);
  const colon = before.indexOf(':', before.lastIndexOf('/') + 1);
  return {
    name: colon < 0 ? before : before.slice(0, colon),
    ...(colon < 0 ? {} : { tag: before.slice(colon + 1) }),
    ...(at < 0 ? {} : { digest: text.slice(at + 1) }),
  };
}

/** What is before the first slash is a registry where it looks like a host: a dot, a colon, a capital letter, or `localhost`. */
function registryOf(name: string): { registry: string; path: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(0, slash));
  const isHost = /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first;
  const registry = slash > 0 && isHost ? first : hub;
  const path = slash > 0 && isHost ? name.slice(slash + 1) : name;
  const known = registry === oldHub ? hub : registry;
  return { registry: known, path: known === hub && !path.includes('/') ? `library/${path}` : path };
}

function familiar(registry: string, path: string): string {
  if (registry !== hub) return `${registry}/${path}`;
  return /^library\/[^/]+$/.test(path) ? path.slice('library/'.length) : path;
}

/** Reads the name of an image as `docker pull` takes it. */
export function readReference(text: string): ReadReference {
  const given = text.trim();
  const wrong = (problem: string): ReadReference => ({ problem });
  if (given === '') return wrong(_('Image is missing.'));
  if (/\s/.test(given)) return wrong(_('Image has a space in it.'));
  if (given.includes('://')) return wrong(_('Image is a name without https:// in front.'));
  const { name, tag, digest } = split(given);
  if (/^[0-9a-f]{64}$/.test(name)) return wrong(_('Image is an id; a name is wanted.'));
  if (tag !== undefined && !tagShape.test(tag))
    return wrong(
      _(
        'The tag "%s" is not one: letters, digits, underscore, dot and dash, at most 128, not beginning with dot or dash.',
        tag,
      ),
    );
  if (digest !== undefined && !digestShape.test(digest))
    return wrong(_('What stands behind @ is no digest: sha256: and 64 hexadecimal digits.'));
  const { registry, path } = registryOf(name);
  if (!host.test(registry)) return wrong(_('"%s" is no name of a registry.', registry));
  if (/[A-Z]/.test(path)) return wrong(_('Image names are lower case: %s', name.toLowerCase()));
  const bad = path.split('/').find((part) => !component.test(part));
  if (bad !== undefined)
    return wrong(
      bad === ''
        ? _('There is nothing between two slashes, or at the end.')
        : _(
            '"%s" is no part of an image name: letters and digits, with single dots, dashes or underscores between.',
            bad,
          ),
    );
  if (registry.length + path.length + 1 > longestName)
    return wrong(_('Image is longer than 255 characters.'));
  return {
    reference: {
      registry,
      path,
      name: familiar(registry, path),
      ...(tag === undefined ? {} : { tag }),
      ...(digest === undefined ? {} : { digest }),
    },
  };
}

/** A reference as it is written; `latest` stands where it has neither tag nor digest. */
export function written({ name, tag, digest }: ImageReference): string {
  if (digest !== undefined) return `${name}@${digest}`;
  return `${name}:${tag ?? 'latest'}`;
}
