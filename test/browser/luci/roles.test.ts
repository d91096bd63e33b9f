import { ContainerList } from '../fixtures/container-list';
import { expect, test } from '../fixtures/luci';

test('a viewer sees everything but secrets and logs, and is offered nothing to do', async ({
  page,
  luci,
  containers,
}) => {
  const web = await containers.run('web', 'echo hello; sleep 1000', {
    environment: ['TZ=Europe/Vienna', 'DB_PASSWORD=swordfish'],
  });
  const list = new ContainerList(page);
  await luci.open(page, '', 'viewer');
  await expect(list.state(web)).toHaveText('running');
  await expect(list.row(web).locator('.dm-c-cpu')).toContainText('%');
  await expect(list.button(web, 'Stop')).toHaveCount(0);
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await list.button(web, 'More').click();
  await expect(page.getByRole('menuitem')).toHaveText([/Logs/, /Console/, /Statistics/, /Inspect/]);
  await page.keyboard.press('Escape');

  await list.row(web).getByRole('link', { name: web }).click();
  await page.getByText('Environment', { exact: true }).click();
  await expect(page.getByText('Europe/Vienna', { exact: true })).toBeVisible();
  await expect(page.locator('dt', { hasText: 'DB_PASSWORD' })).toBeVisible();
  await expect(page.locator('dm-app')).not.toContainText('swordfish');
  await expect(page.getByRole('button', { name: /^(Stop|Restart|More)$/ })).toHaveCount(0);

  await page.getByRole('link', { name: 'Logs', exact: true }).click();
  await expect(page.getByText(/luci-app-dockerman-operator/)).toBeVisible();
  await expect(page.getByText('hello')).toHaveCount(0);
  await page.getByRole('link', { name: 'Inspect', exact: true }).click();
  await page.getByRole('button', { name: 'JSON', exact: true }).click();
  await expect(page.locator('pre')).toContainText('DB_PASSWORD');
  await expect(page.locator('pre')).not.toContainText('swordfish');

  await containers.stop(web);
  await page.getByRole('link', { name: 'All containers' }).click();
  await expect(list.state(web)).toContainText('exited (137)');
});

test('an operator starts, stops and reads logs, and is offered neither rename nor remove', async ({
  page,
  luci,
  containers,
}) => {
  const web = await containers.run('web', 'echo hello; sleep 1000');
  const list = new ContainerList(page);
  await luci.open(page, '', 'operator');
  await list.button(web, 'Stop').click();
  await expect(list.state(web)).toContainText('exited (137)');
  await list.button(web, 'Start').click();
  await expect(list.state(web)).toHaveText('running');
  await list.button(web, 'More').click();
  await expect(page.getByRole('menuitem', { name: 'Kill' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: /Rename|Remove/ })).toHaveCount(0);
  await page.getByRole('menuitem', { name: 'Logs' }).click();
  await expect(page.getByRole('region', { name: 'Log' }).getByText('hello').first()).toBeVisible();
  await page.getByRole('link', { name: 'Console', exact: true }).click();
  await expect(page.getByText('A console needs the access group luci-app-dockerman-admin.')).toBeVisible();
});
