import { describe, expect, it } from 'vitest';
import { EngineError, TransportError, VersionError } from '../../../lib/engine/errors';
import { chooseVersion, negotiate } from '../../../lib/engine/negotiate';
import { FakeTransport } from './fake-transport';

const number = (version: string) => Number(version.split('.')[1]);

/** An engine that speaks the versions from `oldest` to `newest`; `header` tells whether its ping says so. */
function engine(oldest: string, newest: string, header: boolean): FakeTransport {
  return new FakeTransport(({ operation, apiVersion = '' }) => {
    if (operation === 'SystemPing') {
      if (apiVersion) throw new Error('a ping is asked without a version');
      return { body: 'OK', headers: header ? { 'Api-Version': newest, 'Dockerman-Gateway': 'exec' } : {} };
    }
    const refused = (bound: string, limit: string) => ({
      status: 400,
      body: JSON.stringify({
        message: `client version ${apiVersion} is too ${bound === 'Maximum' ? 'new' : 'old'}. ${bound} supported API version is ${limit}, please upgrade`,
      }),
    });
    if (number(apiVersion) > number(newest)) return refused('Maximum', newest);
    if (number(apiVersion) < number(oldest)) return refused('Minimum', oldest);
    return { body: JSON.stringify({ ApiVersion: newest, MinAPIVersion: oldest, Version: 'x' }) };
  });
}

const engines: readonly (readonly [string, string, string, string])[] = [
  ['20.10', '1.12', '1.41', '1.41'],
  ['24', '1.12', '1.43', '1.43'],
  ['28.5', '1.24', '1.51', '1.51'],
  ['29.0, which takes nothing older than 1.44', '1.44', '1.52', '1.52'],
  ['29.7', '1.40', '1.55', '1.55'],
  ['the next', '1.44', '1.60', '1.55'],
];

describe.each([true, false])('the version to speak, with a header in the ping: %s', (header) => {
  it.each(engines)('is found for Docker %s', async (_, oldest, newest, chosen) => {
    const negotiated = await negotiate(engine(oldest, newest, header));
    expect(negotiated).toEqual({ apiVersion: chosen, gateway: header ? 'exec' : '' });
  });

  it('is none for an engine that is too old, and the message names its version', async () => {
    await expect(negotiate(engine('1.12', '1.40', header))).rejects.toMatchObject({
      name: 'VersionError',
      apiVersion: '1.40',
      message:
        'This engine is too old: it speaks Docker API 1.40, and 1.41 (Docker 20.10) or newer is needed.',
    });
  });

  it('is none for an engine that is too new, and the message names its oldest version', async () => {
    await expect(negotiate(engine('1.57', '1.60', header))).rejects.toMatchObject({
      name: 'VersionError',
      apiVersion: '1.57',
      message: expect.stringContaining('1.57 and newer'),
    });
  });
});

describe('the choice of a version', () => {
  it('asks once where the ping says it', async () => {
    const transport = engine('1.24', '1.51', true);
    await negotiate(transport);
    expect(transport.requests.map(({ operation }) => operation)).toEqual(['SystemPing']);
  });

  it('compares numbers, not text', () => {
    expect(chooseVersion('1.100')).toBe('1.55');
    expect(() => chooseVersion('1.9')).toThrow(VersionError);
    expect(chooseVersion('2.0', '1.50')).toBe('1.55');
  });

  it.each(['', 'latest', '1.41; x', '1.41.2', '<b>'])('refuses what is no version: %j', (version) => {
    expect(() => chooseVersion(version)).toThrow(/gives no API version that can be read/);
  });

  it('ignores a header that is no version', async () => {
    const inner = engine('1.24', '1.51', false);
    const transport = new FakeTransport(() => ({}));
    transport.send = async (request) => {
      const response = await inner.send(request);
      return request.operation === 'SystemPing'
        ? { ...response, headers: new Headers({ 'Api-Version': '<b>' }) }
        : response;
    };
    expect((await negotiate(transport)).apiVersion).toBe('1.51');
  });

  it('passes on a refusal that has nothing to do with versions', async () => {
    const transport = new FakeTransport(({ operation }) =>
      operation === 'SystemPing' ? {} : { status: 403, body: '{"message":"forbidden by a plugin"}' },
    );
    const error = await negotiate(transport).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ status: 403, message: 'forbidden by a plugin' });
  });

  it('passes on that the engine is not there', async () => {
    const transport = new FakeTransport(() => {
      throw new TransportError('engine-down', 'dockerd does not run');
    });
    await expect(negotiate(transport)).rejects.toMatchObject({ failure: 'engine-down' });
  });
});
