import { ContainerList } from '../fixtures/container-list';
import type { Front } from '../fixtures/front';
import { expect, test } from '../fixtures/luci';

/** The calls to the keeper's method that have passed. */
function keeperCalls(front: Front, method: string): string[] {
  return front.passed
    .map(({ body }) => body)
    .filter((body) => body.includes('"dockerman.keeper"') && body.includes(`"${method}"`));
}

const clients = (calls: readonly string[]) =>
  new Set(calls.map((body) => /"client":"([^"]{8,})"/.exec(body)?.[1]).filter(Boolean));

test('two tabs share one waiting call and one stream of events, and it goes on when the first one is closed', async ({
  page,
  context,
  luci,
  frontOf,
  containers,
}) => {
  const front = await frontOf(luci);
  const web = await containers.run('web');
  const second = await context.newPage();
  const [one, two] = [new ContainerList(page), new ContainerList(second)];
  await front.luci.open(page);
  await expect(one.row(web).locator('.dm-c-cpu')).toContainText('%');
  await front.luci.go(second);
  await expect(two.row(web).locator('.dm-c-cpu')).toContainText('%');

  await containers.stop(web);
  await expect(one.state(web)).toContainText('exited');
  await expect(two.state(web)).toContainText('exited');
  expect(clients(keeperCalls(front, 'next')).size).toBe(1);
  const opened = keeperCalls(front, 'view').filter((body) => body.includes('SystemEvents'));
  expect(opened).toHaveLength(1);

  await page.close();
  await containers.start(web);
  await expect(two.state(web)).toHaveText('running');
  expect(clients(keeperCalls(front, 'next')).size).toBe(1);
});
