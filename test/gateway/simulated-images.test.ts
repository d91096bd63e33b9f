import { describe, expect, test } from 'vitest';
import { records } from '../../lib/engine/call';
import type { ParameterValue } from '../../lib/engine/request';
import { progressMessage, type ProgressMessage } from '../../lib/engine/types/progress-message';
import { until } from './gateway-under-test';
import { simulatedWork as simulated } from './simulated-work';
import { collect } from './stream-items';

describe('images of the simulated engine', () => {
  test('have layers, some of them shared, and a history', async () => {
    const { images, json } = simulated();
    const rows = await images({ 'shared-size': true });
    expect(rows.some(({ SharedSize }) => SharedSize > 0)).toBe(true);
    for (const { Id, Size } of rows) {
      const inspect = (await json('ImageInspect', { image: Id })) as { RootFS: { Layers: string[] } };
      const history = (await json('ImageHistory', { image: Id })) as { Size: number; CreatedBy: string }[];
      expect(history.reduce((sum, step) => sum + step.Size, 0)).toBe(Size);
      expect(history.filter((step) => step.Size > 0)).toHaveLength(inspect.RootFS.Layers.length);
    }
  });

  test('are found by pattern, and by whether they have a name', async () => {
    const { images } = simulated();
    const tags = async (filters: object) => (await images({ filters })).flatMap(({ RepoTags }) => RepoTags);
    expect(await tags({ reference: ['redis'] })).toEqual(['redis:7.4-alpine']);
    expect((await tags({ reference: ['*:*-alpine'] })).sort()).toEqual([
      'caddy:2.8-alpine',
      'redis:7.4-alpine',
    ]);
    expect(await images({ filters: { dangling: ['true'] } })).toHaveLength(1);
  });

  test('are searched for among those that many know', async () => {
    const { json } = simulated();
    const names = async (parameters: Readonly<Record<string, ParameterValue>>) =>
      ((await json('ImageSearch', parameters)) as { name: string }[]).map(({ name }) => name);
    expect((await names({ term: 'nginx' }))[0]).toBe('nginx');
    expect(await names({ term: 'nginx', filters: { 'is-official': ['true'] } })).toEqual(['nginx']);
    expect(await names({ term: 'nginx', limit: 2 })).toHaveLength(2);
  });
});

describe('a pull', () => {
  test('brings the layers that are missing, in some seconds, and tells of each', async () => {
    const { work, images } = simulated();
    const before = (await images()).length;
    const { progress, log, took } = await work('ImageCreate', { fromImage: 'nginx', tag: '1.27' });
    expect(took).toBeGreaterThanOrEqual(3000);
    expect(took).toBeLessThan(20_000);
    const statuses = new Set(progress.layers.map(({ status }) => status));
    expect(statuses).toEqual(new Set(['Already exists', 'Pull complete']));
    const summary = progress.summary;
    expect(summary?.done).toBe(summary?.total);
    expect(summary?.bytes?.done).toBe(summary?.bytes?.total);
    expect(log).toMatch(/Downloading\n[^]*Extracting\n[^]*Pull complete\n/);
    expect(progress.result).toMatch(/^sha256:/);
    expect(await images()).toHaveLength(before + 1);
    const again = await work('ImageCreate', { fromImage: 'nginx:1.27' });
    expect([again.took, again.progress.message]).toEqual([0, 'Status: Image is up to date for nginx:1.27']);
  });

  test('that is aborted brings nothing', async () => {
    const { send, images, clock } = simulated();
    const before = (await images()).length;
    const leave = new AbortController();
    const answer = await send('ImageCreate', { fromImage: 'nginx' }, { signal: leave.signal });
    const stream = collect<ProgressMessage>(records(answer, progressMessage));
    stream.ended.catch(() => undefined);
    await until(() => clock.waiting > 0);
    await clock.pass(1000);
    leave.abort();
    await until(() => clock.waiting === 0);
    await clock.pass(60_000);
    expect(await images()).toHaveLength(before);
  });

  test('by digest has no name but that', async () => {
    const { work, images } = simulated();
    const reference = `nginx@sha256:${'ab'.repeat(32)}`;
    await work('ImageCreate', { fromImage: reference });
    const found = (await images()).filter((row) => JSON.stringify(row).includes(reference));
    expect(found).toMatchObject([{ RepoTags: [], RepoDigests: [reference] }]);
  });

  test('of what is not there, or wants a login, is refused', async () => {
    const { refusal } = simulated();
    expect(await refusal('ImageCreate', { fromImage: 'nothing' })).toEqual([
      404,
      expect.stringContaining('pull access denied for nothing'),
    ]);
    expect(await refusal('ImageCreate', { fromImage: 'registry.example.org/app' })).toEqual([
      500,
      expect.stringContaining('no basic auth credentials'),
    ]);
  });
});

