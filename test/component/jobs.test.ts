import axe from 'axe-core';
import { expect, test } from 'vitest';
import { row, type FakeEngine } from './fake-engine';
import { fileRow, jobRow } from './fake-work';
import { mounted, type Mounted } from './mounted';

const rules = { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } };

const pull = jobRow('pull', {
  progress: { done: 2, total: 4, unit: 'layers', bytes: { done: 3 * 1024 ** 2, total: 9 * 1024 ** 2 } },
  parts: [
    { id: 'aaa', status: 'Pull complete', done: 0, total: 0 },
    { id: 'bbb', status: 'Downloading', done: 1024 ** 2, total: 2 * 1024 ** 2 },
  ],
  rate: 1024 ** 2,
  left: 6,
});
const failed = jobRow('bad', {
  state: 'failed',
  operation: 'ImagePush',
  parameters: { image: 'example/app', tag: '2' },
  message: 'denied: requested access to the resource is denied',
  started: Date.now() - 90_000,
  ended: Date.now() - 80_000,
});
const done = jobRow('prune', {
  state: 'done',
  operation: 'ImagePrune',
  parameters: {},
  result: 5 * 1024 ** 2,
  ended: Date.now() - 1000,
});

function filled(engine: FakeEngine): void {
  engine.jobs.show(pull, done, failed);
  engine.downloads.set([
    fileRow('web', { progress: { done: 1024 ** 2, total: 0, unit: 'bytes', rate: 2 * 1024 ** 2 } }),
    fileRow('old', { state: 'failed', message: 'The engine went away.' }),
  ]);
}

async function press(page: Mounted, label: string, within = ''): Promise<void> {
  const button = page.all(`${within} button`).find((one) => one.textContent?.includes(label));
  if (!button) throw new Error(`no button ${label}`);
  button.click();
  await page.settled();
}

test('the jobs page names what each job does, how far it is, and what became of it', async () => {
  const page = await mounted('jobs', filled);
  await page.find('dm-job article');
  const text = page.text('.dm-page');
  expect(text).toContain('Pull nginx:1.27');
  expect(text).toContain('50.0 % · 3.0 MiB of 9.0 MiB · 1.0 MiB/s · 6 s left');
  expect(text).toContain('Push example/app:2');
  expect(text).toContain('denied: requested access');
  expect(text).toContain('5.0 MiB freed');
  expect(text).toContain('web.tar');
  expect(text).toContain('The engine went away.');
});

test('a job that failed stands on top, before what is at work', async () => {
  const page = await mounted('jobs', filled);
  await page.find('dm-job article');
  const titles = page.all('dm-job .dm-job-title').map((one) => one.textContent);
  expect(titles).toEqual(['Push example/app:2', 'Pull nginx:1.27', 'Remove unused images']);
  expect(page.all('dm-job .dm-alert-error')).toHaveLength(1);
});

test('the bar of a job tells its share to screen readers', async () => {
  const page = await mounted('jobs', filled);
  const bar = await page.find('dm-job [role=progressbar]');
  expect(bar.getAttribute('aria-valuenow')).toBe('50');
  expect(bar.getAttribute('aria-label')).toBe('Pull nginx:1.27');
});

test('a file of unknown length has a bar without a share', async () => {
  const page = await mounted('jobs', filled);
  const bar = await page.find('[aria-label="web.tar"] [role=progressbar]');
  expect(bar.hasAttribute('aria-valuenow')).toBe(false);
});

test('axe finds nothing on the jobs page, with and without jobs', async () => {
  for (const prepare of [filled, () => undefined]) {
    const page = await mounted('jobs', prepare);
    await page.find(prepare === filled ? 'dm-job details' : '.dm-empty');
    const { violations } = await axe.run(page.app, { rules, resultTypes: ['violations'] });
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  }
});

test('cancel, forget and clear ask for just that', async () => {
  const page = await mounted('jobs', filled);
  await page.find('dm-job article');
  await press(page, 'Cancel', 'dm-job');
  expect(page.engine.jobs.cancelled).toEqual(['pull']);
  await press(page, 'Cancel', '[aria-label="web.tar"]');
  expect(page.engine.downloads.cancelled).toEqual(['web']);
  await press(page, 'Clear ended');
  expect([...page.engine.jobs.forgotten].sort()).toEqual(['bad', 'prune']);
  expect(page.engine.downloads.value.map(({ id }) => id)).toEqual(['web']);
});

test('what a cancel says is shown at the job', async () => {
  const page = await mounted('jobs', filled);
  await page.find('dm-job article');
  page.engine.jobs.cancel = () => Promise.reject(new Error('The keeper does not answer.'));
  await press(page, 'Cancel', 'dm-job');
  expect(page.text('dm-job [role=alert]')).toBe('The keeper does not answer.');
});

test('a viewer sees the jobs and is offered nothing', async () => {
  const page = await mounted('jobs', (engine) => {
    filled(engine);
    engine.downloads.set([]);
    engine.role.set('viewer');
  });
  await page.find('dm-job article');
  expect(page.all('.dm-page button')).toEqual([]);
});

test('the log is asked for when it is unfolded, and shown as text', async () => {
  const page = await mounted('jobs', filled);
  await page.find('dm-job article');
  expect(page.engine.jobs.logs.size).toBe(0);
  page.engine.jobs.log('pull').set({ phase: 'following', lines: ['aaa: <b>Pulling</b>', 'bbb: Waiting'] });
  const details = page.all('dm-job details').filter((one) => one.textContent?.includes('Log'));
  for (const one of details) {
    (one as HTMLDetailsElement).open = true;
    one.dispatchEvent(new Event('toggle'));
  }
  const log = await page.find('dm-job-log pre');
  expect(log.textContent).toContain('aaa: <b>Pulling</b>\nbbb: Waiting');
});

