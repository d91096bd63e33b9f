import type { Locator } from '@playwright/test';
import { ContainerList } from '../fixtures/container-list';
import { expect, test } from '../fixtures/luci';
import { themes, useTheme } from '../fixtures/theme';

test.afterEach(({ luci }) => useTheme(luci.router, 'bootstrap'));

/** Where a box begins and ends, in px of the window. */
function box(of: Locator): Promise<{ readonly top: number; readonly bottom: number }> {
  return of.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return { top, bottom };
  });
}

for (const theme of themes)
  test(`the titles of the columns, and lines that the keyboard goes to, stand below the header of ${theme}`, async ({
    page,
    luci,
    containers,
  }) => {
    useTheme(luci.router, theme);
    await page.setViewportSize({ width: 1280, height: 360 });
    const names = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((one) => containers.create(one)),
    );
    const list = new ContainerList(page);
    await luci.open(page, `containers?q=${encodeURIComponent(names[0]?.split('-').at(-1) ?? '')}`);
    const titles = list.grid.getByRole('row').first();
    await expect(titles).toBeVisible();
    await list.row(names[0] ?? '').focus();
    for (let line = 0; line < 8; line++) await page.keyboard.press('ArrowDown');
    const header = (await box(page.locator('header').first())).bottom;
    expect(header).toBeGreaterThan(20);
    await expect.poll(async () => Math.abs((await box(titles)).top - header)).toBeLessThanOrEqual(1);

    for (let line = 0; line < 7; line++) await page.keyboard.press('ArrowUp');
    const ends = (await box(titles)).bottom;
    await expect
      .poll(async () => (await box(page.locator('.dm-line:focus'))).top)
      .toBeGreaterThanOrEqual(ends - 1);
  });
