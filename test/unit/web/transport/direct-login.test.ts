import { beforeEach, describe, expect, it } from 'vitest';
import { TransportError } from '../../../../lib/engine/errors';
import type { Transport } from '../../../../lib/engine/request';
import { Choice } from '../../../../web/transport/choice';
import { DirectTransport } from '../../../../web/transport/direct';
import type { DirectTarget } from '../../../../web/transport/direct-target';
import { GatewayTokens } from '../../../../web/transport/gateway-tokens';
import { directWay } from '../../../../web/transport/ways';
import { fakeFetch, json, type Seen } from '../fakes/fetch';
import { FakeStorage } from '../fakes/storage';

const engine = 'http://engine:2375';
const gateway = 'http://nas:8080/engine/local';
const list = { operation: 'ContainerList', parameters: {}, apiVersion: '1.41' } as const;

/** A gateway that takes one token, and an engine beside it that refuses connections. */
class FakeGateway {
  accepted = 'secret';
  /** Runs while the gateway is asked. */
  meanwhile: () => void = () => undefined;
  readonly #fake = fakeFetch((request) => this.#answer(request));
  readonly fetch = this.#fake.fetch;
  readonly seen = this.#fake.seen;

  sentTo(start: string): (string | null)[] {
    return this.seen
      .filter(({ url }) => url.startsWith(start))
      .map(({ headers }) => headers.get('Authorization'));
  }

  #answer({ url, headers }: Seen): Response | Promise<Response> {
    if (!url.startsWith(gateway)) return Promise.reject(new TypeError('Failed to fetch'));
    this.meanwhile();
    if (headers.get('Authorization') === `Bearer ${this.accepted}`)
      return json([], 200, { 'Dockerman-Gateway': 'exec' });
    return json({ message: 'log in', failure: 'session' }, 401, { 'X-Dockerman-Failure': 'session' });
  }
}

describe('a gateway among the direct addresses', () => {
  let fake: FakeGateway;
  let tokens: GatewayTokens;
  let target: DirectTarget | undefined;
  let choice: Choice;
  let rpcdAsked: number;
  const direct = () => choice.state.value.candidates.find(({ transport }) => transport === 'direct');

  beforeEach(() => {
    fake = new FakeGateway();
    tokens = new GatewayTokens('admin', new FakeStorage());
    target = undefined;
    rpcdAsked = 0;
    const transport = new DirectTransport({ target: () => target, fetch: fake.fetch });
    const streams: Transport = {
      name: 'direct',
      carries: () => true,
      send: () => Promise.reject(new TransportError('session', 'The session has ended. Log in again.')),
    };
    const rpcd: Transport = {
      name: 'rpcd',
      carries: () => true,
      send: async () => {
        rpcdAsked++;
        return { status: 200, headers: new Headers(), body: new ReadableStream() };
      },
    };
    const way = directWay(transport, streams, {
      bases: () => [engine, gateway],
      eager: false,
      target: () => target,
      found: (next) => (target = next),
      tokens: async () => tokens,
      pageProtocol: 'http:',
      fetch: fake.fetch,
    });
    const found = { available: true, reason: '' };
    choice = new Choice(
      [{ name: 'rpcd', transport: rpcd, carries: ['calls'], eager: true, probe: async () => found }, way],
      { key: 'k' },
    );
    choice.prefer('direct');
  });

  it('says that it wants a login, before an address that cannot be used at all', async () => {
    await choice.probe();
    expect(direct()).toMatchObject({
      state: 'unavailable',
      login: gateway,
      reason: 'nas:8080 wants a login.',
    });
    await choice.send(list);
    expect(rpcdAsked).toBe(1);
  });

  it('is used with its token, which no other address gets', async () => {
    tokens.keep(gateway, 'secret');
    await choice.probe();
    expect(direct()).toMatchObject({ state: 'available' });
    expect(direct()?.login).toBeUndefined();
    await choice.send(list);
    expect(rpcdAsked).toBe(0);
    expect(fake.sentTo(gateway)).toEqual(['Bearer secret', 'Bearer secret']);
    expect(fake.sentTo(engine).every((authorization) => authorization === null)).toBe(true);
    expect(fake.sentTo(engine)).not.toHaveLength(0);
  });

  it.each([
    ['a call', list],
    ['a stream', { operation: 'SystemEvents', parameters: {}, apiVersion: '1.41' }],
    [
      'a call that changes something',
      { operation: 'ContainerRename', parameters: { container: 'a', name: 'b' } },
    ],
  ] as const)('whose session has ended hands over %s, and asks for a login again', async (_name, request) => {
    tokens.keep(gateway, 'secret');
    await choice.probe();
    fake.accepted = 'another';
    const sent = choice.send(request);
    // events have no way over rpcd here
    if (request.operation === 'SystemEvents')
      await expect(sent).rejects.toMatchObject({ failure: 'unreachable' });
    else await sent.then(() => expect(rpcdAsked).toBe(1));
    expect(direct()).toMatchObject({ state: 'unavailable', login: gateway });
    await choice.probe();
    expect(tokens.of(gateway)).toBeUndefined();
    expect(direct()).toMatchObject({ login: gateway });
  });

  it('is asked again when somebody logs in while it is probed', async () => {
    fake.meanwhile = () => {
      tokens.keep(gateway, 'secret');
      fake.meanwhile = () => undefined;
    };
    await choice.probe();
    expect(direct()).toMatchObject({ state: 'available' });
    expect(tokens.of(gateway)).toBe('secret');
  });
});
