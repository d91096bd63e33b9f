import { expect, test } from '../fixtures/standalone';

test('the log is followed, searched, shown with times and downloaded whole', async ({
  page,
  standalone,
  containers,
}) => {
  const script =
    'mkfifo /pipe; for i in $(seq 500); do echo "line $i"; done; cat /pipe >&2; while :; do cat /pipe; done';
  const web = await containers.run('web', script);
  await standalone.open(page, `containers/${web}/logs`);
  const log = page.getByRole('region', { name: 'Log' });
  // dockerd keeps no order between stdout and stderr: the one waits for the other to be seen
  await expect(log.getByText('line 500', { exact: true })).toBeVisible();
  await containers.exec(web, 'echo trouble > /pipe');
  await expect(log.getByText('trouble', { exact: true })).toBeVisible();
  await containers.exec(web, 'echo just now > /pipe');
  await expect(log.getByText('just now', { exact: true })).toBeVisible();

  await page.getByRole('searchbox', { name: 'Search the log' }).fill('line 49');
  await expect(page.getByText('10', { exact: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(log.locator('mark').first()).toHaveText('line 49');

  await page.getByRole('button', { name: 'Times' }).click();
  await expect(log).toContainText(/\d\d:\d\d:\d\d/);

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toContain(web);
  const stream = await download.createReadStream();
  let text = '';
  for await (const part of stream) text += String(part);
  expect(text.match(/line \d+$/gm)).toHaveLength(500);
});

test('charts draw CPU, memory, network, block I/O and processes', async ({
  page,
  standalone,
  containers,
}) => {
  const web = await containers.run('web', 'while :; do :; done');
  await standalone.open(page, `containers/${web}/statistics`);
  for (const name of ['CPU', 'Memory', 'Network', 'Block I/O', 'Processes']) {
    const chart = page.getByRole('region', { name, exact: true });
    await expect(chart.locator('canvas')).toBeVisible();
  }
  await expect(page.getByRole('region', { name: 'CPU', exact: true })).toContainText(/[1-9][\d.]* %/);
  await expect(page.getByRole('region', { name: 'Processes', exact: true })).toContainText('1');
});

test('inspect shows what the engine says, as a tree and as JSON, and finds in it', async ({
  page,
  standalone,
  containers,
}) => {
  const web = await containers.run('web', undefined, { labels: { colour: 'ultramarine' } });
  await standalone.open(page, `containers/${web}/inspect`);
  await expect(page.getByRole('button', { name: 'HostConfig' })).toBeVisible();
  await page.getByRole('searchbox').fill('ultramar');
  await expect(page.getByText('"ultramarine"')).toBeVisible();
  await expect(page.getByRole('button', { name: 'HostConfig' })).toBeHidden();
  await page.getByRole('button', { name: 'JSON', exact: true }).click();
  await expect(page.locator('pre')).toContainText('"colour": "ultramarine"');
});

test('the buttons of a container act, and a rename goes on at its new address', async ({
  page,
  standalone,
  containers,
  problems,
}) => {
  // what goes by the old name is asked for once more
  problems.expect(/status of 404/);
  // the last lines of a container that is going
  problems.expect(/status of 409/);
  const web = await containers.run('web');
  await standalone.open(page, `containers/${web}`);
  const state = page.getByRole('status').first();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(state).toContainText('exited (137)');
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(state).toContainText('running');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  const next = containers.name('next');
  await page.getByRole('dialog').getByLabel('Name').fill(next);
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await expect(page).toHaveURL(`${standalone.url}/containers/${next}`);
  await expect(page.getByRole('heading', { name: next })).toBeVisible();
});
