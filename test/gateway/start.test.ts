import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from './gateway-under-test';

const script = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));

interface Started {
  readonly process: ChildProcess;
  /** Resolves with a pattern's first group once it is printed; rejects with all that was printed when the process ends before. */
  printed(pattern: RegExp): Promise<string>;
  /** The exit code, and all that was printed. */
  readonly ended: Promise<{ code: number | null; text: string }>;
}

function start(state: string, ...flags: string[]): Started {
  const child = spawn(process.execPath, [script, '--port', '0', '--engine', 'local=simulated:', ...flags], {
    env: { ...process.env, XDG_STATE_HOME: state, LOCALAPPDATA: state },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  const ended = new Promise<{ code: number | null; text: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, text })),
  );
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (text += part.toString()));
  return {
    process: child,
    ended,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(text)?.[1];
          if (found !== undefined) resolve(found);
        };
        child.stdout.on('data', look);
        void ended.then(() => reject(new Error(text)));
        look();
      }),
  };
}

test(
  'npm start prints where the page is, and a password the first time only',
  { timeout: 300_000 },
  async () => {
    const state = temporaryFolder();
    const first = start(state);
    const url = await first.printed(/^Open (http:\/\/127\.0\.0\.1:\d+\/)$/m);
    const password = await first.printed(/^Password: (\S+)$/m);
    const page = await fetch(`${url}containers/pihole/logs`, { headers: { Accept: 'text/html' } });
    const scripts = [...(await page.text()).matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(
      ([, path]) => path ?? '',
    );
    expect(scripts.length).toBeGreaterThan(0);
    for (const path of scripts) expect((await fetch(new URL(path, page.url))).status).toBe(200);
    const login = await fetch(`${url}login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ password }),
    });
    const cookie = login.headers.get('Set-Cookie')?.split(';')[0] ?? '';
    const list = await fetch(`${url}engine/local/containers/json`, { headers: { Cookie: cookie } });
    expect(((await list.json()) as unknown[]).length).toBeGreaterThan(10);
    first.process.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);

    const second = start(state);
    await second.printed(/^Open (.*)$/m);
    second.process.kill('SIGTERM');
    expect((await second.ended).text).not.toMatch(/Password|Building/);

    const third = start(state, '--new-password');
    await third.printed(/^Open (.*)$/m);
    expect(await third.printed(/^Password: (\S+)$/m)).not.toBe(password);
    third.process.kill('SIGTERM');
    await third.ended;
  },
);

test('npm start with a wrong flag says so and ends', { timeout: 300_000 }, async () => {
  const { code, text } = await start(temporaryFolder(), '--port', 'http').ended;
  expect(text).toContain('--port must be a number from 0 to 65535, not "http"');
  expect(code).toBe(1);
});
