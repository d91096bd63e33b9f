import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import '../../web/pages/images/images-section';
import type { FakeEngine } from './fake-engine';
import { row } from './fake-engine';
import { imageDetailsOf, imageOf } from './fake-images';
import { fileRow, jobRow } from './fake-work';
import { mounted, type Mounted } from './mounted';

/** What needs a real layout (contrast, target sizes) is looked at in the browser tests. */
const rules = { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } };

const nginx = imageOf('nginx:1.27', { size: 200 * 1024 ** 2 });
const redis = imageOf('redis:7', { tags: ['redis:7', 'redis:latest'], size: 40 * 1024 ** 2 });
const dangling = imageOf('', { created: Date.now() - 2 * 86_400_000 });

function filled(engine: FakeEngine): void {
  engine.images.show(nginx, redis, dangling);
  engine.show(row('web', { imageId: nginx.id }), row('old', { imageId: redis.id, state: 'exited' }));
}

const names = (page: Mounted) => page.all('.dm-name').map((one) => one.textContent);
const rowOf = (page: Mounted, name: string) =>
  page.all('.dm-image-row').find((one) => one.querySelector('.dm-name')?.textContent === name);

async function choose(page: Mounted, name: string, entry: string): Promise<void> {
  rowOf(page, name)?.querySelector<HTMLElement>('[aria-haspopup=menu]')?.click();
  await page.find('[role=menuitem]');
  page
    .all('[role=menuitem]')
    .find((one) => one.textContent?.trim() === entry)
    ?.click();
  await page.find('dialog h3');
}

function fill(page: Mounted, selector: string, value: string): void {
  const [field] = page.all(selector);
  if (!(
    field instanceof HTMLInputElement ||
    field instanceof HTMLTextAreaElement ||
    field instanceof HTMLSelectElement
  ))
    throw new Error(`${selector} is no field`);
  if (field instanceof HTMLInputElement && (field.type === 'radio' || field.type === 'checkbox'))
    field.checked = true;
  else field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

async function submit(page: Mounted, form = 'form'): Promise<void> {
  await page.settled();
  page.all(form)[0]?.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true }));
  await page.settled();
}

