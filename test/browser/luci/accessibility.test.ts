import { readWithAxe } from '../fixtures/accessible-pages';
import { expect, test } from '../fixtures/luci';
import { themes, useTheme } from '../fixtures/theme';

test.afterEach(({ luci }) => useTheme(luci.router, 'bootstrap'));

for (const theme of themes)
  for (const colorScheme of ['light', 'dark'] as const)
    test.describe(`${theme}, ${colorScheme}`, () => {
      test.use({ colorScheme });

      test('axe finds nothing in our part of the pages', async ({ page, luci, containers }) => {
        test.slow();
        useTheme(luci.router, theme);
        await luci.login(page);
        await readWithAxe(page, containers, (place) => luci.go(page, place));
        await expect(page.locator(`link[href*="/luci-static/${theme}/cascade.css"]`)).toHaveCount(1);
        await expect(page.locator('html')).toHaveAttribute('data-darkmode', String(colorScheme === 'dark'));
      });
    });
