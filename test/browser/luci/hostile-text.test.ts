import { readHostileText } from '../fixtures/hostile-pages';
import { test } from '../fixtures/luci';

test('HTML in labels, environment, networks, health and logs is text on every page', async ({
  page,
  luci,
  containers,
}) => {
  await luci.login(page);
  await readHostileText(page, containers, (place) => luci.go(page, place));
});
