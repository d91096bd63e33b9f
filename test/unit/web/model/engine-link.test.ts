import { describe, expect, it, vi } from 'vitest';
import { EngineError, TransportError } from '../../../../lib/engine/errors';
import { EngineLink } from '../../../../web/model/engine-link';
import { storedRows } from '../../../../web/model/last-known';
import { SessionMemory } from '../../../../web/model/session-memory';
import { Store } from '../../../../web/model/store';
import { FakeEngine } from '../fakes/engine';

function underTest(remembered?: string) {
  const engine = new FakeEngine();
  const remember = vi.fn();
  const link = new EngineLink({ transport: engine, idle: new Store(false), remembered, remember });
  return { engine, remember, link, list: () => link.run((client) => client.containerList({ all: true })) };
}

describe('the link to an engine', () => {
  it('negotiates the API version once, before the first call, and remembers it', async () => {
    const { engine, remember, list, link } = underTest();
    await Promise.all([list(), list()]);
    expect(engine.asked.map(({ operation }) => operation)).toEqual([
      'SystemPing',
      'ContainerList',
      'ContainerList',
    ]);
    expect(remember).toHaveBeenCalledWith('1.47');
    expect(link.state.value).toEqual({ state: 'online', apiVersion: '1.47' });
  });

  it('asks at once with the version of the last visit, and again with another one when the engine refuses it', async () => {
    const { engine, list } = underTest('1.51');
    engine.answers.set('ContainerList', ({ apiVersion }) =>
      apiVersion === '1.51'
        ? [400, { message: 'client version 1.51 is too new. Maximum supported API version is 1.47' }]
        : [],
    );
    await list();
    expect(engine.asked.map(({ operation, apiVersion }) => [operation, apiVersion])).toEqual([
      ['ContainerList', '1.51'],
      ['SystemPing', undefined],
      ['ContainerList', '1.47'],
    ]);
  });

  it('tries the negotiation again after one that failed', async () => {
    const { engine, list, link } = underTest();
    engine.answers.set('SystemPing', () => {
      throw new TransportError('unreachable', 'no network');
    });
    await expect(list()).rejects.toMatchObject({ failure: 'unreachable' });
    expect(link.state.value).toMatchObject({ state: 'offline', failure: { message: 'no network' } });
    engine.answers.delete('SystemPing');
    await list();
    expect(link.state.value).toEqual({ state: 'online', apiVersion: '1.47' });
  });

  it.each([
    ['session', 'session-ended'],
    ['engine-down', 'engine-down'],
    ['unreachable', 'offline'],
    ['timeout', 'offline'],
    ['broken', 'offline'],
  ] as const)('tells from the failure %s that it is %s', async (failure, state) => {
    const { engine, list, link } = underTest('1.47');
    engine.answers.set('ContainerList', () => {
      throw new TransportError(failure, 'because');
    });
    await expect(list()).rejects.toMatchObject({ failure });
    expect(link.state.value).toMatchObject({ state, failure: { failure, message: 'because' } });
  });

  it('is as before when a role does not allow one operation, unless who asked says that it stands for all', async () => {
    const { engine, list, link } = underTest('1.47');
    await list();
    const refusal = new TransportError('forbidden', 'because');
    engine.answers.set('ContainerList', () => {
      throw refusal;
    });
    await expect(list()).rejects.toBe(refusal);
    expect(link.state.value.state).toBe('online');
    link.note(refusal);
    expect(link.state.value).toMatchObject({ state: 'forbidden', failure: { message: 'because' } });
  });

  it('is online when the engine answers with an error', async () => {
    const { engine, list, link } = underTest('1.47');
    engine.answers.set('ContainerList', () => [500, { message: 'no space' }]);
    await expect(list()).rejects.toBeInstanceOf(EngineError);
    expect(link.state.value.state).toBe('online');
  });

  it('says that an engine is too old', async () => {
    const { engine, list, link } = underTest();
    engine.send = async (request) => {
      engine.asked.push(request);
      return {
        status: 200,
        headers: new Headers({ 'Api-Version': '1.24' }),
        body: new ReadableStream({ start: (c) => c.close() }),
      };
    };
    await expect(list()).rejects.toThrow('too old');
    expect(link.state.value.state).toBe('unsupported');
  });
});

describe('what is remembered between visits', () => {
  const good = {
    id: 'a',
    name: 'web',
    image: 'i',
    imageId: '',
    command: '',
    state: 'running',
    created: 1,
    labels: { a: 'b' },
    ports: [{ containerPort: 80, protocol: 'tcp', hostPort: 8080 }],
    networks: [{ name: 'lan', ipv4: '10.0.0.2' }],
  };

  it('is taken when it is whole', () => {
    expect(storedRows([good])).toEqual([good]);
    expect(
      storedRows([{ ...good, health: 'healthy', exitCode: 0, since: 5, stack: 's', service: 't' }]),
    ).toHaveLength(1);
  });

  it.each([
    [undefined],
    ['rows'],
    [[null]],
    [[{ ...good, id: 7 }]],
    [[{ ...good, state: 'dancing' }]],
    [[{ ...good, labels: { a: 1 } }]],
    [[{ ...good, labels: null }]],
    [[{ ...good, ports: [{ containerPort: '80', protocol: 'tcp' }] }]],
    [[{ ...good, networks: 'lan' }]],
    [[{ ...good, pending: 'stop' }]],
    [[good, { ...good, name: undefined }]],
  ])('is nothing when it is %j', (value) => {
    expect(storedRows(value)).toEqual([]);
  });

  it('is not believed when it is no version and no role, and not needed where storage is forbidden', () => {
    const items = new Map<string, string>();
    const storage = {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
    } as unknown as Storage;
    const memory = new SessionMemory('e', 's', storage, storage);
    memory.apiVersion = '1.47';
    memory.role = 'admin';
    expect([memory.apiVersion, memory.role]).toEqual(['1.47', 'admin']);
    items.set('dockerman.api.e', '../1.47');
    items.set('dockerman.role.s', 'root');
    expect([memory.apiVersion, memory.role]).toEqual([undefined, undefined]);
    const forbidden = {
      getItem: () => {
        throw new Error('no');
      },
      setItem: () => {
        throw new Error('no');
      },
    } as unknown as Storage;
    const none = new SessionMemory('e', 's', forbidden, forbidden);
    none.apiVersion = '1.47';
    expect(none.apiVersion).toBeUndefined();
  });
});
