import { describe, expect, test } from 'vitest';
import { LineEditor } from '../../simulation/shell/terminal';
import { makeExec, openConsole } from './console-client';
import { gatewayUnderTest } from './gateway-under-test';

describe('a console of the simulated engine', () => {
  test('is a shell with a terminal, whose size arrives', async () => {
    const gateway = await gatewayUnderTest();
    const exec = await makeExec(gateway, 'tools', { Cmd: ['sh'], Tty: true });
    const client = await openConsole(gateway, `/engine/local/exec/${exec}/start`);
    await client.saw('/ # ');
    const resize = await gateway.fetch(`/engine/local/exec/${exec}/resize?h=50&w=160`, { method: 'POST' });
    expect(resize.status).toBe(200);
    client.send('stty size; cd /etc && cat os-release\r');
    await client.saw('50 160');
    client.send('whoami; nonsense; ls /root\r');
    await client.saw('root\r\n');
    await client.saw('sh: nonsense: not found');
    await client.saw('README');
    client.send('exit 4\r');
    expect(await client.closed).toMatchObject({ code: 1000 });
    const inspect = await gateway.fetch(`/engine/local/exec/${exec}/json`);
    expect(await inspect.json()).toMatchObject({ Running: false, ExitCode: 4 });
  });

  test('finds its shell as the web asks for one', async () => {
    const gateway = await gatewayUnderTest();
    const script =
      'if [ -x /bin/bash ]; then exec /bin/bash; elif [ -x /bin/ash ]; then exec /bin/ash; else exec /bin/sh; fi';
    const exec = await makeExec(gateway, 'tools', { Cmd: ['/bin/sh', '-c', script], Tty: true });
    const client = await openConsole(gateway, `/engine/local/exec/${exec}/start`);
    await client.saw('/ # ');
    client.send('echo one "two  three"; echo $HOSTNAME > /tmp/a; cat /tmp/a\r');
    await client.saw('one two  three\r\n');
  });

  test('runs one command without a terminal, both streams apart', async () => {
    const gateway = await gatewayUnderTest();
    const exec = await makeExec(gateway, 'pihole', {
      Cmd: ['sh', '-c', 'echo good; cat /missing || echo bad'],
    });
    const client = await openConsole(gateway, `/engine/local/exec/${exec}/start`);
    await client.closed;
    expect(client.text()).toContain('\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0009good\nbad\n');
    expect(client.text()).toContain(
      "\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0036cat: can't open '/missing'",
    );
  });

  test('ends when its container is killed', async () => {
    const gateway = await gatewayUnderTest();
    const exec = await makeExec(gateway, 'tools', { Cmd: ['sh'], Tty: true });
    const client = await openConsole(gateway, `/engine/local/exec/${exec}/start`);
    await gateway.fetch('/engine/local/containers/tools/kill', { method: 'POST' });
    expect(await client.closed).toMatchObject({ code: 1000 });
  });

  test('attaches, shows what is written and echoes what is typed', async () => {
    const gateway = await gatewayUnderTest();
    const client = await openConsole(
      gateway,
      '/engine/local/containers/tools/attach/ws?stream=1&stdin=1&stdout=1&logs=1',
    );
    await client.saw('/ # ');
    client.send('hello\r');
    await client.saw('hello\r\n');
  });

  test('does not attach to a container that is stopped', async () => {
    const gateway = await gatewayUnderTest();
    const client = await openConsole(gateway, '/engine/local/containers/backup/attach/ws?stream=1');
    expect(await client.closed).toMatchObject({
      code: 4409,
      reason: expect.stringContaining('is not running') as string,
    });
  });

  test('takes a paste of 1 MB', async () => {
    const gateway = await gatewayUnderTest();
    const exec = await makeExec(gateway, 'tools', { Cmd: ['sh'], Tty: true });
    const client = await openConsole(gateway, `/engine/local/exec/${exec}/start`);
    const line = `${'x'.repeat(1000)}\r`;
    client.send(`${line.repeat(1048)}echo DO"NE"\r`);
    await client.saw('DONE\r\n');
  });
});

describe('the line that is typed', () => {
  const typed = (text: string) => new LineEditor().type(new TextEncoder().encode(text));

  test('can be mended', () => {
    expect(typed('lss\u007f\r').events).toEqual([{ line: 'ls' }]);
    expect(typed('rm -rf\u0015pwd\r').events).toEqual([{ line: 'pwd' }]);
    expect(typed('rm\u0003ls\r').events).toEqual(['interrupt', { line: 'ls' }]);
    expect(typed('\u0004').events).toEqual(['end']);
    expect(typed('l\u001b[A\u001b[1;5Ds\r').events).toEqual([{ line: 'ls' }]);
  });
});
