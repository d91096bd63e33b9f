import { describe, expect, it } from 'vitest';
import { NotSentError } from '../../../../../web/transport/not-sent';
import type { SliceCarrier } from '../../../../../web/transport/slices/carrier';
import { FallbackCarrier } from '../../../../../web/transport/slices/fallback-carrier';
import { ProgramCarrier } from '../../../../../web/transport/slices/program-carrier';
import { brokenBody, fakeFetch, json, type Seen } from '../../fakes/fetch';

const { signal } = new AbortController();

function programUnderTest(answer: (request: Seen) => Response | Promise<Response>) {
  const { fetch, seen } = fakeFetch(answer);
  return {
    program: new ProgramCarrier({ program: '/cgi-bin/dockerman', session: () => 'sid', fetch }),
    seen,
  };
}

describe('slices over the CGI program', () => {
  it('names what it has and what it wants, and reads the end of the whole', async () => {
    const { program, seen } = programUnderTest(
      () => new Response('bytes', { headers: { 'X-Dockerman-End': '105' } }),
    );
    const slice = await program.read('a.1', 100, 64, 90, signal);
    expect(new TextDecoder().decode(slice.bytes)).toBe('bytes');
    expect(slice.end).toBe(105);
    expect(seen[0]?.url).toBe(
      '/cgi-bin/dockerman/TransferSlice?transfer=a.1&offset=100&length=64&acknowledged=90',
    );
    expect(seen[0]?.headers.get('Authorization')).toBe('Bearer sid');
  });

  it('brings nothing where nothing was there in time', async () => {
    const { program } = programUnderTest(() => new Response(null, { status: 204 }));
    await expect(program.read('a.1', 0, 64, 0, signal)).resolves.toEqual({ bytes: new Uint8Array() });
  });

  it.each<[string, () => Response | Promise<Response>, object]>([
    [
      'others have the places',
      () => json({ failure: 'busy', message: 'busy' }, 503, { 'X-Dockerman-Failure': 'busy' }),
      { name: 'RetryError', kind: 'busy' },
    ],
    [
      'nothing answers',
      () => Promise.reject(new TypeError('network')),
      { name: 'RetryError', kind: 'network' },
    ],
    [
      'the slice is cut',
      () => new Response(brokenBody('half') as BodyInit),
      { name: 'RetryError', kind: 'network' },
    ],
    [
      'the web server is overloaded',
      () => new Response('busy', { status: 502 }),
      { name: 'RetryError', kind: 'network' },
    ],
    [
      'the session has ended',
      () => json({ failure: 'session', message: 'over' }, 401, { 'X-Dockerman-Failure': 'session' }),
      { name: 'TransportError', failure: 'session' },
    ],
    [
      'the transfer has failed',
      () =>
        json({ failure: 'broken', message: 'The engine went.' }, 502, { 'X-Dockerman-Failure': 'broken' }),
      { name: 'TransportError', failure: 'broken', message: 'The engine went.' },
    ],
  ])('says whether it is worth trying again when %s', async (_case, answer, error) => {
    const { program } = programUnderTest(answer);
    await expect(program.read('a.1', 0, 64, 0, signal)).rejects.toMatchObject(error);
  });

  it('sends a slice as the body of a PUT with its length', async () => {
    const { program, seen } = programUnderTest(() => new Response(null, { status: 204 }));
    await expect(program.write('a.1', 10, new Blob(['abc']), signal)).resolves.toBe(3);
    expect(seen[0]).toMatchObject({ method: 'PUT', body: 'abc' });
    expect(seen[0]?.url).toContain('offset=10&length=3');
  });

  it('gives way to rpcd for good where the web server has no such program', async () => {
    const { program, seen } = programUnderTest(() => new Response('<html>', { status: 404 }));
    const sizes: number[] = [];
    const rpcd: SliceCarrier = {
      largest: { read: 10, write: 4 },
      read: () => Promise.resolve({ bytes: new Uint8Array([1]) }),
      write: (_transfer, _offset, bytes) => {
        sizes.push(bytes.size);
        return Promise.resolve(bytes.size);
      },
    };
    const carrier = new FallbackCarrier(program, rpcd);
    expect(carrier.largest.read).toBeGreaterThan(10);
    await expect(carrier.write('a.1', 0, new Blob(['abcdef']), signal)).resolves.toBe(4);
    await expect(carrier.read('a.1', 0, 64, 0, signal)).resolves.toEqual({ bytes: new Uint8Array([1]) });
    expect(carrier.largest).toEqual({ read: 10, write: 4 });
    expect(seen).toHaveLength(1);
    expect(sizes).toEqual([4]);
  });

  it('does not give way where a slice alone fails', async () => {
    const { program } = programUnderTest(() =>
      json({ failure: 'refused', message: 'length' }, 400, { 'X-Dockerman-Failure': 'refused' }),
    );
    const carrier = new FallbackCarrier(program, program);
    await expect(carrier.read('a.1', 0, 64, 0, signal)).rejects.toBeInstanceOf(NotSentError);
    expect(carrier.largest.read).toBe(4 * 1024 * 1024);
  });
});
