import path from 'node:path';
import * as v from 'valibot';
import { Refusal } from '../http/refusal';
import { registries as most } from './bounds';
import { registryHost, registryKey, registryOf } from './registry-host';
import { readState, writeState } from './state-file';

/** Whose credentials there are. */
export interface RegistryUser {
  readonly host: string;
  readonly user: string;
}

interface Credentials extends RegistryUser {
  readonly password: string;
}

// the form of Docker's own config.json, so that entries can be copied from one to the other
// (https://docs.docker.com/reference/cli/docker/login/)
const File = v.object({ auths: v.record(v.string(), v.object({ auth: v.string() })) });

/**
 * Credentials of registries, in `registries.json` of the state folder, which its owner alone can read. Engines get them with what
 * needs them; nobody else does. All reject with a {@link Refusal} where the file is damaged or cannot be written.
 */
export class Registries {
  readonly #file: string;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#file = path.join(folder, 'registries.json');
  }

  /** The registries that credentials are kept for. */
  async list(): Promise<readonly RegistryUser[]> {
    return (await this.#load()).map(({ host, user }) => ({ host, user }));
  }

  /** Keeps the credentials of a registry, in place of those that it had. */
  set(entry: Credentials): Promise<void> {
    return this.#change((entries) => {
      const others = entries.filter(({ host }) => host !== entry.host);
      if (others.length >= most) throw new Refusal(400, `there are ${most} registries already: remove one`);
      return [...others, entry];
    });
  }

  /** Forgets the credentials of a registry. */
  remove(host: string): Promise<void> {
    return this.#change((entries) => {
      const others = entries.filter((entry) => entry.host !== host);
      if (others.length === entries.length)
        throw new Refusal(404, `there are no credentials for ${JSON.stringify(host)}`);
      return others;
    });
  }

  /** The header for a pull or a push of an image. A push wants one even where there is nothing to tell. */
  async forImage(image: string): Promise<Record<string, string>> {
    const wanted = registryOf(image).toLowerCase();
    const entry = (await this.#load()).find(({ host }) => host === wanted);
    return { 'X-Registry-Auth': encoded(entry ? told(entry) : {}) };
  }

  /** The header for a build, which may need any of them. */
  async forBuild(): Promise<Record<string, string>> {
    const entries = await this.#load();
    if (entries.length === 0) return {};
    const all = Object.fromEntries(entries.map((entry) => [registryKey(entry.host), told(entry)]));
    return { 'X-Registry-Config': encoded(all) };
  }

  async #change(change: (entries: readonly Credentials[]) => readonly Credentials[]): Promise<void> {
    const work = this.#turn.then(async () => {
      const auths = change(await this.#load()).map(({ host, user, password }) => [
        registryKey(host),
        { auth: Buffer.from(`${user}:${password}`).toString('base64') },
      ]);
      const text = `${JSON.stringify({ auths: Object.fromEntries(auths) as object }, null, 2)}\n`;
      await writeState(this.#file, text).catch((error: Error) => {
        throw new Refusal(500, `${error.message}; nothing was changed`, 'broken');
      });
    });
    this.#turn = work.catch(() => undefined);
    return work;
  }

  async #load(): Promise<readonly Credentials[]> {
    const text = await readState(this.#file).catch((error: Error) => {
      throw new Refusal(500, error.message, 'broken');
    });
    if (text === null) return [];
    try {
      return Object.entries(v.parse(File, JSON.parse(text)).auths).map(([name, { auth }]) => {
        const [, user = '', password = ''] =
          /^([^:]+):([^]*)$/.exec(Buffer.from(auth, 'base64').toString()) ?? [];
        const host = registryHost(name);
        if (host === null || user === '') throw new TypeError(name);
        return { host, user, password };
      });
    } catch {
      const way = 'mend it, or remove it and set the registries again';
      throw new Refusal(500, `${this.#file} is damaged: ${way}`, 'broken');
    }
  }
}

const told = ({ host, user, password }: Credentials) => ({
  username: user,
  password,
  serveraddress: registryKey(host),
});

/** As engines take it in a header: base64 for URLs, with its padding (RFC 4648, section 5). */
function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