describe('the list', () => {
  test('shows names, age, size and who uses them; what has no name stands last', async () => {
    const page = await mounted('images', filled);
    await page.find('.dm-image-row');
    expect(names(page)).toEqual(['nginx:1.27', 'redis:7', dangling.id.slice(7, 19)]);
    expect(rowOf(page, 'nginx:1.27')?.textContent?.replace(/\s+/g, ' ')).toMatch(/web.*40 d.*200 MiB/);
    expect(rowOf(page, 'redis:7')?.textContent).toContain('redis:latest');
    expect(page.text('.dm-image-row:last-of-type .dm-c-used')).toBe('dangling');
    expect(page.text('.dm-head nav')).toContain('Images 3');
  });

  test('follows containers: an image is in use from the moment that one is made of it', async () => {
    const page = await mounted('images?show=unused', filled);
    await page.find('.dm-image-row');
    expect(page.text('.dm-chips')).toBe('In use2 Unused1 Dangling1');
    page.engine.show(row('web', { imageId: dangling.id }));
    await page.settled();
    expect(page.text('.dm-chips')).toBe('In use1 Unused2');
  });

  test('is searched by name, id, digest and container', async () => {
    const page = await mounted('images?q=web', filled);
    await page.find('.dm-image-row');
    expect(names(page)).toEqual(['nginx:1.27']);
    page.host.navigate(['images'], { q: redis.id.slice(7, 19) });
    await page.settled();
    expect(names(page)).toContain('redis:7');
    page.host.navigate(['images'], { q: 'nothing-like-it' });
    await page.settled();
    expect(page.text('.dm-empty h3')).toBe('No image fits');
  });

  test('is sorted by size, the largest first, by a click on its title', async () => {
    const page = await mounted('images', filled);
    await page.find('.dm-image-row');
    page
      .all('.dm-sort')
      .find((one) => one.textContent?.includes('Size'))
      ?.click();
    await page.settled();
    expect(names(page)).toEqual(['nginx:1.27', dangling.id.slice(7, 19), 'redis:7']);
  });

  test('shows names full of HTML as text', async () => {
    const evil = '<img src=x onerror="window.hit=1">';
    const page = await mounted('images', (engine) =>
      engine.images.show(imageOf('x', { tags: [evil, evil] })),
    );
    await page.find('.dm-image-row');
    expect(names(page)).toEqual([evil]);
    expect(page.all('.dm-list img')).toHaveLength(0);
  });

  test('offers a viewer nothing to do', async () => {
    const page = await mounted('images', (engine) => {
      filled(engine);
      engine.role.set('viewer');
    });
    await page.find('.dm-image-row');
    expect(page.all('.dm-image-row button, .dm-image-row input')).toHaveLength(0);
    expect(page.all('.dm-bar [href="/images/pull"]')).toHaveLength(0);
    page.host.navigate(['images', 'pull']);
    await page.find('dm-pull-form .dm-empty');
    expect(page.all('form')).toHaveLength(0);
  });

  test.each([
    ['loading', '.dm-skeleton'],
    ['live', '.dm-empty'],
    ['failed', '.dm-empty[role=alert]'],
  ] as const)('without rows, %s, is designed', async (phase, shown) => {
    const failure = { failure: 'engine' as const, message: 'no space left' };
    const page = await mounted('images', (engine) =>
      engine.images.set({ phase, rows: [], ...(phase === 'failed' ? { failure } : {}) }),
    );
    expect((await page.find(shown)).textContent).toBeTruthy();
    if (phase !== 'failed') return;
    expect(page.text(shown)).toContain('no space left');
    page.all('.dm-empty button')[0]?.click();
    await page.settled();
    expect(page.engine.images.refreshes).toBe(1);
  });
});

describe('removing', () => {
  test('names all that goes, and removes it', async () => {
    const page = await mounted('images', (engine) => engine.images.show(redis));
    await page.find('.dm-image-row');
    await choose(page, 'redis:7', 'Remove');
    expect(page.text('dialog')).toContain('redis:7, redis:latest');
    await submit(page, 'dialog form');
    expect(page.engine.images.removed).toEqual([{ ids: [redis.id], force: false }]);
  });

  test('an image of a running container stays, and says whose it is', async () => {
    const page = await mounted('images', filled);
    await page.find('.dm-image-row');
    await choose(page, 'nginx:1.27', 'Remove');
    expect(page.text('dialog')).toContain('nginx:1.27 stays: running containers use it (web)');
    expect(page.all('dialog button[type=submit]')).toHaveLength(0);
  });

  test('an image of a stopped container goes only with the box ticked', async () => {
    const page = await mounted('images', filled);
    await page.find('.dm-image-row');
    await choose(page, 'redis:7', 'Remove');
    await submit(page, 'dialog form');
    expect(page.text('dialog [role=alert]')).toContain('tick the box');
    expect(page.engine.images.removed).toEqual([]);
    fill(page, 'dialog input[name=force]', '');
    await submit(page, 'dialog form');
    expect(page.engine.images.removed).toEqual([{ ids: [redis.id], force: true }]);
  });

  test('of several gives one result per row, and what failed stands at its row', async () => {
    const other = imageOf('other:1');
    const page = await mounted('images', (engine) => engine.images.show(redis, other));
    await page.find('.dm-image-row');
    page.engine.images.refuse = (id) => (id === other.id ? 'other:1: conflict' : undefined);
    page.all('.dm-heads [aria-label="Select all"]')[0]?.click();
    await page.find('.dm-bulk');
    page
      .all('.dm-bulk button')
      .find((one) => one.textContent?.includes('Remove'))
      ?.click();
    await page.find('dialog h3');
    await submit(page, 'dialog form');
    expect(page.text('.dm-results')).toContain('1 done 1 failed');
    expect(page.text('.dm-result')).toContain('other:1: conflict');
  });
});

