import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { noRegistry, startRegistry } from '../../engine/registry';
import { bringAxe, expectAccessible } from '../fixtures/accessibility';
import { ImageList } from '../fixtures/image-list';
import { expect, test } from '../fixtures/standalone';

const named = (word: string) => `${word}-${randomBytes(4).toString('hex')}`;

test('an image is built from a typed Dockerfile, tagged, untagged, saved, removed and loaded again', async ({
  page,
  standalone,
  containers,
  problems,
}) => {
  // its own page may ask once more for what has just been removed
  problems.expect(/status of 404/);
  const list = new ImageList(page);
  const name = `${named('app')}:1`;
  await standalone.open(page, 'images');
  await expect(list.row('busybox:1')).toBeVisible();
  await list.build(name, `FROM busybox:1\nLABEL made=${name}\nENV COLOUR=green\nCMD ["sleep", "7"]`);
  await list.done(`Build ${name}`);
  await list.job(`Build ${name}`).getByText('Log').click();
  await expect(list.job(`Build ${name}`).getByRole('log')).toContainText('Step 3/4 : ENV COLOUR=green');

  await list.row(name).getByRole('link').first().click();
  await expect(page.locator('.dm-steps')).toContainText('ENV COLOUR=green');
  await page.getByRole('button', { name: 'Tag', exact: true }).click();
  await page.locator('dialog [name=name]').fill(`other/${name}`);
  await list.confirm('Tag');
  await page.getByRole('button', { name: `Untag ${name}` }).click();
  await expect(page.locator('.dm-names').first()).toHaveText(new RegExp(`^\\s*other/${name}`));
  await expect(page.getByRole('heading', { name: `other/${name}` })).toBeVisible();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const saved = await (await download).path();
  expect((await readFile(saved)).length).toBeGreaterThan(100_000);

  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await list.confirm('Remove');
  await expect(page.locator('dm-image-list')).toBeVisible();
  await expect(list.row(`other/${name}`)).toHaveCount(0);
  await expect(containers.call('GET', `/images/other/${name}/json`)).rejects.toThrow('No such image');

  await page.locator('.dm-bar').getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Load or import a file' }).click();
  await page.locator('input[type=file]').setInputFiles({
    name: 'saved.tar',
    mimeType: 'application/x-tar',
    buffer: await readFile(saved),
  });
  await page.getByRole('button', { name: 'Load', exact: true }).click();
  await expect(list.row(`other/${name}`)).toBeVisible();
  await containers.call('DELETE', `/images/other/${name}`);
  await expect(list.row(`other/${name}`)).toHaveCount(0);
});

test('the list follows who uses an image, and what a running container uses stays', async ({
  page,
  standalone,
  containers,
}) => {
  const list = new ImageList(page);
  const tag = `${named('used')}:1`;
  const [repo = '', version] = tag.split(':');
  await containers.call('POST', `/images/busybox:1/tag?repo=${repo}&tag=${version}`);
  await standalone.open(page, 'images?show=used');
  const web = await containers.run('user');
  await expect(list.row(tag)).toContainText(web);
  // a dialog says how things were when it was opened, and a container is made before it runs
  await expect(async () => {
    await page.keyboard.press('Escape');
    await list.choose(tag, 'Remove');
    await expect(page.getByRole('dialog')).toContainText('stays: running containers use it', {
      timeout: 500,
    });
  }).toPass();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Remove' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await containers.call('DELETE', `/images/${tag}`);
  await expect(page.getByRole('link', { name: tag })).toHaveCount(0);
});

test('a pull goes on while its page is left, a push brings an image there, and a refusal says why', async ({
  page,
  standalone,
  containers,
}) => {
  test.skip(noRegistry !== undefined, noRegistry);
  const registry = await startRegistry();
  try {
    const list = new ImageList(page);
    const repository = `${registry.host}/${named('app')}`;
    await containers.call('POST', `/images/busybox:1/tag?repo=${repository}&tag=1`);
    await standalone.open(page, 'images');
    await list.choose(`${repository}:1`, 'Push');
    await list.confirm('Push');
    await list.done(`Push ${repository}:1`);
    await containers.call('DELETE', `/images/${repository}:1`);
    await expect(list.row(`${repository}:1`)).toHaveCount(0);

    // its layers are here already: what tells of them is slow enough to be left
    registry.limit(300);
    await list.pull(`${repository}:1`);
    await expect(list.job(`Pull ${repository}:1`).getByRole('status')).toHaveText('at work');
    await page.getByRole('link', { name: /^Containers/ }).click();
    await expect(page.locator('dm-image-work')).toHaveCount(0);
    registry.limit(Infinity);
    await page.getByRole('link', { name: /^Images/ }).click();
    await list.done(`Pull ${repository}:1`);
    await expect(list.row(`${repository}:1`)).toBeVisible();

    await list.pull(`${repository}:2`);
    await expect(list.job(`Pull ${repository}:2`)).toContainText('failed');
    await expect(list.job(`Pull ${repository}:2`)).toContainText(/manifest.*unknown|not found/);
    await containers.call('DELETE', `/images/${repository}:1`);
  } finally {
    await registry.stop();
  }
});

test('a prune takes what its preview names, and nothing else', async ({ page, standalone, containers }) => {
  const list = new ImageList(page);
  const name = `${named('old')}:1`;
  await standalone.open(page, 'images');
  // the second build takes the name from the first, which dangles then
  await list.build(name, `FROM busybox:1\nLABEL made=first-${name}`);
  await list.done(`Build ${name}`);
  const id = ((await containers.call('GET', `/images/${name}/json`)) as { Id: string }).Id.slice(7, 19);
  await list.build(name, `FROM busybox:1\nLABEL made=second-${name}`);
  await expect(list.row(id)).toContainText('dangling');
  await page.locator('.dm-bar').getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Remove unused images' }).click();
  await expect(page.getByRole('list', { name: 'What goes' })).toContainText(id);
  await expect(page.getByRole('list', { name: 'What goes' })).not.toContainText(name);
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await list.done('Remove unused images');
  await expect(list.row(id)).toHaveCount(0);
  await expect(list.row(name)).toBeVisible();
  await containers.call('DELETE', `/images/${name}`);
});

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`axe finds nothing on the pages of images, ${colorScheme}`, async ({ page, standalone }) => {
      await bringAxe(page.context());
      const list = new ImageList(page);
      await standalone.open(page, 'images');
      await expect(list.row('busybox:1')).toBeVisible();
      await expectAccessible(page, 'the list');
      await list.choose('busybox:1', 'Remove');
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page, 'the dialog');
      await page.keyboard.press('Escape');
      for (const form of ['pull', 'build', 'load', 'registries', 'prune']) {
        await page.goto(`${standalone.url}/images/${form}`);
        await expect(page.locator('.dm-form')).toBeVisible();
        await expectAccessible(page, form);
      }
      await page.goto(`${standalone.url}/images`);
      await list.row('busybox:1').getByRole('link').first().click();
      await expect(page.locator('.dm-steps')).toBeVisible();
      await expectAccessible(page, 'one image');
    });
  });
