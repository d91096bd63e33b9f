import { afterEach, describe, expect, it, vi } from 'vitest';
import { diagnose, type Diagnosis } from '../../../../web/transport/direct-diagnosis';
import { fakeFetch, json, silence, type Seen } from '../fakes/fetch';

const failed = (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'));
const opaque = () => new Response('');

function probe(
  answer: (request: Seen) => Response | Promise<Response>,
  base = 'http://router:2375',
  pageProtocol = 'http:',
): { found: Promise<Diagnosis>; seen: Seen[] } {
  const { fetch, seen } = fakeFetch(answer);
  return { found: diagnose({ base, pageProtocol, fetch }), seen };
}

describe('the diagnosis of an address', () => {
  afterEach(() => vi.useRealTimers());

  it('finds an engine, its version and the gateway in front of it', async () => {
    const headers = { 'Api-Version': '1.47', 'Dockerman-Gateway': 'exec' };
    const { found } = probe(() => json('OK', 200, headers));
    await expect(found).resolves.toMatchObject({
      reachable: true,
      kind: 'ok',
      apiVersion: '1.47',
      gateway: true,
    });
  });

  it('knows mixed content beforehand and asks nothing', async () => {
    const { found, seen } = probe(opaque, 'http://router:2375', 'https:');
    await expect(found).resolves.toMatchObject({ reachable: false, kind: 'mixed-content' });
    expect(seen).toHaveLength(0);
  });

  it.each(['http://127.0.0.1:2375', 'http://localhost:2375', 'http://[::1]:2375'])(
    'lets an https page ask %s: browsers trust their own machine',
    async (base) => {
      await expect(probe(() => json('OK'), base, 'https:').found).resolves.toMatchObject({ kind: 'ok' });
    },
  );

  it('tells CORS missing from a refused connection: a server answers, but not to this page', async () => {
    const { found } = probe(({ mode }) => (mode === 'no-cors' ? opaque() : failed()));
    await expect(found).resolves.toMatchObject({ kind: 'cors', reachable: false });
  });

  it('finds a refused connection', async () => {
    await expect(probe(failed).found).resolves.toMatchObject({ kind: 'refused' });
  });

  it('finds a wrong certificate by the answer that a TLS server gives to plain http', async () => {
    const { found } = probe(
      ({ url }) => (url.startsWith('http:') ? opaque() : failed()),
      'https://router:2376',
    );
    await expect(found).resolves.toMatchObject({ kind: 'certificate' });
  });

  it('finds a refused connection behind https from an http page', async () => {
    const { found } = probe(failed, 'https://router:2376');
    await expect(found).resolves.toMatchObject({ kind: 'refused-or-certificate' });
  });

  it('does not pretend to know on an https page, where plain http cannot be asked', async () => {
    const { found, seen } = probe(failed, 'https://router:2376', 'https:');
    await expect(found).resolves.toMatchObject({ kind: 'refused-or-certificate' });
    expect(seen.every(({ url }) => url.startsWith('https:'))).toBe(true);
  });

  it('finds that nothing answers in time', async () => {
    vi.useFakeTimers();
    const { found } = probe(silence);
    await vi.advanceTimersByTimeAsync(2000);
    await expect(found).resolves.toMatchObject({ kind: 'timeout' });
  });

  it.each([
    [401, {}, 'login', false],
    [401, { 'X-Dockerman-Failure': 'session' }, 'login', true],
    [502, {}, 'no-engine', false],
  ])('reads the status %i with %j', async (status, headers, kind, gateway) => {
    await expect(probe(() => json({}, status, headers)).found).resolves.toMatchObject({
      kind,
      gateway,
      reachable: false,
    });
  });

  it('names the host in each sentence', async () => {
    for (const { found } of [probe(failed), probe(({ mode }) => (mode === 'no-cors' ? opaque() : failed()))])
      expect((await found).reason).toContain('router:2375');
  });
});
