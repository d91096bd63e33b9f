import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const menu = Object.keys(
  JSON.parse(
    readFileSync(
      new URL('../../root/usr/share/luci/menu.d/luci-app-dockerman.json', import.meta.url),
      'utf8',
    ),
  ) as object,
);

// https://github.com/openwrt/luci/commit/df90c60a72: before it (24.10) a wildcard takes what is meant for its siblings' children
test('nothing lies below a path whose wildcard older versions of LuCI would serve instead', () => {
  const wildcards = menu.filter((path) => path.endsWith('/*')).map((path) => path.slice(0, -1));
  expect(wildcards.length).toBeGreaterThan(0);
  for (const folder of wildcards)
    expect(menu.filter((path) => path.startsWith(folder) && path !== `${folder}*`)).toEqual([]);
});
