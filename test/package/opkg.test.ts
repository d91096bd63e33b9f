import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { packageFiles } from '../../scripts/package-files.mjs';
import { ipk } from '../../scripts/package-ipk.mjs';
import { superFastHash } from '../../scripts/package-lmo.mjs';
import { metadata } from '../../scripts/package-metadata.mjs';
import { luciContext } from '../../web/host/translate';
import { bootUserland, rootfs, type Userland } from '../router/userland';

const opkg = rootfs !== null && existsSync(join(rootfs, 'bin/opkg'));
const reason = 'no OpenWrt root folder with /bin/opkg, or not root';
if (!opkg) console.warn(`SKIPPED: installing with opkg: ${reason}`);

const released = 1_700_000_000;
const files = packageFiles();
/** Of LuCI's feed: since 24.10, and the last form before. */
const feedVersions = ['26.123.45678~abcdef0', 'git-24.086.45142-09d5a38'];

let router: Userland;

function sh(script: string): string {
  const { status, stdout, stderr } = router.run(['sh', '-c', script]);
  expect([script, status, stderr]).toEqual([script, 0, '']);
  return stdout;
}

/** Lays a package of ours, in any version and with any more files, into the router's /tmp, and gives its path there. */
async function lay(version = metadata.opkgVersion, more: Record<string, string> = {}): Promise<string> {
  const added = Object.entries(more).map(([path, text]) => ({ path, mode: 0o644, data: Buffer.from(text) }));
  const { data } = await ipk([...files, ...added], released, version);
  const path = `/tmp/package-${version.replace(/[^a-z0-9.]/g, '_')}.ipk`;
  writeFileSync(router.path(path), data);
  return path;
}

/** Every file and folder of the router by name, but for what the daemons write by themselves and opkg’s own state. */
function everyFile(): string[] {
  const own =
    /^\/(tmp\/(log|package|lock|opkg|luci-indexcache|run\/rpcd)|(tmp\/)?usr\/lib\/opkg\/status|proc\/|sys\/|dev\/|www\/dockerman-test)/;
  return sh('find / -xdev; find /tmp -xdev')
    .split('\n')
    .filter((path) => path !== '' && !own.test(path))
    .sort();
}

const objects = () =>
  sh('ubus list')
    .split('\n')
    .filter((name) => name.startsWith('dockerman'));
const installed = () => sh('opkg list-installed luci-app-dockerman').trim();
const keeper = () =>
  Number(sh('ubus call service list \'{"name":"dockerman"}\'').match(/"pid": (\d+)/)?.[1] ?? 0);
const until = (read: () => unknown) => expect.poll(read, { timeout: 20_000 });

/** A session of LuCI's login page, as its cookie. */
async function luciLogin(): Promise<string> {
  const body = new URLSearchParams({ luci_username: 'root', luci_password: '' });
  const answer = await fetch(`${router.url}/cgi-bin/luci/`, { method: 'POST', body, redirect: 'manual' });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`LuCI does not log in: ${answer.status}`);
  return cookie;
}

/** Whether LuCI still takes the session, and whether its menu has Docker. */
async function luciMenu(cookie: string): Promise<{ loggedIn: boolean; docker: boolean }> {
  const answer = await fetch(`${router.url}/cgi-bin/luci/admin/menu`, {
    headers: { cookie },
    redirect: 'manual',
  });
  if (answer.status !== 200) return { loggedIn: false, docker: false };
  const tree = (await answer.json()) as { children?: { admin?: { children?: Record<string, unknown> } } };
  return { loggedIn: true, docker: tree.children?.admin?.children?.docker !== undefined };
}

/** The longest text of the German catalogue, which is no other package's, and what it means. */
function germanText(): { id: string; text: string } {
  const pairs = [
    ...readFileSync('po/de/dockerman.po', 'utf8').matchAll(
      /^msgctxt "dockerman"\nmsgid "([^"\\]+)"\nmsgstr "([^"\\]+)"/gm,
    ),
  ];
  const [, id = '', text = ''] = pairs.reduce((one, other) =>
    other[0].length > one[0].length ? other : one,
  );
  return { id, text };
}

