import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startDockerd, whyNot, type Dockerd, type DockerdVersion } from '../engine/dockerd';
import { unixHttp } from '../engine/unix-http';
import { bootWithKeeper, processOf } from './keeper/browser';
import { ConsoleBrowser, type OwnConsole } from './keeper/console-browser';
import { rootfs, skipReason, type Userland } from './userland';

const engines: readonly (readonly [DockerdVersion, string])[] = [
  ['20.10', '1.41'],
  ['28.5', '1.51'],
];

describe.each(engines)('consoles through the keeper, dockerd %s', (version, apiVersion) => {
  const missing = rootfs ? whyNot(version) : skipReason;

  describe.skipIf(missing !== undefined)(`[${missing ?? 'both are there'}]`, () => {
    let dockerd: Dockerd;
    let router: Userland;

    const browsers: ConsoleBrowser[] = [];
    const browser = async (login = 'admin') => {
      const one = new ConsoleBrowser(router, await router.login(login), apiVersion);
      if (login === 'admin') browsers.push(one);
      return one;
    };
    const engine = async (method: string, path: string, body?: object): Promise<unknown> => {
      const answer = await unixHttp(
        dockerd.socket,
        method,
        `/v${apiVersion}${path}`,
        body && Buffer.from(JSON.stringify(body)),
      );
      if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
      return answer.text === '' ? null : JSON.parse(answer.text);
    };
    const run = async (name: string, script = 'sleep 1000', more: object = {}): Promise<string> => {
      const { Id } = (await engine('POST', `/containers/create?name=${name}`, {
        Image: 'busybox:1',
        Cmd: ['sh', '-c', script],
        StopTimeout: 0,
        HostConfig: { NetworkMode: 'none' },
        ...more,
      })) as { Id: string };
      await engine('POST', `/containers/${Id}/start`);
      return Id;
    };
    /** The commands that run in a container. */
    const processes = async (container: string): Promise<string[]> => {
      const top = (await engine('GET', `/containers/${container}/top?ps_args=-o%20pid,args`)) as {
        Processes: string[][];
      };
      return top.Processes.map((process) => process.at(-1) ?? '');
    };
    const open = async (one: ConsoleBrowser, parameters: Record<string, string>): Promise<OwnConsole> =>
      one.openConsole({ columns: '80', rows: '24', ...parameters });
    const log = (): string => router.run(['logread']).stdout;

    beforeAll(async () => {
      dockerd = await startDockerd(version);
      router = await bootWithKeeper({ engineSocket: dockerd.socket });
    });
    afterEach(async () => {
      for (const one of browsers.splice(0)) await one.closeAll();
    });
    afterAll(async () => {
      await router?.stop();
      await dockerd?.stop();
    });

    test('a shell runs what is typed, and its end ends the console', async () => {
      const container = await run('shell');
      const one = await browser();
      const console = await open(one, { container });
      expect(console.tty).toBe(true);
      await console.until('# ');
      await console.type('echo $((6 * 7))\r');
      await console.until('42\r\n');
      await console.type('exit\r');
      const last = await console.ended();
      expect(last).not.toHaveProperty('failure');
      expect(await one.list()).toEqual([]);
      expect(await processes(container)).toEqual(['sleep 1000']);
    });

    test('opening one is a line in the system log: who, which container, as which user', async () => {
      const container = await run('logged');
      const console = await open(await browser(), { container, user: 'nobody' });
      await console.until('$ ');
      await expect
        .poll(log, { timeout: 10_000 })
        .toContain(`admin opened a console: container ${container}, as user nobody`);
      await console.close();
    });

    test('the terminal has the size that was asked for, and the next one', async () => {
      const container = await run('size');
      const console = await open(await browser(), { container, columns: '97', rows: '31' });
      const size = async () => {
        await console.type('stty size\r');
        return console.until(/\d+ \d+\r\n/);
      };
      await expect.poll(size, { timeout: 10_000 }).toContain('31 97');
      await console.resize(123, 45);
      await expect.poll(size, { timeout: 10_000 }).toContain('45 123');
      await console.close();
    });

    test('an input that is repeated types nothing twice, and one that would leave a gap types nothing', async () => {
      const container = await run('input');
      const console = await open(await browser(), { container, command: '["cat"]' });
      expect(await console.input(0, 'one\r')).toMatchObject({ at: 4 });
      expect(await console.input(0, 'one\r')).toMatchObject({ at: 4 });
      expect(await console.input(2, 'e\rtwo\r')).toMatchObject({ at: 8 });
      expect(await console.input(9, 'lost\r')).toMatchObject({ at: 8 });
      expect(await console.input(8, 'three\r')).toMatchObject({ at: 14 });
      // each line twice: the terminal's echo, and what cat says
      const lines = ['one', 'one', 'three', 'three', 'two', 'two'];
      await console.until(/three[^]*three\r\n/);
      expect(console.text.trim().split('\r\n').sort()).toEqual(lines);
      await console.close();
    });

    test('a paste of 1 MB arrives whole, and a program that does not read makes it wait', async () => {
      const container = await run('paste');
      const one = await browser();
      const console = await open(one, { container });
      await console.until('# ');
      await console.type('stty -echo; while [ ! -e /go ]; do sleep 0.1; done; cat | md5sum\r');
      await console.until('md5sum\r\n');
      const line = `${'x'.repeat(99)}\n`;
      const pasted = Buffer.from(line.repeat(10_000));
      let waited = false;
      const all = console.paste(pasted, async () => {
        if (waited) return;
        waited = true;
        await one.exec(engine, container, ['touch', '/go']);
      });
      await all;
      expect(waited).toBe(true);
      await console.type('\x04');
      const { createHash } = await import('node:crypto');
      await console.until(createHash('md5').update(pasted).digest('hex'));
      await console.close();
    });

    test('output of 10 MB arrives as it was written, UTF-8 cut anywhere', async () => {
      const container = await run('flood');
      const one = await browser();
      const console = await open(one, {
        container,
        command: JSON.stringify([
          'sh',
          '-c',
          'stty -onlcr; awk \'BEGIN { for (i = 0; i < 200000; i++) printf "%d äöü€😀 and some words on a line\\n", i }\'',
        ]),
      });
      const last = await console.ended();
      expect(last).not.toHaveProperty('failure');
      const whole = Array.from({ length: 200_000 }, (_, i) => `${i} äöü€😀 and some words on a line\n`).join(
        '',
      );
      expect(console.text.length).toBe(whole.length);
      expect(console.text === whole).toBe(true);
    });

    test('a program that writes without end neither holds up the keeper nor keeps its Ctrl-C waiting', async () => {
      const container = await run('endless');
      const one = await browser();
      const console = await open(one, { container });
      await console.until('# ');
      await console.type('yes\r');
      await console.until('y\r\ny\r\ny\r\n');
      await console.type('\x03');
      await console.until(/\^C[^]*# /);
      expect(await processes(container)).not.toContain('yes');
      await console.close();
    });

    test('a console that nobody reads goes on, keeps its newest output, and is found again', async () => {
      const container = await run('left');
      const one = await browser();
      const console = await open(one, { container });
      await console.until('# ');
      await console.type('seq 1 300000; sleep 5001 &\r');
      await console.leave();
      await expect.poll(() => processes(container), { timeout: 20_000 }).toContain('sleep 5001');
      const again = new ConsoleBrowser(router, one.session, apiVersion);
      const [found] = await again.list();
      expect(found).toMatchObject({
        console: console.id,
        container,
        command: [],
        user: '',
        tty: true,
        attach: false,
      });
      expect(Date.now() - (found?.started ?? 0)).toBeLessThan(60_000);
      const back = await again.joinConsole(console.id);
      await back.until(/299999\r\n300000\r\n/);
      // an engine keeps 1 MB before it slows a program down
      expect(back.text).not.toContain('\r\n1000\r\n1001\r\n');
      await back.type('echo still $((1 + 1))\r');
      await back.until('still 2\r\n');
      await back.close();
    });

    test('who opens a console that another window shows takes it over', async () => {
      const container = await run('windows');
      const one = await browser();
      const console = await open(one, { container });
      await console.until('# ');
      const second = await new ConsoleBrowser(router, one.session, apiVersion).joinConsole(console.id);
      expect(await console.ended()).toMatchObject({
        failure: 'refused',
        message: 'This console is shown in another window now.',
      });
      await second.until('# ');
      await second.close();
    });

    test('a reader that was away for a moment goes on where it was', async () => {
      const container = await run('away');
      const one = await browser();
      const console = await open(one, { container });
      await console.until('# ');
      await console.leave();
      await console.type('echo and $((2 + 2))\r');
      const again = await one.joinConsole(console.id, console.position);
      await again.until('and 4\r\n');
      expect(again.text).not.toMatch(/^\/ # /);
      await again.close();
    });

    test('closing one ends what runs in it, also what ignores a hangup or has become another user', async () => {
      const container = await run('close');
      const one = await browser();
      const console = await open(one, { container });
      await console.until('# ');
      await console.type('sh -c \'trap "" HUP; sleep 2002\' & setsid sleep 2003 &\r');
      await console.type("su -s /bin/sh nobody -c 'sleep 2004'\r");
      await expect
        .poll(() => processes(container), { timeout: 10_000 })
        .toEqual(expect.arrayContaining(['sleep 2002', 'sleep 2003', 'sleep 2004']));
      // an empty reply would look like one that got lost
      expect(await console.close()).toEqual({ done: true });
      await expect.poll(() => processes(container), { timeout: 10_000 }).toEqual(['sleep 1000']);
    });

    test('the end of the session ends its consoles and what runs in them', async () => {
      const container = await run('session');
      const one = await browser();
      const console = await open(one, { container });
      await console.until('# ');
      await console.type('sleep 3001\r');
      await expect.poll(() => processes(container), { timeout: 10_000 }).toContain('sleep 3001');
      router.run(['ubus', 'call', 'session', 'destroy', JSON.stringify({ ubus_rpc_session: one.session })]);
      await expect.poll(() => processes(container), { timeout: 20_000 }).toEqual(['sleep 1000']);
      expect(await (await browser()).list()).toEqual([]);
    });

    test('attach joins a terminal, and leaves the program running', async () => {
      const container = await run('tty', 'while read line; do echo "heard $line"; done', {
        Tty: true,
        OpenStdin: true,
      });
      const one = await browser();
      const console = await one.openConsole({ container, attach: 'true', columns: '80', rows: '24' });
      expect(console.tty).toBe(true);
      await console.type('knock\r');
      await console.until('heard knock\r\n');
      await console.close();
      expect(await processes(container)).toHaveLength(1);
      expect(await one.list()).toEqual([]);
    });

    test('attach without a terminal gives what both streams say, without frames', async () => {
      const container = await run(
        'plain',
        'while read line; do echo "heard $line"; echo "oh $line" >&2; done',
        {
          OpenStdin: true,
        },
      );
      const console = await (await browser()).openConsole({ container, attach: 'true' });
      expect(console.tty).toBe(false);
      await console.type('knock\n');
      // one of both comes first
      await console.until(/knock\n[^]*knock\n/);
      expect([...console.text.split('\n')].sort()).toEqual(['', 'heard knock', 'oh knock']);
      await console.close();
    });

    test('an image without a shell, and a command that is not there, are told in a sentence', async () => {
      const container = await run('bare', 'rm /bin/ash /bin/sh; exec /bin/busybox sleep 1000');
      await expect.poll(() => processes(container), { timeout: 10_000 }).toEqual(['/bin/busybox sleep 1000']);
      const one = await browser();
      const shell = await open(one, { container });
      expect(await shell.ended()).toMatchObject({
        failure: 'refused',
        message: 'This image has no shell. Name a program that it has as the command.',
      });
      const other = await open(one, { container, command: '["/bin/nothing"]' });
      expect(await other.ended()).toMatchObject({
        message: 'The container has no such command: /bin/nothing',
      });
      const program = await open(one, { container, command: '["/bin/busybox","cat"]' });
      await program.type('a\r');
      await program.until('a\r\na\r\n');
      await program.close();
      await expect.poll(() => processes(container), { timeout: 10_000 }).toEqual(['/bin/busybox sleep 1000']);
    });

    test('what the engine refuses comes in its own words', async () => {
      const one = await browser();
      expect(await one.tryConsole({ container: 'nowhere', columns: '80', rows: '24' })).toMatchObject({
        status: 404,
        body: expect.stringContaining('No such container: nowhere') as string,
      });
      expect(await one.tryConsole({ container: 'nowhere', attach: 'true' })).toMatchObject({ status: 404 });
      expect(await one.list()).toEqual([]);
    });

    test('bad parameters are named', async () => {
      const one = await browser();
      const wrong = async (parameters: Record<string, string>) =>
        (await one.tryConsole({ container: 'x', columns: '80', rows: '24', ...parameters })).message;
      expect(await wrong({ container: '' })).toBe('container is missing');
      expect(await wrong({ container: '../x' })).toMatch(/^container /);
      expect(await wrong({ columns: '0' })).toMatch(/^columns and rows /);
      expect(await wrong({ rows: '1e3' })).toMatch(/^columns and rows /);
      expect(await wrong({ command: 'ls' })).toMatch(/^command must be a JSON array/);
      expect(await wrong({ command: '[1]' })).toMatch(/^command must be a JSON array/);
      expect(await wrong({ command: `["${'x'.repeat(9000)}"]` })).toMatch(/^command is longer/);
      expect(await wrong({ user: 'a\nb' })).toMatch(/^user must be/);
      expect(await one.list()).toEqual([]);
    });

    test('a viewer and an operator open none, and nobody reaches that of another session', async () => {
      const container = await run('roles');
      for (const login of ['viewer', 'operator']) {
        const other = await browser(login);
        const method = login === 'viewer' ? 'view' : 'operate';
        expect(
          await other.request(method, 'ConsoleOpen', { container, columns: '80', rows: '24' }),
        ).toMatchObject({ failure: 'forbidden' });
        await expect(other.request('admin', 'ConsoleOpen', { container })).rejects.toThrow(/admin: -32002/);
      }
      const console = await open(await browser(), { container });
      const stranger = await browser();
      expect(await stranger.list()).toEqual([]);
      for (const [operation, parameters] of [
        ['ConsoleInput', { at: '0', base64: 'eA==' }],
        ['ConsoleResize', { columns: '80', rows: '24' }],
        ['ConsoleClose', {}],
        ['Console', {}],
      ] as const)
        expect(
          await stranger.request('admin', operation, { console: console.id, ...parameters }),
        ).toMatchObject({
          failure: 'refused',
          message: 'There is no such console (any more).',
        });
      await console.close();
    });

    test('there are 16 at most', async () => {
      const container = await run('many');
      const one = await browser();
      const opened = [];
      for (let n = 0; n < 16; n++) opened.push(await open(one, { container, command: '["cat"]' }));
      expect(await one.tryConsole({ container, columns: '80', rows: '24' })).toMatchObject({
        failure: 'refused',
        message: expect.stringContaining('at most 16') as string,
      });
      await Promise.all(opened.map((each) => each.close()));
      await expect.poll(() => processes(container), { timeout: 20_000 }).toEqual(['sleep 1000']);
    });

    test('without a key for so long as configured it ends, and says so', async () => {
      const container = await run('idle');
      router.run(['uci', 'set', 'dockerman.settings.console_idle=1']);
      router.run(['uci', 'commit', 'dockerman']);
      try {
        const console = await open(await browser(), { container });
        expect(await console.ended()).toMatchObject({
          failure: 'refused',
          message: 'The console was closed: for 1 s nothing was typed.',
        });
        await expect.poll(() => processes(container), { timeout: 10_000 }).toEqual(['sleep 1000']);
      } finally {
        router.run(['uci', 'set', 'dockerman.settings.console_idle=3600']);
        router.run(['uci', 'commit', 'dockerman']);
      }
    });

    test('a keeper that is killed leaves nothing in a container, and its browsers are told', async () => {
      const container = await run('killed');
      const one = await browser();
      const console = await open(one, { container });
      await console.until('# ');
      await console.type('sleep 4001\r');
      await expect.poll(() => processes(container), { timeout: 10_000 }).toContain('sleep 4001');
      const before = processOf(router, 'dockerman-keeper') ?? 0;
      process.kill(before, 'SIGKILL');
      await expect
        .poll(() => processOf(router, 'dockerman-keeper') ?? before, { timeout: 10_000 })
        .not.toBe(before);
      router.run(['ubus', '-t', '20', 'wait_for', 'dockerman.keeper']);
      expect(await console.ended()).toMatchObject({ failure: 'broken' });
      expect(await one.request('admin', 'Console', { console: console.id })).toMatchObject({
        failure: 'refused',
      });
      await expect.poll(() => processes(container), { timeout: 15_000 }).toEqual(['sleep 1000']);
    });
  });
});
