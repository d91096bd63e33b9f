import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EngineRequest } from '../../../../lib/engine/request';
import { TransportError } from '../../../../lib/engine/errors';
import { instruction } from '../../../../web/model/image-details';
import { imageRow, storedImages } from '../../../../web/model/image-rows';
import { LiveImages } from '../../../../web/model/live-images';
import { modelUnderTest } from '../fakes/model';

interface Kept {
  Id: string;
  RepoTags: string[] | null;
  RepoDigests?: string[] | null;
  Created: number;
  Size: number;
}

const summary = (id: string, ...RepoTags: string[]): Kept => ({
  Id: `sha256:${id.repeat(64)}`,
  RepoTags,
  Created: 1_700_000_000,
  Size: 1000,
});

/** Images over an engine in memory that somebody looks at; removals and tags change what it lists. */
async function imagesUnderTest(...kept: Kept[]) {
  const model = modelUnderTest();
  const { engine, link, events, pass } = model;
  engine.answers.set('ImageList', () => kept);
  engine.answers.set('ImageDelete', ({ parameters }: EngineRequest) => {
    const name = String(parameters['image']);
    const at = kept.findIndex(({ Id, RepoTags }) => Id === name || RepoTags?.includes(name));
    const image = kept[at];
    if (!image) return [404, { message: `No such image: ${name}` }];
    image.RepoTags = (image.RepoTags ?? []).filter((tag) => tag !== name && image.Id !== name);
    if (image.RepoTags.length > 0) return [{ Untagged: name }];
    kept.splice(at, 1);
    return [{ Untagged: name }, { Deleted: image.Id }];
  });
  const images = new LiveImages(link, events, 'test');
  const stop = images.subscribe(() => undefined);
  await pass();
  engine.asked.length = 0;
  return { ...model, images, stop, kept };
}

describe('the live list of images', () => {
  afterEach(() => vi.useRealTimers());

  it('is listed once, and again after an event of an image', async () => {
    const { images, engine, kept, pass } = await imagesUnderTest(summary('a', 'web:1'));
    expect(images.value).toMatchObject({ phase: 'live', rows: [{ tags: ['web:1'], size: 1000 }] });
    kept.push(summary('b', 'db:1'));
    engine.emit('start', 'x'.repeat(64));
    await pass();
    expect(engine.count('ImageList')).toBe(0);
    engine.emit('pull', 'db:1', { name: 'db' }, 'image');
    engine.emit('tag', kept[1]?.Id ?? '', { name: 'db:1' }, 'image');
    await pass();
    expect(engine.count('ImageList')).toBe(1);
    expect(images.value.rows.flatMap(({ tags }) => tags).sort()).toEqual(['db:1', 'web:1']);
  });

  it('shows for a moment that an image has gone', async () => {
    const { images, engine, kept, pass } = await imagesUnderTest(summary('a', 'web:1'), summary('b', 'db:1'));
    const [gone] = kept.splice(0, 1);
    engine.emit('delete', gone?.Id ?? '', {}, 'image');
    await pass();
    expect(images.get(gone?.Id ?? '')?.gone).toBe(true);
    await pass(5000);
    expect(images.value.rows.map(({ tags }) => tags[0])).toEqual(['db:1']);
  });

  it('says why it cannot be had, and tries again by itself', async () => {
    const { images, engine, pass } = await imagesUnderTest(summary('a', 'web:1'));
    engine.answers.set('ImageList', () => [500, { message: 'no space left on device' }]);
    await images.refresh();
    await pass();
    expect(images.value).toMatchObject({
      phase: 'failed',
      failure: { failure: 'engine', message: 'no space left on device' },
      rows: [{ tags: ['web:1'] }],
    });
    engine.answers.set('ImageList', () => [summary('a', 'web:2')]);
    await pass(8000);
    expect(images.value).toMatchObject({ phase: 'live', rows: [{ tags: ['web:2'] }] });
  });

  it('stops following with its last subscriber', async () => {
    const { engine, images, stop, pass } = await imagesUnderTest(summary('a', 'web:1'));
    stop();
    await pass();
    expect(engine.followers).toBe(0);
    expect(images.value.phase).toBe('stale');
  });
});

