import { describe, expect, test } from 'vitest';
import { inTrouble, stateWord } from '../../web/elements/container-state';
import { bytes, duration, percent } from '../../web/elements/format';
import { marked } from '../../web/elements/marked';
import { itemAt, offsetsOf } from '../../web/elements/scroll-window';
import { sparkPath } from '../../web/elements/sparkline';
import { preference } from '../../web/app/preferences';
import { nameProblem } from '../../web/pages/actions/rename-dialog';
import { splitCommand } from '../../web/pages/container/console/shells';
import { foundPaths } from '../../web/pages/container/inspect/json-value';
import { alignedData } from '../../web/pages/container/statistics/aligned-data';
import { commandLine } from '../../web/pages/container/summary/how-it-runs';
import { filterCounts, matches } from '../../web/pages/containers/filters';
import { listItems } from '../../web/pages/containers/items';
import { shownColumns } from '../../web/pages/containers/columns';
import { cardsBelow, heightOf, heightsFor } from '../../web/pages/containers/list-layout';
import { portLinks } from '../../web/pages/containers/port-links';
import { gridTracks } from '../../web/pages/list/line';
import { Selection } from '../../web/pages/list/selection';
import { comparison } from '../../web/pages/containers/sorting';
import { StableOrder } from '../../web/pages/list/stable-order';
import * as v from 'valibot';
import { row } from './fake-engine';

describe('numbers', () => {
  test('bytes have the unit that people use', () => {
    expect([0, 999, 1024, 432 * 2 ** 20, 1.24 * 2 ** 30, 1023.9 * 2 ** 20].map(bytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 KiB',
      '432 MiB',
      '1.2 GiB',
      '1.0 GiB',
    ]);
  });
  test('shares and times', () => {
    expect([0.004, 0.9996, 2.5].map(percent)).toEqual(['0.4 %', '100 %', '250 %']);
    expect([-5, 59_999, 3_599_000, 86_399_000, 90_000_000].map(duration)).toEqual([
      '0 s',
      '59 s',
      '59 min',
      '23 h',
      '1 d',
    ]);
  });
});

describe('states', () => {
  test.each([
    [{ state: 'running' }, 'running', 'good', false],
    [{ state: 'running', health: 'unhealthy' }, 'unhealthy', 'bad', true],
    [{ state: 'exited', exitCode: 0 }, 'exited (0)', 'none', false],
    [{ state: 'exited', exitCode: 137 }, 'exited (137)', 'none', false],
    [{ state: 'exited', exitCode: 1 }, 'exited (1)', 'bad', true],
    [{ state: 'restarting' }, 'restarting', 'bad', true],
    [{ state: 'running', pending: 'stop' }, 'stopping', 'warn', false],
    [{ state: 'running', gone: true }, 'removed', 'none', false],
  ] as const)('%j is %s', (state, word, tone, trouble) => {
    expect(stateWord(state)).toMatchObject({ word, tone });
    expect(inTrouble(state)).toBe(trouble);
  });
});

