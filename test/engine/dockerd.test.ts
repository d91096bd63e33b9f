import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startDockerd, whyNot } from './dockerd';
import { alive, mountNamespace, processesIn } from './processes';
import { unixHttp } from './unix-http';

describe.skipIf(whyNot('20.10') !== undefined)('the harness', () => {
  it('says why an engine does not come up', async () => {
    await expect(startDockerd('20.10', '--no-such-flag')).rejects.toThrow(
      /dockerd 20\.10 did not come up[^]*unknown flag: --no-such-flag/,
    );
  });

  it('leaves nothing of an engine with running containers and networks', async () => {
    const engine = await startDockerd('20.10');
    const namespace = mountNamespace(engine.pid);
    const folder = dirname(engine.socket);
    const post = async (path: string, body: object) =>
      JSON.parse(
        (await unixHttp(engine.socket, 'POST', path, Buffer.from(JSON.stringify(body)))).text || '{}',
      );
    await post('/networks/create', { Name: 'left-over' });
    const { Id } = await post('/containers/create', { Image: 'busybox', Cmd: ['sleep', '1000'] });
    await post(`/containers/${Id}/start`, {});
    const { State } = JSON.parse((await unixHttp(engine.socket, 'GET', `/containers/${Id}/json`)).text);
    expect(alive(State.Pid)).toBe(true);
    await engine.stop();
    expect(alive(engine.pid)).toBe(false);
    expect(alive(State.Pid)).toBe(false);
    expect(processesIn(namespace)).toEqual([]);
    expect(readdirSync(tmpdir()).map((name) => `${tmpdir()}/${name}`)).not.toContain(folder);
  });

  it('cleans up after an engine that was killed', async () => {
    const engine = await startDockerd('20.10');
    const namespace = mountNamespace(engine.pid);
    process.kill(engine.pid, 'SIGKILL');
    await engine.stop();
    expect(processesIn(namespace)).toEqual([]);
  });
});
