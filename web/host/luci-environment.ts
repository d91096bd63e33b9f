import { asObject, asText } from '../transport/read-json';

/** What LuCI's page tells its scripts (`L.env`), as far as we use it. */
export interface LuciEnvironment {
  readonly sessionid: string;
  /** The CSRF token; empty where there is none. */
  readonly token: string;
  readonly ubuspath: string;
  readonly scriptname: string;
}

/** Reads `L.env`. Raises an error with a plain sentence when it is not LuCI's. */
export function luciEnvironment(env: unknown): LuciEnvironment {
  const found = asObject(env);
  const sessionid = asText(found?.['sessionid']);
  if (!sessionid) throw new Error('This page is not one of LuCI: it tells no session.');
  return {
    sessionid,
    token: asText(found?.['token']) ?? '',
    ubuspath: asText(found?.['ubuspath']) || '/ubus/',
    scriptname: asText(found?.['scriptname']) || '/cgi-bin/luci',
  };
}
