import type { Page } from '@playwright/test';
import { processOf } from '../../router/keeper/browser';
import { expect, test } from '../fixtures/luci';

/** What the terminal shows, line by line. */
const screen = (page: Page) => page.locator('dm-console-screen:not([hidden]) .xterm-rows');

/** Opens a shell in a container's console tab, and waits for its prompt. */
async function shell(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(screen(page)).toContainText('#');
}

test('a shell runs through the router, takes the size of the window and says when it has ended', async ({
  page,
  luci,
  containers,
}) => {
  const web = await containers.run('web');
  await luci.open(page, `containers/${web}/console`);
  await shell(page);
  await page.keyboard.type('echo $((6 * 7))\n');
  await expect(screen(page)).toContainText('42');
  const width = async () => {
    await page.keyboard.type('clear; stty size\n');
    await expect(screen(page)).toContainText(/\d+ \d+/);
    return Number(/\d+ (\d+)/.exec(await screen(page).innerText())?.[1] ?? 0);
  };
  await expect.poll(width).toBeGreaterThan(100);
  await page.setViewportSize({ width: 700, height: 600 });
  await expect.poll(width).toBeLessThan(90);
  await page.keyboard.type('exit\n');
  await expect(page.getByText('The console has ended.')).toBeVisible();
  await page.getByRole('button', { name: 'Open again' }).click();
  await expect(screen(page)).toContainText('#');
});

test('a reload finds the shell again, with what it wrote, and it goes on', async ({
  page,
  luci,
  containers,
}) => {
  const web = await containers.run('web');
  await luci.open(page, `containers/${web}/console`);
  await shell(page);
  await page.keyboard.type('x=kept; echo before\n');
  await expect(screen(page)).toContainText(/before[^]*#/);
  await luci.reload(page);
  await expect(screen(page)).toContainText('before');
  await page.keyboard.type('echo $x after\n');
  await expect(screen(page)).toContainText('kept after');
  // the terminal has not answered what the shell had asked it before
  await expect(screen(page)).not.toContainText('R');
});

test('several shells at once, each found by its name; ending one ends what runs in it', async ({
  page,
  luci,
  containers,
}) => {
  const web = await containers.run('web');
  const processes = async () => {
    const top = (await containers.call('GET', `/containers/${web}/top?ps_args=-o%20pid,args`)) as {
      Processes: string[][];
    };
    return top.Processes.map((process) => process.at(-1));
  };
  await luci.open(page, `containers/${web}/console`);
  await shell(page);
  await page.keyboard.type('echo in the first; sleep 7001\n');
  await expect(screen(page)).toContainText('in the first');
  await shell(page);
  await page.keyboard.type('echo in the second\n');
  await expect(screen(page)).toContainText('in the second');
  await page.getByRole('button', { name: '1 Shell', exact: true }).click();
  await expect(screen(page)).toContainText('in the first');
  await expect.poll(processes).toContain('sleep 7001');
  await page.getByRole('button', { name: 'End console 1 Shell' }).click();
  await expect(screen(page)).toContainText('in the second');
  await expect.poll(processes).not.toContain('sleep 7001');
  await page.keyboard.type('exit\n');
  await expect(page.getByText('The console has ended.')).toBeVisible();
});

test('who disconnects can show the console again, also in another window', async ({
  page,
  luci,
  containers,
}) => {
  const web = await containers.run('web');
  await luci.open(page, `containers/${web}/console`);
  await shell(page);
  await page.keyboard.type('echo one\n');
  await expect(screen(page)).toContainText('one');
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByText('The console goes on on the router.')).toBeVisible();
  await page.getByRole('button', { name: 'Show it here' }).click();
  await expect(page.locator('dm-console-screen:not([hidden]) textarea')).toBeFocused();
  await page.keyboard.type('echo two\n');
  await expect(screen(page)).toContainText('two');
  const other = await page.context().newPage();
  await luci.go(other, `containers/${web}/console`);
  await other.getByRole('button', { name: '1 Shell', exact: true }).click();
  await expect(screen(other)).toContainText('two');
  await expect(page.getByText('This console is shown in another window now.')).toBeVisible();
  await other.keyboard.type('exit\n');
  await expect(other.getByText('The console has ended.')).toBeVisible();
});

