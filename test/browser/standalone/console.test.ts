import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/standalone';

/** What the terminal shows, line by line. */
const screen = (page: Page) => page.locator('.xterm-rows');

/** The columns that the shell's side of the terminal has. */
async function terminalWidth(page: Page): Promise<number> {
  let found: RegExpExecArray | null = null;
  // a shell that has only just begun learns its size a moment later
  await expect(async () => {
    await page.keyboard.type('clear; stty size\n');
    await expect(screen(page)).toContainText(/\d+ \d+/, { timeout: 1000 });
    found = /\d+ (\d+)/.exec(await screen(page).innerText());
    expect(found).not.toBeNull();
  }).toPass();
  return Number(found?.[1]);
}

test('a shell runs commands, takes the size of the window and says when it has ended', async ({
  page,
  standalone,
  containers,
}) => {
  const web = await containers.run('web');
  await standalone.open(page, `containers/${web}/console`);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(screen(page)).toContainText('#');
  await page.keyboard.type('echo $((6 * 7))\n');
  await expect(screen(page)).toContainText('42');
  const wide = await terminalWidth(page);
  expect(wide).toBeGreaterThan(120);
  await page.setViewportSize({ width: 700, height: 600 });
  await expect.poll(() => terminalWidth(page)).toBeLessThan(100);
  await page.keyboard.type('exit\n');
  await expect(page.getByText('The console has ended.')).toBeVisible();
  await page.getByRole('button', { name: 'Open again' }).click();
  await expect(screen(page)).toContainText('#');
  await page.keyboard.type('echo again $((1 + 1))\n');
  await expect(screen(page)).toContainText('again 2');
});

test('a command of its own runs as the user that was asked for', async ({ page, standalone, containers }) => {
  const web = await containers.run('web');
  await standalone.open(page, `containers/${web}/console`);
  await page.getByLabel('Command').fill('sh -c "id -un; sleep 100"');
  await page.getByLabel('User').fill('nobody');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(screen(page)).toContainText('nobody');
});

test('a user that the container does not know is refused in the words of the engine', async ({
  page,
  standalone,
  containers,
  problems,
}) => {
  problems.expect(/status of [45]\d\d|WebSocket/);
  const web = await containers.run('web');
  await standalone.open(page, `containers/${web}/console`);
  await page.getByLabel('User').fill('stranger');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByText(/unable to find user stranger/)).toBeVisible();
});

test('attach joins the first process, and leaves it running', async ({ page, standalone, containers }) => {
  const web = await containers.run('web', 'while read line; do echo "heard $line"; done', { tty: true });
  await standalone.open(page, `containers/${web}/console`);
  await page.getByRole('button', { name: 'Attach' }).click();
  await expect(page.getByRole('button', { name: 'Disconnect' })).toBeVisible();
  await page.keyboard.type('knock\n');
  await expect(screen(page)).toContainText('heard knock');
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByText('The console has ended.')).toBeVisible();
  expect(await containers.state(web)).toBe('running');
});