describe('work', () => {
  test('a pull checks the name while it is typed, starts a job, and shows it above the list', async () => {
    const page = await mounted('images/pull', filled);
    await page.find('dm-pull-form form');
    fill(page, '[name=image]', 'ghcr.io/Home/hub');
    await page.settled();
    expect(page.text('.dm-field .dm-bad')).toContain('lower case');
    await submit(page);
    expect(page.engine.jobs.started).toEqual([]);
    expect(page.text('[role=alert]')).toContain('lower case');
    fill(page, '[name=image]', 'ghcr.io/home/hub:2');
    fill(page, '[name=platform]', 'linux/arm64');
    await page.settled();
    expect(page.text('.dm-field small')).toContain('From ghcr.io: home/hub');
    await submit(page);
    expect(page.engine.jobs.started).toEqual([
      {
        operation: 'ImageCreate',
        parameters: { fromImage: 'ghcr.io/home/hub', tag: '2', platform: 'linux/arm64' },
      },
    ]);
    expect((await page.find('dm-images-page dm-job')).textContent).toContain('Pull ghcr.io/home/hub:2');
  });

  test('a job that cannot be started leaves what was typed, also when the page is left', async () => {
    const page = await mounted('images/pull', filled);
    await page.find('dm-pull-form form');
    page.engine.jobs.refuse = () => 'eight are at work';
    fill(page, '[name=image]', 'nginx');
    await submit(page);
    expect(page.text('[role=alert]')).toContain('eight are at work');
    page.host.navigate(['containers']);
    await page.settled();
    page.host.navigate(['images', 'pull']);
    const field = await page.find('[name=image]');
    expect((field as HTMLInputElement).value).toBe('nginx');
  });

  test('what is at work on images shows, from any browser, and nothing else does', async () => {
    const page = await mounted('images', (engine) => {
      filled(engine);
      engine.jobs.show(
        jobRow('1', { operation: 'ImagePush', parameters: { image: 'nginx', tag: '1.27' } }),
        jobRow('2', { operation: 'VolumePrune', parameters: {} }),
        jobRow('3', { operation: 'ImageLoad', parameters: {}, state: 'done' }),
      );
    });
    await page.find('dm-job article');
    expect(page.all('dm-job article')).toHaveLength(1);
    const before = page.engine.images.refreshes;
    page.engine.jobs.show(jobRow('1', { operation: 'ImagePush', state: 'failed', message: 'denied' }));
    await page.settled();
    expect(page.text('dm-job')).toContain('denied');
    expect(page.engine.images.refreshes).toBe(before + 1);
  });

  test('saving one image asks for all its names, saving several for one file', async () => {
    const page = await mounted('images', (engine) => engine.images.show(redis, nginx));
    await page.find('.dm-image-row');
    page.all('.dm-heads [aria-label="Select all"]')[0]?.click();
    await page.find('.dm-bulk');
    page
      .all('.dm-bulk button')
      .find((one) => one.textContent?.includes('Save'))
      ?.click();
    await page.find('dialog h3');
    await submit(page, 'dialog form');
    expect(page.engine.downloads.started).toMatchObject([
      { operation: 'ImageGetAll', parameters: { names: ['redis:7', 'redis:latest', 'nginx:1.27'] } },
    ]);
    expect((await page.find('.dm-jobs')).textContent).toContain('images-2.tar');
    page.engine.downloads.set([fileRow('other')]);
    await page.settled();
    expect(page.all('.dm-jobs')).toHaveLength(0);
  });

  test('what is too large for a browser is offered to a file on the router', async () => {
    const page = await mounted('images', (engine) =>
      engine.images.show(imageOf('big:1', { size: 3 * 1024 ** 3 })),
    );
    await page.find('.dm-image-row');
    await choose(page, 'big:1', 'Save');
    expect(page.all('dialog [value=router][checked]')).toHaveLength(1);
    await submit(page, 'dialog form');
    expect(page.engine.jobs.started).toEqual([
      { operation: 'ImageGet', parameters: { image: 'big:1' }, to: '/tmp/big-1.tar' },
    ]);
    expect((await page.find('dm-images-page dm-job')).textContent).toContain('Save big:1');
  });

  test('a prune shows what goes before it starts, and nothing else does', async () => {
    const page = await mounted('images/prune', filled);
    await page.find('dm-prune-form form');
    expect(page.text('.dm-going')).toContain(dangling.id.slice(7, 19));
    expect(page.text('.dm-going')).not.toContain('redis');
    fill(page, '[name=age]', String(7 * 86_400_000));
    await page.settled();
    expect(page.text('[role=status]')).toContain('nothing to remove');
    expect(page.all('button[type=submit][disabled]')).toHaveLength(1);
    page.engine.show();
    fill(page, '[name=which][value=unused]', '');
    await page.settled();
    expect(page.text('.dm-going li')).toMatch(/nginx:1.27.*redis:7, redis:latest/);
    await submit(page);
    expect(page.engine.jobs.started).toMatchObject([
      {
        operation: 'ImagePrune',
        parameters: { filters: { dangling: ['false'], until: [expect.stringMatching(/^\d+$/)] } },
      },
    ]);
  });

  test('a typed Dockerfile is sent as an archive with the build’s parameters', async () => {
    const page = await mounted('images/build', filled);
    await page.find('dm-build-form form');
    fill(page, '[name=name]', 'home/app:1');
    fill(page, '[name=dockerfile]', 'RUN true');
    await submit(page);
    expect(page.text('[role=alert]')).toContain('has no FROM');
    fill(page, '[name=dockerfile]', 'FROM alpine\r\nRUN true');
    fill(page, '[name=arguments]', 'A=1\nB=x=y');
    await submit(page);
    await expect.poll(() => page.engine.uploads.started.length).toBe(1);
    const [request] = page.engine.uploads.started;
    expect(request).toMatchObject({
      operation: 'ImageBuild',
      parameters: { t: 'home/app:1', buildargs: { A: '1', B: 'x=y' }, forcerm: true },
    });
    const { unpackTar } = await import('modern-tar');
    const [entry] = await unpackTar(new Uint8Array(await (request?.file ?? new Blob()).arrayBuffer()));
    expect(entry?.header.name).toBe('Dockerfile');
    expect(new TextDecoder().decode(entry?.data)).toBe('FROM alpine\nRUN true');
  });

  test('an import from the web gives the image its name; a load from the router its path', async () => {
    const page = await mounted('images/load', filled);
    await page.find('dm-load-form form');
    fill(page, '[name=from][value=router]', '');
    await page.settled();
    fill(page, '[name=path]', 'images.tar');
    await submit(page);
    expect(page.text('[role=alert]')).toContain('whole path');
    fill(page, '[name=path]', '/mnt/images.tar');
    await submit(page);
    page.host.navigate(['images', 'load']);
    await page.find('dm-load-form form');
    fill(page, '[name=what][value=import]', '');
    await page.settled();
    fill(page, '[name=from][value=address]', '');
    await page.settled();
    fill(page, '[name=address]', 'https://example.org/rootfs.tar');
    fill(page, '[name=name]', 'home/rootfs');
    await submit(page);
    expect(page.engine.jobs.started).toEqual([
      { operation: 'ImageLoad', parameters: {}, from: '/mnt/images.tar' },
      {
        operation: 'ImageCreate',
        parameters: { fromSrc: 'https://example.org/rootfs.tar', repo: 'home/rootfs', tag: 'latest' },
      },
    ]);
  });

  test('credentials go in and never show; they are listed and removed', async () => {
    const page = await mounted('images/registries', (engine) => {
      engine.kept.entries = [{ host: 'ghcr.io', user: 'me' }];
    });
    await page.find('.dm-registries');
    expect(page.text('.dm-registries')).toBe('ghcr.io me');
    fill(page, '[name=host]', 'https://registry.lan');
    await submit(page);
    expect(page.text('[role=alert]')).toContain('without https://');
    fill(page, '[name=host]', 'registry.lan:5000');
    fill(page, '[name=user]', 'admin');
    fill(page, '[name=password]', 'se cret');
    await submit(page);
    expect(page.text('.dm-registries')).toBe('ghcr.io me registry.lan:5000 admin');
    expect(page.engine.kept.passwords.get('registry.lan:5000')).toBe('se cret');
    expect((page.all('[name=password]')[0] as HTMLInputElement).value).toBe('');
    page.all('.dm-registries button')[0]?.click();
    await page.find('dialog h3');
    await submit(page, 'dialog form');
    expect(page.text('.dm-registries')).toBe('registry.lan:5000 admin');
  });
});

