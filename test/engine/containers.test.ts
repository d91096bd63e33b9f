import * as v from 'valibot';
import { expect, it } from 'vitest';
import { containerInspect } from '../../lib/engine/types/container-inspect';
import { describeEngines } from './engines';

describeEngines('a container', (engine) => {
  it('is made, listed, inspected, started, stopped, and removed', async () => {
    const { client } = engine;
    const container = await engine.create('trap "exit 0" TERM; sleep 1000 & wait', {
      Labels: { 'org.example.html': '<img src=x onerror=alert(1)>' },
      Env: ['SECRET=<script>'],
      WorkingDir: '/tmp',
    });
    const [listed] = await client.containerList({ all: true, filters: { name: [container] } });
    expect(listed).toMatchObject({ Names: [`/${container}`], State: 'created', Ports: [] });
    expect(listed?.Labels['org.example.html']).toBe('<img src=x onerror=alert(1)>');

    expect(await client.containerStart({ container })).toBe(true);
    expect(await client.containerStart({ container })).toBe(false);
    const running = await client.containerInspect({ container });
    expect(running).toMatchObject({
      State: { Status: 'running', Running: true },
      Config: { WorkingDir: '/tmp', Tty: false },
    });
    expect(running.Config.Env).toContain('SECRET=<script>');
    expect(running.State.Pid).toBeGreaterThan(0);

    expect(await client.containerStop({ container, t: 10 })).toBe(true);
    expect(await client.containerStop({ container, t: 10 })).toBe(false);
    expect((await client.containerWait({ container })).StatusCode).toBe(0);
    await client.containerDelete({ container });
    expect(await client.containerList({ all: true, filters: { name: [container] } })).toEqual([]);
  });

  it('is given as the engine wrote it, and parsed from that', async () => {
    const container = await engine.create('true');
    const document = await engine.client.containerDocument({ container });
    expect(document).toHaveProperty('HostConfig.NetworkMode');
    expect(v.parse(containerInspect, document)).toEqual(await engine.client.containerInspect({ container }));
  });

  it('is paused, unpaused, killed and renamed', async () => {
    const { client } = engine;
    const container = await engine.run('sleep 1000');
    const state = async (name: string) => (await client.containerInspect({ container: name })).State;
    await client.containerPause({ container });
    expect(await state(container)).toMatchObject({ Status: 'paused', Paused: true });
    await client.containerUnpause({ container });
    expect(await state(container)).toMatchObject({ Status: 'running' });
    await client.containerKill({ container, signal: 'SIGKILL' });
    await client.containerWait({ container });
    expect(await state(container)).toMatchObject({ Status: 'exited', ExitCode: 137 });
    const name = `${container}-renamed`;
    await client.containerRename({ container, name });
    expect((await client.containerInspect({ container: name })).Name.replace(/^\//, '')).toBe(name);
    await client.containerDelete({ container: name });
  });

  it('is restarted', async () => {
    const container = await engine.run('trap "exit 0" TERM; sleep 1000 & wait');
    const before = await engine.client.containerInspect({ container });
    await engine.client.containerRestart({ container, t: 5 });
    const after = await engine.client.containerInspect({ container });
    expect(after.State.Status).toBe('running');
    expect(after.State.StartedAt).not.toBe(before.State.StartedAt);
  });

  it('tells its processes and the files that it changed', async () => {
    const container = await engine.run('echo x > /tmp/made; rm /bin/vi; sleep 1000');
    const { client } = engine;
    await expect
      .poll(async () =>
        (await client.containerTop({ container })).Processes.map((row) => row.join(' ')).join('\n'),
      )
      .toContain('sleep 1000');
    const changes = await client.containerChanges({ container });
    expect(changes).toContainEqual({ Path: '/tmp/made', Kind: 1 });
    expect(changes).toContainEqual({ Path: '/bin/vi', Kind: 2 });
    const untouched = await engine.create('true');
    expect(
      (await client.containerChanges({ container: untouched })).filter(({ Kind }) => Kind === 2),
    ).toEqual([]);
  });

  it('runs a command beside its own', async () => {
    const container = await engine.run('sleep 1000');
    const exec = await engine.client.containerExec(
      { container },
      { body: { Cmd: ['sh', '-c', 'exit 7'], AttachStdout: true } },
    );
    expect(exec).toMatch(/^[0-9a-f]{64}$/);
    expect(await engine.client.execInspect({ exec })).toMatchObject({ ID: exec, Running: false });
  });
});
