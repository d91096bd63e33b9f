import { ContainerList } from '../fixtures/container-list';
import { expect, test } from '../fixtures/standalone';

test('a wrong password is said, the right one leads to what was asked for, and logging out ends it', async ({
  page,
  standalone,
  containers,
  problems,
}) => {
  problems.expect(/status of 401/);
  const web = await containers.run('web');
  await page.goto(`${standalone.url}/containers/${web}`);
  const field = page.getByLabel('Password');
  await field.fill('wrong');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('alert')).toContainText(/wrong/i);
  await field.fill(standalone.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('heading', { name: web })).toBeVisible();
  await page.getByRole('button', { name: 'Log out' }).click();
  await expect(field).toBeVisible();
  await page.goto(`${standalone.url}/containers`);
  await expect(field).toBeVisible();
  await expect(new ContainerList(page).row(web)).toHaveCount(0);
});

test('a session that ends under an open page is said, and leads to the login', async ({
  page,
  standalone,
  containers,
  problems,
}) => {
  problems.expect(/status of 401/);
  const web = await containers.run('web');
  const list = new ContainerList(page);
  await standalone.open(page);
  await expect(list.state(web)).toHaveText('running');
  await page.request.post(`${standalone.url}/logout`, { headers: { Origin: standalone.url } });
  await expect(page.getByText('Your session has ended')).toBeVisible();
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByLabel('Password')).toBeVisible();
});