test('a file that a job has left on the router can be downloaded', async () => {
  const file = { file: '/mnt/usb/web.tar', size: 3 * 1024 ** 3, state: 'done', ended: Date.now() } as const;
  const page = await mounted('jobs', (engine) =>
    engine.jobs.show(
      jobRow('export', { ...file, operation: 'ContainerExport', parameters: { container: 'web' } }),
    ),
  );
  await page.find('dm-job article');
  expect(page.text('dm-job')).toContain('/mnt/usb/web.tar (3.0 GiB)');
  await press(page, 'Download');
  expect(page.engine.downloads.fetched).toEqual(['export']);
});

test('jobs that cannot be listed say why', async () => {
  const page = await mounted('jobs', (engine) =>
    engine.jobs.set({
      phase: 'failed',
      rows: [],
      failure: { failure: 'unreachable', message: 'The router part is not there.' },
    }),
  );
  expect((await page.find('.dm-page [role=alert]')).textContent).toContain('The router part is not there.');
});

test('the header shows a ring with the number of jobs while something is at work, and nothing else', async () => {
  const page = await mounted('containers', (engine) => engine.show(row('web')));
  await page.find('dm-jobs-indicator');
  expect(page.all('.dm-jobs-link')).toEqual([]);
  page.engine.jobs.show(pull);
  const link = await page.find('.dm-jobs-link');
  expect(link.getAttribute('aria-label')).toBe('1 job at work, 50.0 %');
  expect(link.getAttribute('href')).toBe(page.host.href(['jobs']));
  page.engine.downloads.set([fileRow('web')]);
  await page.settled();
  expect(page.text('.dm-jobs-link')).toBe('2 jobs');
  const { violations } = await axe.run(page.app, { rules, resultTypes: ['violations'] });
  expect(violations.map(({ id }) => id)).toEqual([]);
  page.engine.downloads.set([]);
  page.engine.jobs.show({ ...pull, state: 'done', ended: Date.now() });
  await page.settled();
  expect(page.all('.dm-jobs-link')).toEqual([]);
});

test('jobs that have ended keep a way to them in the header, which says how many failed', async () => {
  const page = await mounted('containers', (engine) => engine.jobs.show(done));
  const link = await page.find('dm-jobs-indicator a');
  expect(link.getAttribute('aria-label')).toBe('Jobs');
  page.engine.jobs.show(done, failed);
  await page.settled();
  expect(page.text('dm-jobs-indicator a')).toBe('1 failed');
  page.engine.jobs.show();
  await page.settled();
  expect(page.all('dm-jobs-indicator a')).toEqual([]);
});

test('an upload and the job that takes it count once', async () => {
  const page = await mounted('containers', (engine) => {
    engine.jobs.show(jobRow('load', { operation: 'ImageLoad', parameters: {} }));
    engine.uploads.set([fileRow('images', { direction: 'up', job: 'load' })]);
  });
  await page.find('.dm-jobs-link');
  expect(page.text('.dm-jobs-link')).toBe('1 job');
});

test('a job that ends says so on every page: what failed stays until it is closed', async () => {
  const page = await mounted('containers', (engine) => engine.jobs.show(pull));
  await page.find('.dm-jobs-link');
  page.engine.jobs.show({ ...pull, state: 'failed', message: 'manifest unknown', ended: Date.now() });
  await page.settled();
  expect(page.text('.dm-note.dm-error')).toContain('Pull nginx:1.27: manifest unknown');
});

test('a job that was short says so as well, and one that had ended before the page was opened does not', async () => {
  const page = await mounted('containers', (engine) => engine.jobs.show(done));
  await page.find('dm-jobs-indicator');
  await page.settled();
  expect(page.all('.dm-note')).toEqual([]);
  page.engine.jobs.show(failed, done);
  await page.settled();
  expect(page.text('.dm-note.dm-error')).toContain('denied: requested access');
});

test('an export of a container is a download, or a file on the router', async () => {
  const web = row('web');
  const page = await mounted('containers/web', (engine) => engine.show(web));
  const { askExport } = await import('../../web/pages/actions/export-dialog');
  let asked: Parameters<Parameters<typeof askExport>[0]['dialog']>[0] | undefined;
  const app = {
    host: { kind: 'luci' },
    engine: page.engine,
    notes: { done: () => undefined },
    dialog: (request: typeof asked) => {
      asked = request;
      return Promise.resolve(true);
    },
  } as unknown as Parameters<typeof askExport>[0];
  await askExport(app, web);
  const fields = (where: string, path: string) => {
    const data = new FormData();
    data.set('where', where);
    data.set('path', path);
    return data;
  };
  expect(await asked?.submit?.(fields('browser', ''))).toBeUndefined();
  expect(page.engine.downloads.started).toEqual([
    { operation: 'ContainerExport', parameters: { container: web.id }, name: 'web.tar' },
  ]);
  expect(await asked?.submit?.(fields('router', 'web.tar'))).toContain('whole path');
  expect(await asked?.submit?.(fields('router', '/mnt/../etc/x'))).toContain('..');
  expect(await asked?.submit?.(fields('router', '/mnt/web.tar'))).toBeUndefined();
  expect(page.engine.jobs.started).toEqual([
    { operation: 'ContainerExport', parameters: { container: web.id }, to: '/mnt/web.tar' },
  ]);
  page.engine.jobs.refuse = () => 'There is already a file /mnt/web.tar.';
  expect(await asked?.submit?.(fields('router', '/mnt/web.tar'))).toContain('already a file');
});
