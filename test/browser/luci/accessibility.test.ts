import type { Userland } from '../../router/userland';
import { readWithAxe } from '../fixtures/accessible-pages';
import { expect, test } from '../fixtures/luci';

function useTheme(router: Userland, theme: string): void {
  router.run(['uci', 'set', `luci.main.mediaurlbase=/luci-static/${theme}`]);
  router.run(['uci', 'commit', 'luci']);
}

test.afterEach(({ luci }) => useTheme(luci.router, 'bootstrap'));

for (const theme of ['bootstrap-light', 'bootstrap-dark', 'material-light', 'material-dark'])
  test(`axe finds nothing in our part of the pages in ${theme}`, async ({ page, luci, containers }) => {
    test.slow();
    useTheme(luci.router, theme);
    await luci.login(page);
    await readWithAxe(page, containers, async (place) => void (await page.goto(luci.url(place))));
    expect(await page.locator('link[href*="cascade"]').first().getAttribute('href')).toContain(
      theme.split('-')[0],
    );
  });