describe('one image', () => {
  const prepare = (engine: FakeEngine) => {
    filled(engine);
    engine.images.details(redis.id).set({
      phase: 'live',
      value: imageDetailsOf(redis, {
        environment: [['A', 'b']],
        layers: 2,
        steps: [
          { id: '', created: 0, command: 'CMD ["redis"]', size: 0, comment: '' },
          { id: '', created: 0, command: 'ADD rootfs /', size: 10, comment: '' },
        ],
      }),
    });
  };
  const place = `images/${redis.id.slice(7, 19)}`;

  test('shows its names, its users, and how it was made, the first step on top', async () => {
    const page = await mounted(place, prepare);
    await page.find('.dm-steps');
    expect(page.text('.dm-names')).toContain('redis:latest');
    expect(page.all('.dm-names a[href="/containers/old"]')).toHaveLength(1);
    expect(page.all('.dm-step-command').map((one) => one.textContent)).toEqual([
      'ADD rootfs /',
      'CMD ["redis"]',
    ]);
    expect(page.text('.dm-section h3')).toContain('2 layers');
  });

  test('is untagged, and tagged with a name that is checked', async () => {
    const page = await mounted(place, prepare);
    await page.find('[aria-label="Untag redis:latest"]');
    page.all('[aria-label="Untag redis:latest"]')[0]?.click();
    await page.settled();
    expect(page.engine.images.untagged).toEqual(['redis:latest']);
    page
      .all('.dm-section button')
      .find((one) => one.textContent?.trim() === 'Tag')
      ?.click();
    await page.find('dialog h3');
    fill(page, 'dialog [name=name]', 'redis:7');
    await submit(page, 'dialog form');
    expect(page.text('dialog [role=alert]')).toContain('already');
    fill(page, 'dialog [name=name]', 'registry.lan:5000/redis:mine');
    await submit(page, 'dialog form');
    expect(page.engine.images.tagged).toEqual([
      { id: redis.id, repository: 'registry.lan:5000/redis', tag: 'mine' },
    ]);
  });

  test('that is not there says so', async () => {
    const page = await mounted('images/0123456789ab', filled);
    expect((await page.find('.dm-empty')).textContent).toContain('There is no image 0123456789ab');
  });

  test.each([
    ['the list', 'images', '.dm-image-row'],
    ['an image', place, '.dm-steps'],
    ['the pull', 'images/pull', 'form'],
    ['the prune', 'images/prune', 'form'],
    ['the build', 'images/build', 'form'],
    ['the load', 'images/load', 'form'],
    ['the registries', 'images/registries', 'form'],
  ] as const)('axe finds nothing in %s', async (_name, at, ready) => {
    const page = await mounted(at, prepare);
    await page.find(ready);
    const { violations } = await axe.run(page.app, { rules, resultTypes: ['violations'] });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual(
      [],
    );
  });
});
