import type { RouterAccess } from '../model/engine-access';
import type { Host } from './host';
import { luciEnvironment } from './luci-environment';
import { pageHost } from './page-host';
import { luciContext, useTranslator } from './translate';

/** LuCI's globals that we use; a theme or a version of LuCI may lack any of them. */
export interface LuciGlobals {
  readonly L?: { readonly env?: unknown };
  readonly _?: (text: string, context?: string) => string;
  readonly N_?: (count: number, one: string, many: string, context?: string) => string;
}

/** Our place in LuCI's menu; `-api` behind it is the controller's, which has no entry there. */
const menuPath = 'admin/docker';

/**
 * The application inside a page of LuCI: `host` and how it reaches the engine. Raises an error when the page is none of LuCI's.
 */
export function luciHost(globals: LuciGlobals): { readonly host: Host; readonly access: RouterAccess } {
  const env = luciEnvironment(globals.L?.env);
  const { _: translate, N_: plural } = globals;
  if (translate)
    useTranslator(
      (text) => translate(text, luciContext),
      plural && ((n, one, many) => plural(n, one, many, luciContext)),
    );
  const base = `${env.scriptname}/${menuPath}`;
  const host = pageHost('luci', base);
  const cgi = env.scriptname.replace(/\/[^/]*$/, '');
  const access: RouterAccess = {
    kind: 'router',
    ubus: new URL(env.ubuspath, location.href).href,
    program: new URL(`${cgi}/dockerman`, location.href).href,
    session: () => env.sessionid,
    engine: '',
    ...(env.token
      ? {
          luci: {
            url: new URL(`${base}-api`, location.href).href,
            token: env.token,
            ubus: new URL(`${env.scriptname}/admin/ubus`, location.href).href,
          },
        }
      : {}),
  };
  return { host, access };
}
