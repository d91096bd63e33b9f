import { ContainerList } from '../fixtures/container-list';
import { expect, test } from '../fixtures/luci';
import { switchedEngine } from '../fixtures/switched-engine';

test('a stopped dockerd is said, Start starts it, and an open page recovers by itself', async ({
  page,
  bootLuci,
  dockerd,
  containers,
  problems,
}) => {
  problems.expect(/status of 50[24]/);
  const web = await containers.run('web');
  const engine = switchedEngine(dockerd.socket);
  try {
    const luci = await bootLuci({ engineSocket: engine.socket, files: engine.files });
    const list = new ContainerList(page);
    await luci.open(page);
    await expect(page.getByText('dockerd is not running')).toBeVisible();
    await page.getByRole('button', { name: 'Start dockerd' }).click();
    await expect(list.state(web)).toHaveText('running');
    await expect(page.getByText('dockerd is not running')).toBeHidden();

    luci.router.run(['/etc/init.d/dockerd', 'stop']);
    await expect(page.getByText('dockerd is not running')).toBeVisible();
    // what is known stays on the page
    await expect(list.row(web)).toBeVisible();

    luci.router.run(['/etc/init.d/dockerd', 'start']);
    await expect(page.getByText('dockerd is not running')).toBeHidden();
    await containers.stop(web);
    await expect(list.state(web)).toContainText('exited (137)');
  } finally {
    engine.stop();
  }
});

test('who may not start dockerd is told who can', async ({ page, bootLuci, dockerd }) => {
  const engine = switchedEngine(dockerd.socket);
  try {
    const luci = await bootLuci({ engineSocket: engine.socket, files: engine.files });
    await luci.open(page, '', 'operator');
    await expect(page.getByText('Somebody who may administer Docker can start it.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Start dockerd' })).toHaveCount(0);
  } finally {
    engine.stop();
  }
});

test('without dockerd the menu entry is there, and the page says what to do', async ({ page, bootLuci }) => {
  const luci = await bootLuci({});
  await luci.open(page);
  await expect(page.getByRole('link', { name: 'Docker', exact: true })).toBeVisible();
  await expect(page.getByText('dockerd is not installed on this router')).toBeVisible();
  await expect(page.getByText(/Install the package dockerd/)).toBeVisible();
});