describe('ports', () => {
  const port = (containerPort: number, hostPort: number, more = {}) => ({
    containerPort,
    hostPort,
    protocol: 'tcp',
    address: '0.0.0.0',
    ...more,
  });
  const links = (...ports: Parameters<typeof portLinks>[0]) =>
    portLinks(ports, 'router.lan').map(({ label, href }) => [label, href]);

  test('IPv4 and IPv6 of the same port are one link', () => {
    expect(links(port(80, 8080), port(80, 8080, { address: '::' }))).toEqual([
      ['8080', 'http://router.lan:8080/'],
    ]);
  });
  test('TLS ports are https, other protocols are no links', () => {
    expect(links(port(443, 8443), port(53, 53), port(53, 53, { protocol: 'udp' }))).toEqual([
      ['8443', 'https://router.lan:8443/'],
      ['53', undefined],
      ['53/udp', undefined],
    ]);
  });
  test('443, 8443 and whatever else ends in 443 is https, on either side', () => {
    expect(links(port(443, 1234), port(8443, 8001), port(80, 10_443), port(80, 4430))).toEqual([
      ['1234', 'https://router.lan:1234/'],
      ['4430', 'http://router.lan:4430/'],
      ['8001', 'https://router.lan:8001/'],
      ['10443', 'https://router.lan:10443/'],
    ]);
  });
  test('a table is never wider than the list, also with touch targets', () => {
    const least = (width: number) =>
      [
        ...gridTracks(shownColumns([], width), true, '132px').matchAll(
          /(?:minmax\()?(\d+)px[^ ]*( [^ ]+\))?/g,
        ),
      ]
        .map(([, px]) => Number(px))
        .reduce((sum, px) => sum + px, 0);
    for (const width of [cardsBelow, 740, 840, 980]) expect(least(width)).toBeLessThanOrEqual(width);
    expect(least(cardsBelow)).toBeGreaterThan(600);
  });
  test('a card is as high as what it has to say', () => {
    const phone = heightsFor(366, true);
    const high = (over: Parameters<typeof row>[1]) =>
      heightOf({ kind: 'row', key: 'a', row: row('a', over), leaving: false }, phone);
    expect(high({ state: 'exited' })).toBeLessThan(high({}));
    expect(high({ ports: [port(80, 80)] })).toBeGreaterThan(high({}));
    expect(high({ ports: [{ containerPort: 80, protocol: 'tcp' }] })).toBe(high({}));
  });
  test('a page at an IPv6 address has it in brackets', () => {
    const [link] = portLinks([port(80, 8080)], '[fd00::1]');
    expect(link?.href).toBe('http://[fd00::1]:8080/');
    expect(portLinks([port(80, 8080)], 'fd00::1')[0]?.href).toBe('http://[fd00::1]:8080/');
  });
  test('a port of the loopback says that nothing else can reach it', () => {
    const [local] = portLinks([port(80, 8080, { address: '127.0.0.1' })], 'router.lan');
    expect(local?.href).toBeUndefined();
    expect(local?.note).toBe('only reachable on the engine itself');
  });
  test('a port of the loopback is no link from elsewhere, one of an address is a link there', () => {
    expect(links(port(80, 8080, { address: '127.0.0.1' }), port(80, 81, { address: 'fd00::1' }))).toEqual([
      ['[fd00::1]:81', 'http://[fd00::1]:81/'],
      ['127.0.0.1:8080', undefined],
    ]);
  });
  test('what is only exposed is left out', () => {
    expect(links({ containerPort: 80, protocol: 'tcp' })).toEqual([]);
  });
});

