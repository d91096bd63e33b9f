import { ConnectionPanel } from '../fixtures/connection-panel';
import { ContainerList } from '../fixtures/container-list';
import type { Front } from '../fixtures/front';
import { expect, test } from '../fixtures/luci';
import { containerToWatch, walkTheWholePath } from '../fixtures/whole-path';

const program = '/cgi-bin/dockerman/';
const luciApi = '/cgi-bin/luci/admin/docker-api/';

/** The requests of an operation that came by a path. */
function asked(front: Front, path: string, operation: string): number {
  return front.passed.filter(
    (one) => one.path.startsWith(path) && `${one.path} ${one.body}`.includes(operation),
  ).length;
}

test('rpcd alone with the keeper carries everything of the two pages', async ({
  page,
  luci,
  frontOf,
  containers,
  problems,
}) => {
  problems.expect(/status of 404/);
  const front = await frontOf(luci);
  front.refuse(({ path }) => (path.startsWith(program) || path.startsWith(luciApi) ? 404 : undefined));
  const web = await containerToWatch(containers);
  await front.luci.open(page);
  await expect(new ConnectionPanel(page).badge).toHaveAccessibleName('Connection: rpcd');
  await walkTheWholePath(page, containers, web);
  expect(asked(front, '/ubus', 'ContainerList')).toBeGreaterThan(0);
  expect(asked(front, '/ubus', 'ContainerLogs')).toBeGreaterThan(0);
});

test('the CGI program carries everything when it is chosen, and the choice is remembered', async ({
  page,
  luci,
  frontOf,
  containers,
}) => {
  const front = await frontOf(luci);
  const web = await containerToWatch(containers);
  await front.luci.open(page);
  const panel = new ConnectionPanel(page);
  await panel.prefer('controller');
  await front.luci.reload(page);
  await expect(panel.badge).toHaveAccessibleName('Connection: controller');
  const before = asked(front, '/ubus', 'ContainerList');
  await walkTheWholePath(page, containers, web);
  expect(asked(front, program, 'ContainerStart')).toBe(1);
  expect(asked(front, program, 'ContainerLogs')).toBeGreaterThan(0);
  expect(asked(front, '/ubus', 'ContainerList')).toBe(before);
});

test("LuCI's controller carries everything where the CGI program and rpcd's object are absent", async ({
  page,
  luci,
  frontOf,
  containers,
  problems,
}) => {
  problems.expect(/status of 404/);
  const front = await frontOf(luci);
  front.refuse(({ path, body }) =>
    path.startsWith(program) || (path.startsWith('/ubus') && body.includes('"dockerman')) ? 404 : undefined,
  );
  const web = await containerToWatch(containers);
  await front.luci.open(page);
  await expect(new ConnectionPanel(page).badge).toHaveAccessibleName('Connection: controller');
  await walkTheWholePath(page, containers, web);
  expect(asked(front, luciApi, 'ContainerList')).toBeGreaterThan(0);
  expect(asked(front, luciApi, 'ContainerStart')).toBe(1);
});

test('where /ubus is absent, as behind some proxies, the CGI program carries everything', async ({
  page,
  luci,
  frontOf,
  containers,
  problems,
}) => {
  problems.expect(/status of 404/);
  const front = await frontOf(luci);
  // ours alone: LuCI would send several requests at once to its dispatcher instead, which hangs on that
  front.refuse(({ path, body }) =>
    path.startsWith('/ubus') && body.includes('"dockerman') ? 404 : undefined,
  );
  const web = await containerToWatch(containers);
  await front.luci.open(page);
  await expect(new ConnectionPanel(page).badge).toHaveAccessibleName('Connection: controller');
  await walkTheWholePath(page, containers, web);
  expect(asked(front, program, 'ContainerStart')).toBe(1);
});

test('without the keeper events, figures and logs come by the CGI program', async ({
  page,
  bootLuci,
  dockerd,
  containers,
}) => {
  const luci = await bootLuci({ engineSocket: dockerd.socket });
  luci.router.run(['/etc/init.d/dockerman', 'stop']);
  const web = await containerToWatch(containers);
  await luci.open(page);
  await walkTheWholePath(page, containers, web);
  const panel = new ConnectionPanel(page);
  await panel.open();
  await expect(panel.about('keeper')).toContainText(/not/i);
});

test('a keeper that is stopped under an open page is done without', async ({
  page,
  bootLuci,
  dockerd,
  containers,
}) => {
  const luci = await bootLuci({ engineSocket: dockerd.socket });
  const web = await containerToWatch(containers);
  await luci.open(page);
  const list = new ContainerList(page);
  await expect(list.row(web).locator('.dm-c-cpu')).toContainText('%');
  luci.router.run(['/etc/init.d/dockerman', 'stop']);
  await walkTheWholePath(page, containers, web);
});

test('without the object of rpcd everything comes by the keeper and the CGI program', async ({
  page,
  bootLuci,
  dockerd,
  containers,
}) => {
  const luci = await bootLuci({
    engineSocket: dockerd.socket,
    files: { '/etc/uci-defaults/99-test': 'rm -f /usr/share/rpcd/ucode/dockerman.uc' },
  });
  const web = await containerToWatch(containers);
  await luci.open(page);
  await expect(new ContainerList(page).state(web)).toHaveText('running');
  await expect(new ConnectionPanel(page).badge).toHaveAccessibleName('Connection: controller');
});

test('a role that could not be had at first is asked for again', async ({
  page,
  luci,
  frontOf,
  containers,
  problems,
}) => {
  problems.expect(/net::ERR|status of 404/);
  const front = await frontOf(luci);
  let refused = 0;
  front.refuse(({ body, path }) =>
    (body.includes('RouterStatus') || path.includes('RouterStatus')) && refused++ < 2 ? 'cut' : undefined,
  );
  const web = await containers.run('web');
  const list = new ContainerList(page);
  await front.luci.open(page);
  await expect(list.state(web)).toHaveText('running');
  await expect(list.button(web, 'Stop')).toBeVisible({ timeout: 25_000 });
  expect(refused).toBeGreaterThan(1);
});
