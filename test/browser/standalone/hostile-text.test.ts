import { readHostileText } from '../fixtures/hostile-pages';
import { test } from '../fixtures/standalone';

test('HTML in labels, environment, networks, health and logs is text on every page', async ({
  page,
  standalone,
  containers,
}) => {
  await standalone.open(page);
  await readHostileText(
    page,
    containers,
    async (place) => void (await page.goto(`${standalone.url}/${place}`)),
  );
});
