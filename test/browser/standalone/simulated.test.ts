import { ContainerList } from '../fixtures/container-list';
import { startGatewayProcess } from '../fixtures/gateway-process';
import { expect, standaloneOf, test } from '../fixtures/standalone';

test('a thousand containers: few are in the document, all are found by scrolling, search reaches each', async ({ page }) => {
  const gateway = await startGatewayProcess('--engine', 'local=simulated:', '--containers', '1000');
  try {
    await standaloneOf(gateway).open(page);
    const list = new ContainerList(page);
    const lines = list.grid.locator('dm-container-row');
    await expect(page.getByRole('link', { name: 'Containers 1,000' })).toBeVisible();
    expect(await lines.count()).toBeLessThan(80);

    const seen = new Set<string>();
    await expect(async () => {
      for (const name of await list.grid.locator('.dm-name').allInnerTexts()) seen.add(name);
      await page.mouse.wheel(0, 700);
      expect(await page.evaluate(() => Math.ceil(scrollY + innerHeight))).toBe(
        await page.evaluate(() => document.documentElement.scrollHeight),
      );
      for (const name of await list.grid.locator('.dm-name').allInnerTexts()) seen.add(name);
    }).toPass({ intervals: [0], timeout: 40_000 });
    expect(seen.size).toBe(1000);
    expect(await lines.count()).toBeLessThan(80);

    const wanted = [...seen][500] ?? '';
    await page.keyboard.press('/');
    await page.keyboard.type(wanted);
    await expect(list.row(wanted)).toBeVisible();
  } finally {
    await gateway.stop();
  }
});

test('without Docker the simulated engine does what a real one does', async ({ page }) => {
  const gateway = await startGatewayProcess('--engine', 'local=simulated:');
  try {
    await standaloneOf(gateway).open(page, 'containers/caddy');
    const state = page.getByRole('status').first();
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(state).toContainText('exited');
    await page.getByRole('button', { name: 'Start' }).click();
    await expect(state).toContainText('running');
    await page.getByRole('link', { name: 'Console', exact: true }).click();
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(page.locator('.xterm-rows')).toContainText(/[#$]/);
    await page.keyboard.type('hostname\n');
    await expect(page.locator('.xterm-rows')).toContainText(/hostname\s*\S+/);
  } finally {
    await gateway.stop();
  }
});
