import { describe, expect, test } from 'vitest';
import { hasUcode, titled } from '../ucode/ucode';
import { evaluate } from './evaluate';

/** The engine's statistics of a container, as far as they are looked at. */
const stats = (changes: object = {}) => ({
  cpu_stats: { cpu_usage: { total_usage: 1000 }, system_cpu_usage: 10000, online_cpus: 4 },
  memory_stats: { usage: 900, limit: 4096, stats: { inactive_file: 100 } },
  networks: { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10, tx_bytes: 20 } },
  blkio_stats: {
    io_service_bytes_recursive: [
      { op: 'Read', value: 5 },
      { op: 'read', value: 6 },
      { op: 'Write', value: 7 },
      { op: 'Total', value: 99 },
    ],
  },
  pids_stats: { current: 3 },
  ...changes,
});

const sample = (value: unknown) =>
  evaluate(['figures'], `return figures.sample(json(${JSON.stringify(JSON.stringify(value))}));`);

describe.skipIf(!hasUcode)(titled('figures out of an engine statistics object'), () => {
  test('are sums over networks and block devices', () => {
    expect(sample(stats())).toEqual({
      cpu: 1000,
      system: 10000,
      cores: 4,
      rest: [800, 4096, 11, 22, 11, 7, 3],
    });
  });

  test('leave what is cached and could be freed out of the memory in use, in both versions of cgroups', () => {
    const memory = (value: object) => (sample(stats({ memory_stats: value })) as { rest: number[] }).rest[0];
    expect(memory({ usage: 900, stats: { total_inactive_file: 300, inactive_file: 1 } })).toBe(600);
    expect(memory({ usage: 900, stats: { inactive_file: 200 } })).toBe(700);
    expect(memory({ usage: 100, stats: { inactive_file: 200 } })).toBe(100);
    expect(memory({ usage: 100 })).toBe(100);
  });

  test('are none for a container that is not running, and for what is no statistics', () => {
    const idle = { cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {}, pids_stats: {} };
    for (const value of [idle, {}, null, [], 'x', 7]) expect(sample(value)).toBeNull();
  });

  test('survive values of other types', () => {
    const odd = stats({
      networks: [1, 'x'],
      blkio_stats: { io_service_bytes_recursive: null },
      memory_stats: 'none',
    });
    expect(sample(odd)).toEqual({ cpu: 1000, system: 10000, cores: 4, rest: [0, 0, 0, 0, 0, 0, 3] });
  });

  test('have the CPU in thousandths of one core, from two samples', () => {
    const permille = (before: string, now: string) =>
      evaluate(['figures'], `return figures.cpu_permille(${before}, ${now});`);
    const now = '{cpu: 1500, system: 12000, cores: 4}';
    expect(permille('{cpu: 1000, system: 10000}', now)).toBe(1000);
    expect(permille('{cpu: 1500, system: 10000}', now)).toBe(0);
    expect(permille('null', now)).toBeNull();
    expect(permille('{cpu: 2000, system: 10000}', now)).toBeNull();
    expect(permille('{cpu: 1000, system: 12000}', now)).toBeNull();
  });
});

describe.skipIf(!hasUcode)(titled('the table of one reader'), () => {
  /** Samples with `cpu` busy thousandths of a core since the one before, and some memory. */
  const table = (body: string) =>
    evaluate(
      ['statstable'],
      `let t = statstable.create(3);
       function at(second, memory) { return { cpu: second * 500, system: second * 1000, cores: 1, rest: [memory, 100, 1, 2, 3, 4, 5] }; }
       ${body}`,
    );

  test('sends everything first, then what has changed, without trailing figures', () => {
    const body = `
      statstable.update(t, [at(1, 10), null, at(1, 20)]);
      let first = statstable.after(t, 0);
      statstable.update(t, [at(2, 10), null, at(2, 21)]);
      let second = statstable.after(t, first.cursor);
      statstable.update(t, [at(3, 10), null, at(3, 21)]);
      return [first, second, statstable.after(t, second.cursor)];`;
    expect(table(body)).toEqual([
      { cursor: 1, text: '[[0,null,10,100,1,2,3,4,5],[2,null,20,100,1,2,3,4,5]]' },
      { cursor: 2, text: '[[0,500],[2,500,21]]' },
      null,
    ]);
  });

  test('sends again what a lost reply carried, with what is newer', () => {
    const body = `
      statstable.update(t, [at(1, 10), null, null]);
      statstable.after(t, 0);
      let same = at(2, 10);
      statstable.update(t, [same, at(1, 30), null]);
      let lost = statstable.after(t, 1);
      statstable.update(t, [same, at(2, 31), null]);
      return [lost.text, statstable.after(t, 1)];`;
    expect(table(body)).toEqual([
      '[[0,500],[1,null,30,100,1,2,3,4,5]]',
      { cursor: 3, text: '[[0,500],[1,500,31,100,1,2,3,4,5]]' },
    ]);
  });

  test('tells by a row of its index alone that a container has stopped, once', () => {
    const body = `
      statstable.update(t, [at(1, 10), null, null]);
      statstable.after(t, 0);
      statstable.update(t, [null, null, null]);
      let stopped = statstable.after(t, 1);
      statstable.update(t, [null, null, null]);
      return [stopped, statstable.after(t, 2)];`;
    expect(table(body)).toEqual([{ cursor: 2, text: '[[0]]' }, null]);
  });

  test('takes a reader with an unknown cursor for one that knows nothing', () => {
    const body = `
      statstable.update(t, [at(1, 10), null, null]);
      statstable.after(t, 0);
      return statstable.after(t, 77).text;`;
    expect(table(body)).toBe('[[0,null,10,100,1,2,3,4,5]]');
  });

  test('has a container that began anew without a CPU figure until there are two samples', () => {
    const body = `
      statstable.update(t, [at(5, 10), null, null]);
      statstable.after(t, 0);
      statstable.update(t, [at(6, 10), null, null]);
      statstable.after(t, 1);
      statstable.update(t, [at(1, 12), null, null]);
      return statstable.after(t, 2).text;`;
    expect(table(body)).toBe('[[0,null,12]]');
  });
});

describe.skipIf(!hasUcode)(titled('what a reader of statistics asks for'), () => {
  const parse = (parameters: unknown) =>
    evaluate(['statistics'], `return statistics.parse(json(${JSON.stringify(JSON.stringify(parameters))}));`);

  test('is a list of containers and an interval', () => {
    expect(parse({ containers: ['a', 'b'], interval: '2' })).toEqual({
      containers: ['a', 'b'],
      interval: 2000,
    });
  });

  test('is refused with the field that is wrong', () => {
    const refused = (message: string) => ({ failure: 'refused', message });
    const few = refused('containers must be a list of container ids');
    for (const parameters of [null, {}, { containers: 'a' }, { containers: [] }])
      expect(parse(parameters)).toEqual(few);
    expect(parse({ containers: Array(129).fill('a'), interval: '1' })).toEqual(
      refused('containers has more than 128 ids'),
    );
    for (const interval of [undefined, '', '0', '61', '1.5', '-1', 'x', '1e1', '001', null, [], {}])
      expect(parse({ containers: ['a'], interval })).toEqual(
        refused('interval must be whole seconds from 1 to 60'),
      );
  });
});
