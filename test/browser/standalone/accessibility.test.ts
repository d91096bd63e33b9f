import { bringAxe, expectAccessible } from '../fixtures/accessibility';
import { readWithAxe } from '../fixtures/accessible-pages';
import { expect, test } from '../fixtures/standalone';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`axe finds nothing on any page, ${colorScheme}`, async ({ page, standalone, containers }) => {
      test.slow();
      await standalone.open(page);
      await readWithAxe(
        page,
        containers,
        async (place) => void (await page.goto(`${standalone.url}/${place}`)),
      );
    });

    test(`axe finds nothing in the login, ${colorScheme}`, async ({ page, context, standalone }) => {
      await bringAxe(context);
      await page.goto(standalone.url);
      await expect(page.getByLabel('Password')).toBeVisible();
      await expectAccessible(page, 'the login');
    });
  });
}
