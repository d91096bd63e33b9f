import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineError, TransportError } from '../../../../lib/engine/errors';
import type { EngineResponse, OperationName, Transport } from '../../../../lib/engine/request';
import { operation } from '../../../../lib/engine/operations';
import type { TransportName } from '../../../../web/model/connection';
import { wholeBody } from '../../../../web/transport/body';
import { Choice } from '../../../../web/transport/choice';
import { NotSentError } from '../../../../web/transport/not-sent';
import type { Way } from '../../../../web/transport/way';

const kinds: Record<TransportName, readonly string[]> = {
  rpcd: ['json'],
  keeper: ['stream'],
  controller: ['json', 'stream', 'download', 'upload'],
  direct: ['json', 'stream', 'download', 'upload', 'hijack'],
};

class FakeWay implements Way {
  readonly carries = [];
  readonly eager: boolean;
  readonly asked: OperationName[] = [];
  readonly transport: Transport;
  error: unknown;
  probes = 0;
  found = { available: true, reason: 'It answers.' };

  constructor(readonly name: TransportName) {
    this.eager = name !== 'direct';
    this.transport = {
      name,
      carries: (one) => kinds[name].includes(operation(one).kind),
      send: async (request): Promise<EngineResponse> => {
        this.asked.push(request.operation);
        if (this.error) throw this.error;
        return { status: 200, headers: new Headers(), body: wholeBody(new Uint8Array()) };
      },
      ...(name === 'direct'
        ? {
            open: async () => ({
              readable: wholeBody(new Uint8Array()),
              write: () => undefined,
              close: () => undefined,
            }),
          }
        : {}),
    };
  }

  async probe() {
    this.probes++;
    return this.found;
  }
}

class FakeStorage {
  readonly items = new Map<string, string>();
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
}

