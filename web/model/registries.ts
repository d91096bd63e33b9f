/** A registry whose credentials are kept; its password never comes back. */
export interface Registry {
  /** `ghcr.io`, `192.168.1.2:5000`; `docker.io` is Docker Hub. */
  readonly host: string;
  readonly user: string;
}

/**
 * Credentials of registries, kept by the router (or the gateway), which adds them to pulls, pushes and builds. For admins. All reject
 * with a sentence.
 */
export interface Registries {
  list(): Promise<readonly Registry[]>;
  /** Keeps credentials; those that were there for this host are replaced. */
  set(host: string, user: string, password: string): Promise<void>;
  remove(host: string): Promise<void>;
}
