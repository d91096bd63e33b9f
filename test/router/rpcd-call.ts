import type { Userland } from './userland';

/** What the object `dockerman` replies: an answer of the engine, or a failure. */
export interface RpcdReply {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly base64?: string;
  readonly failure?: string;
  readonly message?: string;
}

/** The arguments of a call beside its operation and parameters. */
export interface More {
  readonly body?: string;
  readonly api_version?: string;
  readonly engine?: string;
}

/** Calls of one session to the object `dockerman`; raises an error for an ubus status other than 0. */
export function rpcd(router: Userland, session: string) {
  return async (
    method: 'view' | 'operate' | 'admin',
    operation: string,
    parameters: object = {},
    more: More = {},
  ): Promise<RpcdReply> => {
    const args = { operation, parameters, body: '', api_version: '1.41', engine: '', ...more };
    const [status, reply] = await router.ubus(session, 'dockerman', method, args);
    if (status !== 0) throw new Error(`ubus status ${status}: ${String(reply)}`);
    // rpcd answers null for a reply that was lost on its way
    if (typeof reply !== 'object' || reply === null) throw new Error('an empty reply');
    return reply;
  };
}

/** The process id of the router's rpcd, as procd knows it: the same as before where nothing has ended it. */
export function rpcdProcess(router: Userland): number | undefined {
  const { stdout } = router.run(['ubus', 'call', 'service', 'list', '{"name":"rpcd"}']);
  const { rpcd: service } = JSON.parse(stdout) as { rpcd: { instances: { instance1: { pid?: number } } } };
  return service.instances.instance1.pid;
}
