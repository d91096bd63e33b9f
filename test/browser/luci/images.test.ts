import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { account, noRegistry, startRegistry } from '../../engine/registry';
import { ImageList } from '../fixtures/image-list';
import { expect, test } from '../fixtures/luci';

test('an admin pulls from a registry that wants a login: the router keeps the credentials, and the pull goes on without its page', async ({
  page,
  context,
  luci,
  containers,
}) => {
  test.skip(noRegistry !== undefined, noRegistry);
  const registry = await startRegistry({ login: true });
  try {
    const list = new ImageList(page);
    const name = `${registry.host}/app-${randomBytes(4).toString('hex')}:1`;
    const [repository = '', tag] = name.split(/:(?=1$)/);
    await containers.call('POST', `/images/busybox:1/tag?repo=${repository}&tag=${tag}`);
    await luci.open(page, 'images/registries');
    await page.locator('[name=host]').fill(registry.host);
    await page.locator('[name=user]').fill(account.user);
    await page.locator('[name=password]').fill(account.password);
    await page.getByRole('button', { name: 'Keep' }).click();
    await expect(page.locator('.dm-registries')).toContainText(registry.host);
    await expect(page.locator('.dm-registries')).not.toContainText(account.password);

    await page.getByRole('link', { name: /^Images/ }).click();
    await list.choose(name, 'Push');
    await list.confirm('Push');
    await list.done(`Push ${name}`);
    await containers.call('DELETE', `/images/${name}`);
    await expect(list.row(name)).toHaveCount(0);

    await list.pull(name);
    await expect(list.job(`Pull ${name}`)).toBeVisible();
    await page.close();
    const again = await context.newPage();
    await luci.go(again, 'images');
    await expect(new ImageList(again).row(name)).toBeVisible();
    await containers.call('DELETE', `/images/${name}`);
  } finally {
    await registry.stop();
  }
});

test('a viewer sees images and their layers, and is offered nothing to do', async ({ page, luci }) => {
  const list = new ImageList(page);
  await luci.open(page, 'images', 'viewer');
  await expect(list.row('busybox:1')).toBeVisible();
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Pull' })).toHaveCount(0);
  await expect(list.row('busybox:1').getByRole('button')).toHaveCount(0);
  await list.row('busybox:1').getByRole('link').first().click();
  await expect(page.locator('.dm-steps')).toBeVisible();
  await expect(page.getByRole('button', { name: /^(Save|Remove|Tag)$/ })).toHaveCount(0);
});

test('an admin builds and imports from files of the browser, and saves an image to it', async ({
  page,
  luci,
  containers,
}) => {
  const list = new ImageList(page);
  const name = `made-${randomBytes(4).toString('hex')}:1`;
  await luci.open(page, 'images');
  await list.build(name, `FROM busybox:1\nLABEL made=${name}`);
  await list.done(`Build ${name}`);
  await expect(list.row(name)).toBeVisible();

  const download = page.waitForEvent('download');
  await list.choose(name, 'Save');
  await list.confirm('Save');
  const file = await (await download).path();
  const { packTar, unpackTar } = await import('modern-tar');
  const entries = await unpackTar(new Uint8Array(await readFile(file)));
  expect(entries.map(({ header }) => header.name)).toContain('manifest.json');

  const imported = `imported-${name}`;
  const tar = await packTar([{ header: { name: 'hello', size: 5, mode: 0o644 }, body: 'hello' }]);
  await page.locator('.dm-bar').getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Load or import a file' }).click();
  await page.getByText('A file system').click();
  await page.locator('input[type=file]').setInputFiles({
    name: 'rootfs.tar',
    mimeType: 'application/x-tar',
    buffer: Buffer.from(tar),
  });
  await page.locator('[name=name]').fill(imported);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(list.row(imported)).toBeVisible();
  for (const one of [imported, name]) await containers.call('DELETE', `/images/${one}`);
});