describe('a push', () => {
  test('sends what the registry has not, and ends with a digest', async () => {
    const { work, send, json } = simulated();
    await send('ImageTag', { image: 'alpine:3.20', repo: '192.168.1.2:5000/alpine', tag: '1' });
    const first = await work('ImagePush', { image: '192.168.1.2:5000/alpine', tag: '1' });
    expect(first.took).toBeGreaterThan(1000);
    expect(first.progress.summary).toMatchObject({ done: 1, total: 1 });
    expect(first.progress.result).toMatch(/^sha256:/);
    const second = await work('ImagePush', { image: '192.168.1.2:5000/alpine', tag: '1' });
    expect(second.progress.layers.map(({ status }) => status)).toEqual(['Layer already exists']);
    expect(JSON.stringify(await json('ImageInspect', { image: 'alpine:3.20' }))).toContain(
      '192.168.1.2:5000/alpine@sha256:',
    );
  });

  test('without a login fails inside its 200', async () => {
    const { work } = simulated();
    const { progress } = await work('ImagePush', { image: 'alpine', tag: '3.20' });
    expect(progress.failure).toBe('denied: requested access to the resource is denied');
    const missing = await work('ImagePush', { image: 'missing', tag: '1' });
    expect(missing.progress.failure).toContain('does not exist locally');
  });
});

describe('a removal', () => {
  test('takes names first, then the image with the layers that no other one has', async () => {
    const { json, work, send, images } = simulated();
    await work('ImageCreate', { fromImage: 'nginx:1' });
    await send('ImageTag', { image: 'nginx:1', repo: 'web' });
    expect(await json('ImageDelete', { image: 'nginx:1' })).toEqual([{ Untagged: 'nginx:1' }]);
    const gone = (await json('ImageDelete', { image: 'web' })) as object[];
    expect(gone[0]).toEqual({ Untagged: 'web:latest' });
    expect(gone.filter((one) => 'Deleted' in one).length).toBeGreaterThan(1);
    expect((await images()).some(({ RepoTags }) => RepoTags.includes('web:latest'))).toBe(false);
  });

  test('of what is in use, or has several names, is refused', async () => {
    const { refusal, send, images } = simulated();
    expect(await refusal('ImageDelete', { image: 'pihole/pihole:2024.07.0' })).toEqual([
      409,
      expect.stringContaining('(must force) - container'),
    ]);
    const id = (await images()).find(({ RepoTags }) => RepoTags.includes('caddy:2.8-alpine'))?.Id ?? '';
    expect(await refusal('ImageDelete', { image: id, force: true })).toEqual([
      409,
      expect.stringContaining('(cannot be forced) - image is being used by running container'),
    ]);
    expect(await refusal('ImageDelete', { image: 'nothing' })).toEqual([
      404,
      'No such image: nothing:latest',
    ]);
    await send('ImageTag', { image: 'alpine:3.20', repo: 'other' });
    expect(await refusal('ImageTag', { image: 'alpine:3.20', repo: 'Wrong' })).toEqual([
      400,
      expect.stringContaining('must be lowercase'),
    ]);
  });

  test('by a prune frees what it says, unused ones only where asked', async () => {
    const { json, work, images } = simulated();
    await work('ImageCreate', { fromImage: 'nginx:1' });
    const used = async () => ((await json('SystemDataUsage')) as { LayersSize: number }).LayersSize;
    const before = await used();
    const first = (await json('ImagePrune')) as { SpaceReclaimed: number };
    expect(await images({ filters: { dangling: ['true'] } })).toEqual([]);
    const second = (await json('ImagePrune', { filters: { dangling: ['false'] } })) as {
      SpaceReclaimed: number;
      ImagesDeleted: object[];
    };
    expect(second.ImagesDeleted).toContainEqual({ Untagged: 'nginx:1' });
    expect(before - (await used())).toBe(first.SpaceReclaimed + second.SpaceReclaimed);
    expect(second.SpaceReclaimed).toBeGreaterThan(0);
    expect(await json('ImagePrune', { filters: { dangling: ['false'] } })).toEqual({
      ImagesDeleted: null,
      SpaceReclaimed: 0,
    });
  });
});

test('events tell what happens to images', async () => {
  const { simulation, work, send, json } = simulated();
  const seen: string[] = [];
  simulation.engine.events.listen(({ Type, Action, Actor }) => {
    if (Type === 'image') seen.push(`${Action} ${Actor.Attributes.name}`);
  });
  await work('ImageCreate', { fromImage: 'nginx:1' });
  await send('ImageTag', { image: 'nginx:1', repo: 'web', tag: '2' });
  await json('ImageDelete', { image: 'nginx:1' });
  await json('ImageDelete', { image: 'web:2' });
  expect(seen).toEqual([
    'pull nginx:1',
    'tag web:2',
    'untag nginx:1',
    'untag web:2',
    expect.stringMatching(/^delete sha256:/),
  ]);
});
