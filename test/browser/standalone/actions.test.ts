import { ContainerList } from '../fixtures/container-list';
import { expect, test } from '../fixtures/standalone';

test('start, stop, restart, pause, resume and kill do so on the engine, from the list', async ({
  page,
  standalone,
  containers,
}) => {
  const web = await containers.run('web');
  const list = new ContainerList(page);
  await standalone.open(page);
  const state = list.state(web);

  await list.button(web, 'Stop').click();
  await expect(state).toContainText('exited (137)');
  expect(await containers.state(web)).toBe('exited');

  await list.button(web, 'Start').click();
  await expect(state).toHaveText('running');
  expect(await containers.state(web)).toBe('running');

  const before = await containers.startedAt(web);
  await list.button(web, 'Restart').click();
  await expect(page.getByText(`${web} restarted`)).toBeVisible();
  await expect(state).toHaveText('running');
  expect(await containers.startedAt(web)).not.toBe(before);

  await list.choose(web, 'Pause');
  await expect(state).toHaveText('paused');
  expect(await containers.state(web)).toBe('paused');

  await list.button(web, 'Resume').click();
  await expect(state).toHaveText('running');
  expect(await containers.state(web)).toBe('running');

  await list.choose(web, 'Kill');
  await page.getByRole('dialog').getByLabel('Signal').selectOption('SIGKILL');
  await list.confirm('Kill');
  await expect(state).toContainText('exited (137)');
  expect(await containers.state(web)).toBe('exited');
});

test('a container is renamed, and a name that is taken is refused with the typed text kept', async ({
  page,
  standalone,
  containers,
}) => {
  const [web, other] = [await containers.run('web'), await containers.run('other')];
  const list = new ContainerList(page);
  await standalone.open(page);
  await list.choose(web, 'Rename');
  const field = page.getByRole('dialog').getByLabel('Name');
  await expect(field).toHaveValue(web);
  await field.fill(other);
  await list.confirm('Rename');
  await expect(page.getByRole('dialog').getByRole('alert')).toHaveText(
    `Another container is called ${other}.`,
  );
  await expect(field).toHaveValue(other);
  const next = containers.name('renamed');
  await field.fill(next);
  await list.confirm('Rename');
  await expect(list.state(next)).toHaveText('running');
  await expect(list.row(web)).toHaveCount(0);
  expect(await containers.state(next)).toBe('running');
});

test('a remove names what it destroys, asks, and removes', async ({
  page,
  standalone,
  containers,
  problems,
}) => {
  // its details are asked for until the last event
  problems.expect(/status of 404/);
  const web = await containers.run('web', undefined, { more: { Volumes: { '/data': {} } } });
  const list = new ContainerList(page);
  await standalone.open(page);
  await list.choose(web, 'Remove');
  const dialog = page.getByRole('dialog', { name: `Remove ${web}` });
  await expect(dialog).toContainText('It is running and will be killed first.');
  await expect(dialog).toContainText('With all data in /data');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  expect(await containers.state(web)).toBe('running');

  await list.choose(web, 'Remove');
  await page.getByRole('checkbox', { name: 'Remove its anonymous volumes too' }).check();
  await list.confirm('Remove');
  await expect(list.row(web)).toHaveCount(0);
  await expect(containers.state(web)).rejects.toThrow('404');
  expect(await containers.call('GET', '/volumes')).toMatchObject({ Volumes: [] });
});

test('actions on several tell of each container what became of it', async ({
  page,
  standalone,
  containers,
}) => {
  const [one, two, three] = [
    await containers.run('one'),
    await containers.run('two'),
    await containers.run('three'),
  ];
  const list = new ContainerList(page);
  await standalone.open(page);
  await expect(list.state(three)).toHaveText('running');
  await list.select(one, two);
  const bar = page.getByRole('toolbar', { name: 'Selected containers' });
  await expect(bar).toContainText('2 selected');
  await bar.getByRole('button', { name: 'Stop' }).click();
  const results = page.getByRole('region', { name: 'Results' });
  await expect(results).toContainText('2 done');
  await expect(results).toContainText(`${one} stopped`);
  await expect(results).toContainText(`${two} stopped`);
  await expect(list.state(one)).toContainText('exited');
  await expect(list.state(two)).toContainText('exited');
  expect(await containers.state(three)).toBe('running');

  await bar.getByRole('button', { name: 'Remove' }).click();
  await list.confirm('Remove');
  await expect(list.row(one)).toHaveCount(0);
  await expect(list.row(two)).toHaveCount(0);
  await expect(list.state(three)).toHaveText('running');
});

test('what the engine says when an action fails stands at the container', async ({
  page,
  standalone,
  containers,
  problems,
}) => {
  problems.expect(/status of [45]\d\d/);
  const broken = await containers.create('broken', '', { more: { Cmd: ['/no/such/program'] } });
  const list = new ContainerList(page);
  await standalone.open(page);
  await list.button(broken, 'Start').click();
  await expect(list.grid.getByRole('alert')).toContainText('/no/such/program');
  await expect(list.state(broken)).toContainText('created');
});