test('Ctrl-C stops a program that writes without end', async ({ page, luci, containers }) => {
  const web = await containers.run('web');
  await luci.open(page, `containers/${web}/console`);
  await shell(page);
  await page.keyboard.type('yes\n');
  await expect(screen(page)).toContainText(/y\s*y\s*y/);
  await page.keyboard.press('Control+c');
  await page.keyboard.type('clear; echo stopped $((1 + 1))\n');
  await expect(screen(page)).toContainText('stopped 2');
});

test('a paste of 1 MB arrives whole', async ({ page, luci, containers }) => {
  const web = await containers.run('web');
  await luci.open(page, `containers/${web}/console`);
  await shell(page);
  await page.keyboard.type('stty -echo; echo now; head -c 1000000 | md5sum\n');
  await expect(screen(page)).toContainText(/now\s*$/);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', `${'x'.repeat(99)}\n`.repeat(10_000));
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  // printf 'x…x\n' 10,000 times | md5sum
  await expect(screen(page)).toContainText('362aa98a33a53c90cc037f839eba9d81', { timeout: 60_000 });
});

test('10 MB are shown to the last line, and the page answers meanwhile', async ({
  page,
  luci,
  containers,
}) => {
  const web = await containers.run('web');
  await luci.open(page, `containers/${web}/console`);
  await shell(page);
  await page.evaluate(() => {
    const counted = window as unknown as { frames: number };
    counted.frames = 0;
    const count = () => {
      counted.frames += 1;
      requestAnimationFrame(count);
    };
    count();
  });
  await page.keyboard.type('seq 1 1400000; echo all $((1 + 1))\n');
  await expect(screen(page)).toContainText('all 2', { timeout: 60_000 });
  await expect(screen(page)).toContainText('1399999');
  expect(await page.evaluate(() => (window as unknown as { frames: number }).frames)).toBeGreaterThan(30);
});

test('an image without a shell is said to have none', async ({ page, luci, containers }) => {
  const bare = await containers.run('bare', 'rm /bin/ash /bin/sh; exec /bin/busybox sleep 1000');
  await luci.open(page, `containers/${bare}/console`);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByText('This image has no shell.')).toBeVisible();
  await page.getByLabel('Command').fill('busybox echo here');
  await page.getByRole('button', { name: 'Open again' }).click();
  await expect(screen(page)).toContainText('here');
});

test('attach joins the first process, and leaves it running', async ({ page, luci, containers }) => {
  const web = await containers.run('web', 'while read line; do echo "heard $line"; done', { tty: true });
  await luci.open(page, `containers/${web}/console`);
  await page.getByRole('button', { name: 'Attach' }).click();
  await expect(page.getByRole('button', { name: 'Disconnect' })).toBeVisible();
  await page.keyboard.type('knock\n');
  await expect(screen(page)).toContainText('heard knock');
  await page.getByRole('button', { name: 'End console 1 Attached' }).click();
  await expect(screen(page)).toBeHidden();
  expect(await containers.state(web)).toBe('running');
});

test('an operator is told that a console is not for this login', async ({ page, luci, containers }) => {
  const web = await containers.run('web');
  await luci.open(page, `containers/${web}/console`, 'operator');
  await expect(page.getByText('A console needs the access group luci-app-dockerman-admin.')).toBeVisible();
});

test('a keeper that is killed takes its consoles with it, and the page says so', async ({
  page,
  bootLuci,
  dockerd,
  containers,
  problems,
}) => {
  problems.expect(/status of 50[0-9]|Failed to load/);
  const luci = await bootLuci({ engineSocket: dockerd.socket });
  const web = await containers.run('web');
  await luci.open(page, `containers/${web}/console`);
  await shell(page);
  process.kill(processOf(luci.router, 'dockerman-keeper') ?? 0, 'SIGKILL');
  // the call that waits is answered by nobody; the next key learns it
  await page.keyboard.type('x');
  await expect(page.getByText('There is no such console (any more).')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Open again' }).click();
  await expect(screen(page)).toContainText('#');
});

test('the end of the session ends the console, and the page says so', async ({
  page,
  luci,
  containers,
  problems,
}) => {
  problems.expect(/status of 403/);
  const web = await containers.run('web');
  await luci.open(page, `containers/${web}/console`);
  await shell(page);
  const id = (await page.context().cookies()).find(({ name }) => name === 'sysauth_http')?.value ?? '';
  luci.router.run(['ubus', 'call', 'session', 'destroy', JSON.stringify({ ubus_rpc_session: id })]);
  await expect(page.getByText('Your session has ended')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('The session has ended', { exact: false }).first()).toBeVisible();
});