describe.skipIf(!opkg)(`the package on a router [${reason}]`, () => {
  beforeAll(async () => {
    router = await bootUserland({ install: false });
  });
  afterAll(() => router.stop());
  afterEach(() => {
    router.run(['opkg', 'remove', metadata.name]);
    router.run(['sh', '-c', 'rm -f /etc/config/dockerman* /tmp/opkg-lists/feed']);
  });

  test.each(feedVersions)('opkg takes our version for newer than the feed’s %s', (feed) => {
    expect(router.run(['opkg', 'compare-versions', metadata.opkgVersion, '>>', feed]).status).toBe(0);
    expect(router.run(['opkg', 'compare-versions', feed, '>>', metadata.opkgVersion]).status).toBe(1);
  });

  test('a feed build’s version is newer than the feed’s of the same time', () => {
    const [feed = ''] = feedVersions;
    expect(router.run(['opkg', 'compare-versions', `${metadata.feedVersion}-r1`, '>>', feed]).status).toBe(0);
  });

  test('no file of it is another package’s', () => {
    for (const { path } of files) expect(existsSync(router.path(path)), path).toBe(false);
  });

  test('it installs, works at once without another login, and leaves nothing when it is removed', async () => {
    const before = everyFile();
    const cookie = await luciLogin();
    expect(await luciMenu(cookie)).toEqual({ loggedIn: true, docker: false });

    sh(`opkg install ${await lay()}`);
    expect(installed()).toBe(`luci-app-dockerman - ${metadata.opkgVersion}`);
    await until(objects).toEqual(['dockerman', 'dockerman.keeper']);
    expect(sh('ls /etc/rc.d')).toMatch(/^S\d\ddockerman$/m);
    for (const { path, mode } of files) {
      const { mode: bits, uid, gid } = statSync(router.path(path));
      expect([path, (bits & 0o7777).toString(8), uid, gid]).toEqual([path, mode.toString(8), 0, 0]);
    }
    // dockerd is not installed on this router
    expect(existsSync(router.path('/usr/bin/dockerd'))).toBe(false);
    await until(() => luciMenu(cookie)).toEqual({ loggedIn: true, docker: true });
    const { id, text } = germanText();
    const words = await fetch(`${router.url}/cgi-bin/luci/admin/translations/de`, { headers: { cookie } });
    const key = superFastHash(Buffer.from(`${luciContext}\u0001${id}`))
      .toString(16)
      .padStart(8, '0');
    expect(await words.text()).toContain(`"${key}":${JSON.stringify(text)},`);

    sh('opkg remove luci-app-dockerman');
    expect(installed()).toBe('');
    await until(objects).toEqual([]);
    await until(keeper).toBe(0);
    expect(sh('ps w')).not.toContain('dockerman-keeper');
    await until(() => luciMenu(cookie)).toEqual({ loggedIn: true, docker: false });
    expect(everyFile()).toEqual(before);
  });

  test('an upgrade keeps the changed configuration and the sessions, drops old files and restarts the keeper', async () => {
    sh(`opkg install ${await lay('1:0.0.9-r1', { '/usr/share/dockerman/gone.txt': 'old' })}`);
    await until(objects).toEqual(['dockerman', 'dockerman.keeper']);
    const before = keeper();
    const cookie = await luciLogin();
    sh(`uci set dockerman.local.label='Changed'; uci commit dockerman`);

    // opkg says that it keeps the changed file
    sh(`opkg install ${await lay()} 2>&1`);
    expect(installed()).toBe(`luci-app-dockerman - ${metadata.opkgVersion}`);
    expect(sh('uci get dockerman.local.label')).toBe('Changed\n');
    expect(existsSync(router.path('/usr/share/dockerman/gone.txt'))).toBe(false);
    await until(() => keeper() > 0 && keeper() !== before).toBe(true);
    await until(objects).toEqual(['dockerman', 'dockerman.keeper']);
    await until(() => luciMenu(cookie)).toEqual({ loggedIn: true, docker: true });

    sh('opkg remove luci-app-dockerman');
    expect(sh('cat /etc/config/dockerman')).toContain('Changed');
  });

  test.each(feedVersions)('it replaces the feed’s %s, and no upgrade brings that back', async (feed) => {
    const theirs = await lay(feed, { '/www/luci-static/resources/dockerman/api.js': 'theirs' });
    sh(`opkg install ${theirs}`);
    sh(`opkg install ${await lay()}`);
    expect(installed()).toBe(`luci-app-dockerman - ${metadata.opkgVersion}`);

    sh(`mkdir -p /tmp/package-feed /tmp/opkg-lists; cp ${theirs} /tmp/package-feed/theirs.ipk; cd /tmp/package-feed
      { tar -xzOf theirs.ipk ./control.tar.gz | tar -xzO ./control; echo Filename: theirs.ipk; echo Size: $(wc -c <theirs.ipk); echo; } >/tmp/opkg-lists/feed
      echo 'src feed file:///tmp/package-feed' >/etc/opkg/customfeeds.conf`);
    expect(sh('opkg list luci-app-dockerman')).toContain(feed);
    expect(sh('opkg list-upgradable')).toBe('');
    sh('opkg upgrade luci-app-dockerman');
    expect(installed()).toBe(`luci-app-dockerman - ${metadata.opkgVersion}`);
  });
});
