import { ContainerList } from '../fixtures/container-list';
import { expect, test } from '../fixtures/standalone';

test('of a thousand containers few are in the document, scrolling shows each, and search finds each', async ({
  page,
  startStandalone,
}) => {
  const standalone = await startStandalone('--engine', 'local=simulated:', '--containers', '1000');
  await standalone.open(page);
  const list = new ContainerList(page);
  const lines = list.grid.locator('dm-container-row');
  await expect(page.getByRole('link', { name: 'Containers 1,000' })).toBeVisible();
  await expect(lines.first()).toBeVisible();
  expect(await lines.count()).toBeLessThan(80);

  const seen = await page.evaluate(async () => {
    const names = new Set<string>();
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (;;) {
      // one for the scrolling, one for the rows
      await frame();
      await frame();
      for (const link of document.querySelectorAll('dm-container-row .dm-name')) names.add(link.textContent);
      const before = scrollY;
      scrollBy(0, innerHeight / 2);
      if (scrollY === before) return [...names];
    }
  });
  expect(seen).toHaveLength(1000);
  expect(await lines.count()).toBeLessThan(80);

  const wanted = seen[500] ?? '';
  await page.keyboard.press('/');
  await page.keyboard.type(wanted);
  await expect(list.row(wanted)).toBeVisible();
});

test('without Docker the simulated engine does what a real one does', async ({ page, startStandalone }) => {
  const standalone = await startStandalone('--engine', 'local=simulated:');
  await standalone.open(page, 'containers/caddy');
  const state = page.getByRole('status').first();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(state).toContainText('exited');
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(state).toContainText('running');
  await page.getByRole('link', { name: 'Console', exact: true }).click();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  const screen = page.locator('.xterm-rows');
  await expect(screen).toContainText(/[#$]/);
  await page.keyboard.type('hostname\n');
  await expect(screen).toContainText(/hostname\s*\S+/);
});
