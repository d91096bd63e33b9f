import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { progress } from '../../lib/engine/decode/progress';
import { all, describeEngines, type EngineUnderTest } from './engines';

function context(dockerfile: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'dm-build-'));
  try {
    writeFileSync(join(folder, 'Dockerfile'), dockerfile);
    return execFileSync('tar', ['-C', folder, '-cf', '-', '.']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function build(engine: EngineUnderTest, dockerfile: string) {
  const parameters = { networkmode: 'none', nocache: true, rm: true };
  const { apiVersion } = engine.client;
  const response = await engine.transport.send({
    operation: 'ImageBuild',
    parameters,
    body: context(dockerfile),
    apiVersion,
  });
  expect(response.status).toBe(200);
  return progress(response.body);
}

describeEngines('progress', (engine) => {
  // Podman builds with Buildah, whose messages are others
  it.skipIf(engine.podman)('of a build ends without an error', async () => {
    const messages = await all(await build(engine, 'FROM busybox:latest\nLABEL a=b\n'));
    expect(messages.map(({ stream }) => stream).join('')).toContain('Successfully built');
  });

  it.skipIf(engine.podman)('of a build that fails raises the failure that is inside its 200', async () => {
    const messages: string[] = [];
    const failing = async () => {
      for await (const batch of await build(engine, 'FROM busybox:latest\nRUN echo trying; exit 9\n'))
        messages.push(...batch.map(({ stream }) => stream));
    };
    await expect(failing()).rejects.toMatchObject({
      name: 'EngineError',
      message: expect.stringContaining('code: 9'),
    });
    expect(messages.join('')).toContain('trying');
  });

  it('of a pull from a registry that is not there raises its reason', async () => {
    const pull = async () =>
      all(await engine.client.imageCreate({ fromImage: 'localhost:1/nothing', tag: 'latest' }));
    await expect(pull()).rejects.toMatchObject({
      name: 'EngineError',
      status: expect.toSatisfy((status: number) => status >= 400),
      message: expect.stringMatching(/refused/),
    });
  });
});
