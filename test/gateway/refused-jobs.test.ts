import { describe, expect, test } from 'vitest';
import { bench, pull } from './work-bench';
import { ask, send } from './work-client';

describe('what starts no job', () => {
  test.each([
    [
      { operation: 'ImageGet', parameters: { image: 'x' }, to: '/tmp/x.tar' },
      'to: a gateway writes no files',
    ],
    [{ operation: 'ImageLoad', from: '/tmp/x.tar' }, 'from: a gateway reads no files'],
    [{ operation: 'ImageGet', parameters: { image: 'x' } }, 'gives a file'],
    [{ operation: 'ImageLoad' }, 'upload is missing'],
    [{ operation: 'ImagePrune', upload: '5' }, 'upload: ImagePrune takes no archive'],
    [{ operation: 'ImageLoad', upload: '0' }, 'upload must be a number of bytes'],
    [{ operation: 'ContainerLogs', parameters: { container: 'x' } }, 'no work that ends'],
    [{ operation: 'ExecStart', parameters: { exec: 'a' } }, 'no work that ends'],
    [{ operation: 'ImagePrune', body: {} }, 'body: ImagePrune takes no JSON body'],
    [{ operation: 'Nothing' }, 'none of the Engine API'],
    [{ ...pull, engine: 'other' }, 'there is no engine'],
    [{ ...pull, api_version: '2' }, 'api_version must be like 1.41'],
    [{ ...pull, colour: 'red' }, 'colour is not what starts a job'],
    [{ operation: 'ImageCreate', parameters: { fromImage: '../x' } }, 'fromImage has to be'],
    [{ operation: 'ImagePush', parameters: {} }, 'image is missing'],
    [{ operation: 'ImagePush', parameters: { image: ['x', 'y'] } }, 'image is missing'],
    [{ operation: 'ImagePrune', parameters: { filters: '{' } }, 'filters is not valid JSON'],
    [{ operation: 'ImagePrune', parameters: { colour: 'red' } }, 'has no parameter'],
  ])('%j is refused, and the engine not asked', async (wish, sentence) => {
    const { gateway, engine } = await bench((_, response) => response.end());
    const answer = await ask(gateway, wish);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(await answer.json()).toMatchObject({
      failure: 'refused',
      message: expect.stringContaining(sentence) as string,
    });
    expect(engine.seen).toEqual([]);
  });

  test.each([
    ['GET', '/work/jobs'],
    ['POST', '/work/jobs'],
    ['DELETE', '/work/jobs/x'],
    ['PUT', '/work/jobs/x/body'],
    ['GET', '/work/jobs/x/log'],
    ['GET', '/work/registries'],
    ['PUT', '/work/registries/ghcr.io'],
  ])('%s %s wants a session, and our own page', async (method, path) => {
    const { gateway } = await bench((_, response) => response.end());
    const nobody = await fetch(gateway.origin + path, { method });
    expect(nobody.status).toBe(401);
    const elsewhere = await gateway.fetch(path, { method, headers: { Origin: 'http://evil.test' } });
    expect(elsewhere.status).toBe(403);
    const program = await fetch(gateway.origin + path, { method, headers: { Cookie: gateway.cookie } });
    if (method !== 'GET') expect(program.status).toBe(403);
    else expect(program.status).not.toBe(403);
    await program.body?.cancel();
  });

  test('a job that is not there has no log and no body', async () => {
    const { gateway } = await bench((_, response) => response.end());
    expect((await gateway.fetch('/work/jobs/x/log')).status).toBe(404);
    expect((await send(gateway, 'x', 'x')).status).toBe(404);
    expect((await gateway.fetch('/work/other')).status).toBe(404);
  });
});
