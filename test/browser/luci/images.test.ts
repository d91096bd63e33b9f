import { randomBytes } from 'node:crypto';
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
