import type { Userland } from './userland';

/** Logs in through LuCI's own page; gives the cookie and the token of the session. */
export async function luciLogin(router: Userland, name: string): Promise<{ cookie: string; token: string }> {
  const password = name === 'root' ? '' : name;
  const page = await fetch(`${router.url}/cgi-bin/luci/`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ luci_username: name, luci_password: password }),
  });
  const cookie = /sysauth_http=[0-9a-f]{32}/.exec(page.headers.get('set-cookie') ?? '')?.[0] ?? '';
  const id = cookie.slice(-32);
  const stored = router.run(['ubus', 'call', 'session', 'get', JSON.stringify({ ubus_rpc_session: id })]);
  const { values } = JSON.parse(stored.stdout) as { values: { token: string } };
  return { cookie, token: values.token };
}