describe('the choice among the ways to the engine', () => {
  let rpcd: FakeWay;
  let keeper: FakeWay;
  let controller: FakeWay;
  let direct: FakeWay;
  let storage: FakeStorage;
  let choice: Choice;
  const make = () => new Choice([rpcd, keeper, controller, direct], { storage, key: 'k' });
  const send = (name: OperationName, parameters = {}) =>
    choice.send({ operation: name, parameters, apiVersion: '1.41' });
  const candidate = (name: TransportName) =>
    choice.state.value.candidates.find((one) => one.transport === name);

  beforeEach(() => {
    rpcd = new FakeWay('rpcd');
    keeper = new FakeWay('keeper');
    controller = new FakeWay('controller');
    direct = new FakeWay('direct');
    storage = new FakeStorage();
    choice = make();
  });
  afterEach(() => vi.useRealTimers());

  it('asks at once, before anything was probed: calls over rpcd, streams over the keeper, files over the controller', async () => {
    await send('ContainerList');
    await send('ContainerLogs', { container: 'web' });
    await send('ContainerExport', { container: 'web' });
    expect([rpcd.asked, keeper.asked, controller.asked]).toEqual([
      ['ContainerList'],
      ['ContainerLogs'],
      ['ContainerExport'],
    ]);
    expect([rpcd, keeper, controller, direct].map(({ probes }) => probes)).toEqual([0, 0, 0, 0]);
    expect(choice.state.value.transport).toBe('rpcd');
  });

  it('probes all ways side by side when it is told to, and says what was found', async () => {
    direct.found = { available: false, reason: 'host:2375 refuses the connection.' };
    await choice.probe();
    expect(candidate('direct')).toMatchObject({
      state: 'unavailable',
      reason: 'host:2375 refuses the connection.',
    });
    expect(candidate('rpcd')).toMatchObject({ state: 'available', reason: 'It answers.' });
  });

  it('uses the direct way only once it was found: for files and consoles then', async () => {
    expect(choice.carries('ExecStart')).toBe(false);
    await expect(choice.open({ operation: 'ExecStart', parameters: { exec: 'a' } })).rejects.toMatchObject({
      failure: 'refused',
    });
    await choice.probe();
    expect(choice.carries('ExecStart')).toBe(true);
    await choice.open({ operation: 'ExecStart', parameters: { exec: 'a' } });
    await send('ContainerExport', { container: 'web' });
    expect(direct.asked).toEqual(['ContainerExport']);
  });

  it.each(['unreachable', 'too-large', 'timeout', 'broken'] as const)(
    'hands a question over to the next way after %s, and says so',
    async (failure) => {
      rpcd.error = new TransportError(failure, 'because');
      await expect(send('ContainerList')).resolves.toMatchObject({ status: 200 });
      expect(controller.asked).toEqual(['ContainerList']);
      expect(choice.state.value).toMatchObject({
        transport: 'controller',
        note: 'controller took over: because',
      });
    },
  );

  it.each(['session', 'forbidden', 'engine-down', 'pending'] as const)(
    'hands nothing over after %s: no other way would do better',
    async (failure) => {
      rpcd.error = new TransportError(failure, 'because');
      await expect(send('ContainerList')).rejects.toMatchObject({ failure });
      expect(controller.asked).toEqual([]);
    },
  );

  it('never sends twice what must not happen twice', async () => {
    rpcd.error = new TransportError('unreachable', 'lost');
    await expect(send('ContainerExec', { container: 'web' })).rejects.toMatchObject({
      failure: 'unreachable',
    });
    expect(controller.asked).toEqual([]);
  });

  it('hands over what surely was not sent, and what may be repeated', async () => {
    rpcd.error = new NotSentError('too-large', 'too large');
    await send('ContainerExec', { container: 'web' });
    rpcd.error = new TransportError('unreachable', 'lost');
    await send('ContainerStop', { container: 'web' });
    expect(controller.asked).toEqual(['ContainerExec', 'ContainerStop']);
  });

  it('rejects with the first failure when no way works', async () => {
    rpcd.error = new TransportError('unreachable', 'first');
    controller.error = new TransportError('unreachable', 'second');
    await expect(send('ContainerList')).rejects.toMatchObject({ message: 'first' });
  });

  it('refuses what the way that works cannot carry, though others are out of reach', async () => {
    keeper.error = new TransportError('unreachable', 'no /ubus here');
    controller.transport.carries = (name) => name !== 'SystemEvents';
    await send('ContainerExport', { container: 'web' });
    await expect(send('SystemEvents')).rejects.toMatchObject({ failure: 'refused' });
    controller.transport.carries = () => true;
    controller.error = new TransportError('unreachable', 'gone');
    await expect(send('SystemEvents')).rejects.toMatchObject({ failure: 'unreachable' });
  });

  it('does not take an error of another kind for a failed way', async () => {
    rpcd.error = new EngineError(500, 'engine');
    await expect(send('ContainerList')).rejects.toMatchObject({ name: 'EngineError' });
    expect(controller.asked).toEqual([]);
  });

  it('leaves a way that failed alone, asks it again in the background later, and goes back to it', async () => {
    vi.useFakeTimers();
    rpcd.error = new TransportError('unreachable', 'down');
    await send('ContainerList');
    await send('ContainerList');
    expect(rpcd.asked).toHaveLength(1);
    vi.setSystemTime(Date.now() + 10_000);
    rpcd.error = undefined;
    await send('ContainerList');
    expect(rpcd.probes).toBe(1);
    await vi.advanceTimersByTimeAsync(0);
    await send('ContainerList');
    expect(rpcd.asked).toHaveLength(2);
    expect(choice.state.value.transport).toBe('rpcd');
  });

  it('asks a way that keeps failing less and less often', async () => {
    vi.useFakeTimers();
    rpcd.found = { available: false, reason: 'down' };
    rpcd.error = new TransportError('unreachable', 'down');
    await send('ContainerList');
    const probes: number[] = [];
    for (let second = 1; second <= 80; second++) {
      vi.setSystemTime(Date.now() + 1000);
      await send('ContainerList');
      await vi.advanceTimersByTimeAsync(0);
      if (rpcd.probes > probes.length) probes.push(second);
    }
    expect(probes).toEqual([10, 30, 70]);
  });

  it("puts the user's choice first, keeps it for the next visit, and still falls back", async () => {
    choice.prefer('controller');
    choice = make();
    expect(choice.state.value.preference).toBe('controller');
    await send('ContainerList');
    await send('ContainerLogs', { container: 'web' });
    expect(controller.asked).toEqual(['ContainerList', 'ContainerLogs']);
    controller.error = new TransportError('unreachable', 'down');
    await send('ContainerList');
    expect(rpcd.asked).toEqual(['ContainerList']);
  });

  it('remembers a way that could not be used, so that the next visit does not begin with it', async () => {
    rpcd.error = new TransportError('unreachable', 'no /ubus here');
    await send('ContainerList');
    choice = make();
    rpcd.asked.length = 0;
    expect(candidate('rpcd')).toMatchObject({ state: 'unavailable', reason: 'no /ubus here' });
    await send('ContainerList');
    expect(rpcd.asked).toEqual([]);
  });

  it.each(['{', '[]', '{"preference":"carrier pigeon"}', '{"unavailable":{"rpcd":7}}'])(
    'begins anew when what was remembered is %s',
    async (text) => {
      storage.items.set('k', text);
      choice = make();
      expect(choice.state.value.preference).toBe('auto');
      await send('ContainerList');
      expect(rpcd.asked).toEqual(['ContainerList']);
    },
  );

  it('works where the browser forbids storage', async () => {
    const forbidden = {
      getItem: () => {
        throw new DOMException('no', 'SecurityError');
      },
      setItem: () => {
        throw new DOMException('no', 'SecurityError');
      },
    };
    choice = new Choice([rpcd], { storage: forbidden, key: 'k' });
    choice.prefer('rpcd');
    await send('ContainerList');
    expect(rpcd.asked).toEqual(['ContainerList']);
  });
});