describe('removing images', () => {
  afterEach(() => vi.useRealTimers());

  it('takes one with several names name by name, without force', async () => {
    const { images, engine, kept } = await imagesUnderTest(summary('a', 'web:1', 'web:2', 'other/web:1'));
    const id = kept[0]?.Id ?? '';
    const results = await images.remove([id]);
    expect(results).toMatchObject([{ id, outcome: 'done', message: 'other/web:1 removed' }]);
    const asked = engine.asked.filter(({ operation }) => operation === 'ImageDelete');
    expect(asked.map(({ parameters }) => [parameters['image'], parameters['force']])).toEqual([
      ['other/web:1', false],
      ['web:1', false],
      ['web:2', false],
    ]);
    expect(kept).toEqual([]);
  });

  it('gives one result per image, with the engine’s sentence where it refused', async () => {
    const { images, engine, kept } = await imagesUnderTest(summary('a', 'web:1'), summary('b', 'db:1'));
    const own = engine.answers.get('ImageDelete');
    engine.answers.set('ImageDelete', (request) =>
      request.parameters['image'] === kept.find(({ RepoTags }) => RepoTags?.[0] === 'web:1')?.Id
        ? [409, { message: 'conflict: unable to delete' }]
        : own?.(request),
    );
    const results = await images.remove(kept.map(({ Id }) => Id));
    expect(results.map(({ outcome, message }) => [outcome, message])).toEqual([
      ['failed', 'web:1: conflict: unable to delete'],
      ['done', 'db:1 removed'],
    ]);
    expect(images.value.rows.every(({ pending }) => pending === undefined)).toBe(true);
  });

  it('looks whether the image went after all where no answer came', async () => {
    const { images, engine, kept, pass } = await imagesUnderTest(summary('a', 'web:1'));
    const id = kept[0]?.Id ?? '';
    engine.answers.set('ImageDelete', () => {
      setTimeout(() => kept.splice(0), 4000);
      throw new TransportError('pending', 'Still at work.');
    });
    const removal = images.remove([id]);
    await pass(20_000);
    expect(await removal).toMatchObject([{ outcome: 'done' }]);
  });

  it('an untag takes a name and no layers, a tag gives one', async () => {
    const { images, engine } = await imagesUnderTest(summary('a', 'web:1', 'web:2'));
    engine.answers.set('ImageTag', () => [201, undefined]);
    await images.untag('web:2');
    await images.tag(`sha256:${'a'.repeat(64)}`, 'other/web', '3');
    expect(engine.asked.map(({ operation, parameters }) => [operation, parameters])).toEqual([
      ['ImageDelete', { image: 'web:2', noprune: true }],
      ['ImageList', { digests: true }],
      ['ImageTag', { image: `sha256:${'a'.repeat(64)}`, repo: 'other/web', tag: '3' }],
      ['ImageList', { digests: true }],
    ]);
  });
});

describe('one image', () => {
  afterEach(() => vi.useRealTimers());

  it('is inspected with its history, again after events, and is gone with its deletion', async () => {
    const { images, engine, pass } = await imagesUnderTest(summary('a', 'web:1'));
    const id = `sha256:${'a'.repeat(64)}`;
    engine.answers.set('ImageInspect', () => ({
      Id: id,
      RepoTags: ['web:1'],
      Created: '2026-01-02T03:04:05.678Z',
      Architecture: 'arm',
      Variant: 'v7',
      Os: 'linux',
      Size: 10,
      Config: { Env: ['A=b=c', 'X'], Cmd: null, ExposedPorts: { '80/tcp': {} } },
      RootFS: { Type: 'layers', Layers: ['sha256:1'] },
    }));
    engine.answers.set('ImageHistory', () => [
      { Id: id, Created: 5, CreatedBy: '/bin/sh -c #(nop)  CMD ["sh"]', Tags: null, Size: 0, Comment: '' },
      { Id: '<missing>', Created: 4, CreatedBy: 'COPY a b # buildkit', Size: 10, Comment: '' },
    ]);
    const detail = images.details(id);
    expect(images.details(id)).toBe(detail);
    detail.subscribe(() => undefined);
    await pass();
    expect(detail.value).toMatchObject({
      phase: 'live',
      value: {
        platform: 'linux/arm/v7',
        created: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
        environment: [
          ['A', 'b=c'],
          ['X', ''],
        ],
        ports: ['80/tcp'],
        layers: 1,
        steps: [
          { id, command: 'CMD ["sh"]', size: 0 },
          { id: '', command: 'COPY a b', size: 10 },
        ],
      },
    });
    engine.asked.length = 0;
    engine.emit('tag', id, { name: 'web:2' }, 'image');
    await pass(1200);
    expect(engine.count('ImageInspect')).toBe(1);
    engine.emit('untag', id, { name: 'web:1' }, 'image');
    engine.emit('delete', id, {}, 'image');
    await pass(1200);
    expect(detail.value.phase).toBe('gone');
    expect(engine.count('ImageInspect')).toBe(1);
  });
});

describe('rows of images', () => {
  it('leave out names that are none, and sort the others', () => {
    const row = imageRow({
      Id: 'sha256:1',
      ParentId: '',
      RepoTags: ['web:10', 'web:9', '<none>:<none>'],
      RepoDigests: ['<none>@<none>', 'web@sha256:1'],
      Created: -62_135_596_800,
      Size: 5,
      SharedSize: -1,
      Labels: {},
      Containers: -1,
    });
    expect(row).toMatchObject({ tags: ['web:9', 'web:10'], digests: ['web@sha256:1'], created: 0 });
  });

  it('that are stored are taken as they were, and nothing else is', () => {
    const row = imageRow({
      Id: 'sha256:1',
      ParentId: '',
      RepoTags: ['web:1'],
      RepoDigests: [],
      Created: 1,
      Size: 5,
      SharedSize: 0,
      Labels: { a: 'b' },
      Containers: 0,
    });
    expect(storedImages([row])).toEqual([row]);
    for (const bad of [undefined, {}, [{ ...row, tags: 'web' }], [{ ...row, gone: true }], [null]])
      expect(storedImages(bad)).toEqual([]);
  });

  it.each([
    ['/bin/sh -c #(nop)  ENV A=b', 'ENV A=b'],
    ['/bin/sh -c apk add curl', 'RUN apk add curl'],
    ['|1 V=2 /bin/sh -c make', 'RUN make'],
    ['RUN /bin/sh -c make # buildkit', 'RUN /bin/sh -c make'],
    ['', ''],
  ])('a step %j reads %j', (by, said) => {
    expect(instruction(by)).toBe(said);
  });
});
