import { ContainerList } from '../fixtures/container-list';
import { expect, test } from '../fixtures/luci';

test('each tab of a container has an address of its own, and a reload stays there', async ({
  page,
  luci,
  containers,
}) => {
  const web = await containers.run('web', 'echo hello; sleep 1000');
  const list = new ContainerList(page);
  await luci.open(page);
  await list.row(web).getByRole('link', { name: web }).click();
  await expect(page.getByRole('heading', { name: web })).toBeVisible();
  await expect(page).toHaveURL(luci.url(`containers/${web}`));

  const tabs = page.getByRole('navigation', { name: 'Container' });
  for (const [tab, shown] of [
    ['Logs', page.getByText('hello', { exact: true })],
    ['Statistics', page.getByRole('region', { name: 'Memory' })],
    ['Console', page.getByRole('button', { name: 'Attach' })],
    ['Inspect', page.getByRole('button', { name: 'HostConfig' })],
    ['Summary', page.getByRole('heading', { name: 'Environment' })],
  ] as const) {
    await tabs.getByRole('link', { name: tab, exact: true }).click();
    await expect(shown).toBeVisible();
    await luci.reload(page);
    await expect(shown).toBeVisible();
  }
  await page.goBack();
  await expect(page.getByRole('button', { name: 'HostConfig' })).toBeVisible();
});

test('a log is followed as it is written', async ({ page, luci, containers }) => {
  const script = 'mkfifo /pipe; echo first; while :; do read line < /pipe && echo "said $line"; done';
  const web = await containers.run('web', script);
  await luci.open(page, `containers/${web}/logs`);
  const log = page.getByRole('region', { name: 'Log' });
  await expect(log.getByText('first', { exact: true })).toBeVisible();
  for (const word of ['one', 'two']) {
    await containers.exec(web, `echo ${word} > /pipe`);
    await expect(log.getByText(`said ${word}`, { exact: true })).toBeVisible();
  }
});

test('a container that ended badly says why without a click', async ({ page, luci, containers }) => {
  const job = await containers.run('job', 'echo the disk is full; exit 3');
  await containers.call('POST', `/containers/${job}/wait`);
  await luci.open(page, `containers/${job}`);
  await expect(page.getByRole('status').filter({ hasText: 'exited (3)' })).toBeVisible();
  await expect(page.getByText('the disk is full')).toBeVisible();
});

test('a container that is not there is said to be gone', async ({ page, luci }) => {
  await luci.open(page, 'containers/nobody-has-this-name');
  await expect(page.getByText('There is no container nobody-has-this-name')).toBeVisible();
  await page.getByRole('link', { name: 'All containers' }).click();
  await expect(page).toHaveURL(luci.url('containers'));
});
