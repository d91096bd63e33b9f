import { readHostileText } from '../fixtures/hostile-pages';
import { test } from '../fixtures/luci';

test('HTML in labels, environment, networks, health and logs is text on every page', async ({
  page,
  luci,
  containers,
}) => {
  await luci.login(page);
  await readHostileText(page, containers, async (place) => void (await page.goto(luci.url(place))));
});
