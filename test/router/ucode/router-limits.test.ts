import { describe, expect, test } from 'vitest';
import { configuration, hasUcode, one, titled } from './ucode';

interface Limit {
  name: string;
  file: string;
  section: string | null;
  option: string;
  found: string | null;
  value: number | null;
  standard: number;
  before: string | null;
}

const limits = (files: Record<string, string>) =>
  new Map(
    (one('router_limits.limits', { uci: configuration(files) }) as Limit[]).map((limit) => [
      limit.name,
      limit,
    ]),
  );

describe.skipIf(!hasUcode)(titled('router_limits.uc reads'), () => {
  test('what is configured, and the default where nothing is', () => {
    const found = limits({
      uhttpd: "config uhttpd 'main'\n option script_timeout '90'\n",
      rpcd: 'config rpcd\n option timeout 45\n',
      dockerman: "config settings 'settings'\n option console_idle '0'\n",
    });
    expect(found.get('uhttpd.script_timeout')).toMatchObject({
      file: '/etc/config/uhttpd',
      section: 'main',
      option: 'script_timeout',
      found: '90',
      value: 90,
      standard: 60,
      before: null,
    });
    expect(found.get('uhttpd.max_requests')).toMatchObject({ found: null, value: 3, standard: 3 });
    expect(found.get('rpcd.timeout')).toMatchObject({ found: '45', value: 45 });
    expect(found.get('dockerman.console_idle')).toMatchObject({ found: '0', value: 0 });
  });

  test('a value that is no number as the text that it is', () => {
    const uhttpd = "config uhttpd 'main'\n option network_timeout 'thirty'\n";
    expect(limits({ uhttpd }).get('uhttpd.network_timeout')).toMatchObject({ found: 'thirty', value: null });
  });

  test('that a file or a section is not there', () => {
    const found = limits({ uhttpd: "config uhttpd 'other'\n" });
    expect(found.get('uhttpd.script_timeout')?.section).toBeNull();
    expect(found.get('rpcd.timeout')?.section).toBeNull();
  });

  test('what was there before it was changed', () => {
    const dockerman =
      "config limits 'limits'\n option uhttpd_script_timeout '60'\n option rpcd_timeout 'unset'\n";
    const found = limits({ dockerman });
    expect(found.get('uhttpd.script_timeout')?.before).toBe('60');
    expect(found.get('rpcd.timeout')?.before).toBe('unset');
  });
});

describe.skipIf(!hasUcode)(titled('router_limits.uc checks'), () => {
  const range = (name: string, least: number, most: number) =>
    `value of ${name} must be a number from ${least} to ${most}`;
  const script = range('uhttpd.script_timeout', 30, 3600);
  test.each([
    [{ name: 'uhttpd.script_timeout', value: '600' }, null],
    [{ name: 'uhttpd.script_timeout', value: 'before' }, null],
    [{ name: 'uhttpd.script_timeout', value: '29' }, script],
    [{ name: 'uhttpd.script_timeout', value: '3601' }, script],
    [{ name: 'uhttpd.script_timeout', value: '' }, script],
    [{ name: 'uhttpd.script_timeout', value: '60 -x' }, script],
    [{ name: 'uhttpd.script_timeout', value: '6e2' }, script],
    [{ name: 'uhttpd.script_timeout', value: '9999999999999' }, script],
    [{ name: 'uhttpd.script_timeout', value: 600 }, script],
    [{ name: 'uhttpd.script_timeout' }, script],
    [{ name: 'rpcd.timeout', value: '601' }, range('rpcd.timeout', 10, 600)],
    [{ name: 'uhttpd.max_requests', value: '1' }, range('uhttpd.max_requests', 3, 32)],
    [{ name: 'dockerman.console_idle', value: '0' }, null],
    [
      { name: 'uhttpd.script_timeout', value: '600', file: 'network' },
      'RouterLimitsSet has the parameters name and value',
    ],
  ])('%j', (parameters, wrong) => {
    expect(one('router_limits.limit_fault', parameters)).toBe(wrong);
  });

  test.each([
    null,
    {},
    { name: 'network.lan', value: '1' },
    { name: ['uhttpd.script_timeout'], value: '60' },
  ])('names the limits there are where it is given none of them: %j', (parameters) => {
    expect(one('router_limits.limit_fault', parameters)).toMatch(
      /^name must be one of uhttpd\.script_timeout, /,
    );
  });
});
