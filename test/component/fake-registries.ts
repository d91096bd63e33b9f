import type { Registries, Registry } from '../../web/model/registries';

/** Credentials in memory: a test sets what there is and reads what was set. */
export class FakeRegistries implements Registries {
  entries: readonly Registry[] = [];
  readonly passwords = new Map<string, string>();
  /** What a change says; undefined: it is done. */
  refuse: () => string | undefined = () => undefined;

  list(): Promise<readonly Registry[]> {
    return Promise.resolve(this.entries);
  }

  set(host: string, user: string, password: string): Promise<void> {
    const refusal = this.refuse();
    if (refusal !== undefined) return Promise.reject(new Error(refusal));
    this.entries = [...this.entries.filter((one) => one.host !== host), { host, user }];
    this.passwords.set(host, password);
    return Promise.resolve();
  }

  remove(host: string): Promise<void> {
    this.entries = this.entries.filter((one) => one.host !== host);
    return Promise.resolve();
  }
}
