import { ContainerList } from '../fixtures/container-list';
import { expect, test } from '../fixtures/luci';

test("LuCI's own login leads to Docker in its menu, and to the containers of the engine", async ({
  page,
  luci,
  containers,
  problems,
}) => {
  // LuCI's login comes with this status
  problems.expect(/status of 403 \(Forbidden\)/);
  const web = await containers.run('web');
  const job = await containers.create('job');
  await page.goto(`${luci.router.url}/cgi-bin/luci/`);
  await page.locator('input[name=luci_username]').fill('root');
  await page.locator('input[name=luci_password]').fill('');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('link', { name: 'Docker', exact: true }).click();

  const list = new ContainerList(page);
  await expect(list.state(web)).toHaveText('running');
  await expect(list.state(job)).toHaveText('created');
  await expect(page).toHaveTitle(/Containers/);
});

test('a container is stopped and started from its line', async ({ page, luci, containers }) => {
  const web = await containers.run('web');
  const list = new ContainerList(page);
  await luci.open(page);
  await list.button(web, 'Stop').click();
  await expect(list.state(web)).toContainText('exited (137)');
  expect(await containers.state(web)).toBe('exited');
  await list.button(web, 'Start').click();
  await expect(list.state(web)).toHaveText('running');
  expect(await containers.state(web)).toBe('running');
});

test('what is done elsewhere shows in the open list', async ({ page, luci, containers }) => {
  const before = await containers.run('before');
  const list = new ContainerList(page);
  await luci.open(page);
  await expect(list.state(before)).toHaveText('running');
  const web = await containers.run('web');
  await expect(list.state(web)).toHaveText('running');
  await containers.stop(web);
  await expect(list.state(web)).toContainText('exited (137)');
  await containers.call('DELETE', `/containers/${web}`);
  await expect(list.state(web)).toContainText('removed');
  await expect(list.row(web)).toHaveCount(0);
});

test('figures of a running container come by themselves', async ({ page, luci, containers }) => {
  const web = await containers.run('web', 'while :; do :; done');
  const list = new ContainerList(page);
  await luci.open(page);
  await expect(list.row(web).locator('.dm-c-cpu')).toContainText(/[1-9][0-9.]* %/);
  await expect(list.row(web).locator('.dm-c-memory')).toContainText(/\d (KiB|MiB)/);
});

test('search narrows the list and is in the address', async ({ page, luci, containers }) => {
  const [web, db] = [await containers.run('web'), await containers.run('db')];
  const list = new ContainerList(page);
  await luci.open(page);
  await expect(list.row(db)).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type(web);
  await expect(list.row(db)).toHaveCount(0);
  await expect(list.row(web)).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`q=${web}`));
  await luci.reload(page);
  await expect(list.row(web)).toBeVisible();
  await expect(list.row(db)).toHaveCount(0);
});