describe('the list', () => {
  const order = (rows: ReturnType<typeof row>[], grouped = true) =>
    [...rows].sort(comparison(rows, { key: 'attention', descending: false }, grouped, () => undefined));

  test('what is wrong stands on top, stacks stay together', () => {
    const rows = [
      row('z', { stack: 'a' }),
      row('m', { stack: 'b', health: 'unhealthy' }),
      row('c', { stack: 'b' }),
      row('x'),
    ];
    expect(order(rows).map((one) => one.name)).toEqual(['m', 'c', 'z', 'x']);
  });

  test('what is in no stack stands last, also with something wrong in it', () => {
    const rows = [row('x', { state: 'exited', exitCode: 1 }), row('a'), row('z', { stack: 'b' })];
    expect(order(rows).map((one) => one.name)).toEqual(['z', 'x', 'a']);
  });

  test('numbers in names count as numbers', () => {
    expect(order([row('web-10'), row('web-9')]).map((one) => one.name)).toEqual(['web-9', 'web-10']);
  });

  test('sorting anew takes in what changed, looking on does not', () => {
    const stable = new StableOrder<ReturnType<typeof row>>();
    const arrange = (rows: ReturnType<typeof row>[]) =>
      stable
        .arrange(rows, () =>
          comparison(rows, { key: 'attention', descending: false }, false, () => undefined),
        )
        .map((one) => one.name);
    expect(arrange([row('a'), row('b')])).toEqual(['a', 'b']);
    const later = [row('a'), row('b', { health: 'unhealthy' })];
    expect(arrange(later)).toEqual(['a', 'b']);
    stable.resort();
    expect(arrange(later)).toEqual(['b', 'a']);
  });

  test('a folded stack hides its rows and still counts what is wrong in it', () => {
    const rows = [row('a', { stack: 's', state: 'dead' }), row('b')];
    const items = listItems(rows, {
      grouped: true,
      collapsed: new Set(['s']),
      failed: new Map(),
      leaving: new Set(),
    });
    expect(items.map((item) => item.key)).toEqual(['stack:s', 'stack:', row('b').id]);
    expect(items[0]).toMatchObject({ troubled: 1, collapsed: true });
  });

  test('every word of a search has to stand somewhere', () => {
    const web = row('web', { image: 'nginx:1.27', networks: [{ name: 'lan', ipv4: '172.17.0.2' }] });
    expect(matches(web, 'nginx 172.17')).toBe(true);
    expect(matches(web, 'nginx mysql')).toBe(false);
  });

  test('removed rows are not counted', () => {
    expect(filterCounts([row('a'), row('b', { gone: true })]).running).toBe(1);
  });

  test('a range of rows is chosen with shift', () => {
    const selection = new Selection();
    selection.enabled = true;
    const ids = ['a', 'b', 'c', 'd'];
    selection.click('b', false, ids);
    selection.click('d', true, ids);
    expect([...selection.value].sort()).toEqual(['b', 'c', 'd']);
    selection.keep((id) => id !== 'c');
    expect(selection.value.size).toBe(2);
  });

  test('items of a window are found by their height', () => {
    const offsets = offsetsOf([40, 40, 100, 40]);
    expect([-5, 0, 39, 40, 80, 179, 500].map((y) => itemAt(offsets, y))).toEqual([0, 0, 0, 1, 2, 2, 3]);
  });
});

describe('texts that users and containers write', () => {
  test('a command line is taken apart as a shell would', () => {
    expect(splitCommand(`sh -c 'echo "a b"' "x\\"y" a\\ b`)).toEqual([
      'sh',
      '-c',
      'echo "a b"',
      'x"y',
      'a b',
    ]);
    expect(splitCommand('  ')).toEqual([]);
  });
  test('words that need quotes get them', () => {
    expect(commandLine(['run', 'a b', "it's"])).toBe(`run 'a b' 'it'\\''s'`);
  });
  test('names are checked as the engine does', () => {
    expect(nameProblem('-x', 'a', [])).toContain('begins with a letter');
    expect(nameProblem('x', 'a', [])).toContain('two characters');
    expect(nameProblem('ab', 'a', ['ab'])).toContain('ab');
    expect(nameProblem('web_1.x-y', 'a', [])).toBeUndefined();
  });
  test('marks are put around text without reading it as markup', () => {
    expect(marked('<b>', '')).toBe('<b>');
    expect(marked('abc', 'x')).toBe('abc');
  });
  test('a search in a tree finds names and values and what is above them', () => {
    const found = foundPaths({ a: { 'b/c': 'needle' }, needle: 1, x: [true] }, 'needle');
    expect([...found]).toEqual(['/a/b~1c', '/a', '/needle']);
  });
  test('a chart has gaps where there are no figures and where nobody looked', () => {
    const [times, values] = [
      [0, 2, 4, 100, 102],
      [NaN, 1, 2, NaN, 3],
    ].map((column) => Float64Array.from(column));
    expect(times && values && alignedData(times, [values])).toEqual([
      [0, 2, 4, 52, 100, 102],
      [null, 1, 2, null, null, 3],
    ]);
  });
  test('a line of too few points is none', () => {
    expect(sparkPath([1, 2], 2)).toBe('');
    // the whole width from the first on, not a stub at its end
    expect(sparkPath([0, 1, 9], 2)).toBe('M0 15L24 8L48 1');
  });
  test('a stored preference that does not fit counts as not stored', () => {
    const wish = preference('test', v.boolean(), true);
    localStorage.setItem('dockerman.test', '"yes"');
    expect(wish.read()).toBe(true);
    wish.write(false);
    expect(wish.read()).toBe(false);
    localStorage.setItem('dockerman.test', '{broken');
    expect(wish.read()).toBe(true);
  });
});
