import type { Role } from '../host/host';

/** A short text that stands for a longer one (FNV-1a): names that are told to other tabs should not be session ids. */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash.toString(36);
}

/** The browser's storage of that kind; undefined where it forbids it. */
export function storageOf(kind: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return globalThis[kind];
  } catch {
    return undefined;
  }
}

/** What is remembered of a session's role and an engine's API version, so that the first paint need not wait for them. */
export class SessionMemory {
  constructor(
    private readonly engine: string,
    private readonly session: string,
    private readonly local = storageOf('localStorage'),
    private readonly tab = storageOf('sessionStorage'),
  ) {}

  get apiVersion(): string | undefined {
    const version = read(this.local, `dockerman.api.${this.engine}`);
    return version !== null && /^1\.\d{1,3}$/.test(version) ? version : undefined;
  }

  set apiVersion(version: string) {
    write(this.local, `dockerman.api.${this.engine}`, version);
  }

  get role(): Role | undefined {
    const role = read(this.tab, `dockerman.role.${this.session}`);
    return role === 'viewer' || role === 'operator' || role === 'admin' ? role : undefined;
  }

  set role(role: Role) {
    write(this.tab, `dockerman.role.${this.session}`, role);
  }
}

function read(storage: Storage | undefined, key: string): string | null {
  try {
    return storage?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

function write(storage: Storage | undefined, key: string, value: string): void {
  try {
    storage?.setItem(key, value);
  } catch {
    // asked anew next time
  }
}
