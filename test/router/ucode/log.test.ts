import { describe, expect, test } from 'vitest';
import { hasUcode, one, titled } from './ucode';

const entry = (msg: unknown, over: object = {}) => ({
  msg,
  id: 1,
  priority: 30,
  source: 1,
  time: 1_700_000_000_123,
  ...over,
});

describe.skipIf(!hasUcode)(titled('log.uc'), () => {
  test('takes the lines of a service out of the log, with time, priority and program', () => {
    const lines = one(
      'log.lines_of',
      [
        entry('dockerd[12]: time="…" level=info msg="API listen"', { priority: 27 }),
        entry('dockerman-keeper[3]: admin opened a console'),
        entry('dnsmasq[1]: dockerd[12]: not its own'),
        entry('dockerd-init: mounting'),
        entry('dockerd: no number'),
        entry('dockerdx[1]: another'),
        entry('no program at all'),
      ],
      'dockerd',
      10,
    );
    expect(lines).toEqual([
      {
        time: 1_700_000_000_123,
        priority: 3,
        program: 'dockerd',
        text: 'time="…" level=info msg="API listen"',
      },
      { time: 1_700_000_000_123, priority: 6, program: 'dockerd-init', text: 'mounting' },
      { time: 1_700_000_000_123, priority: 6, program: 'dockerd', text: 'no number' },
    ]);
  });

  test('keeps the last lines where there are more than were asked for', () => {
    const lines = one(
      'log.lines_of',
      ['a', 'b', 'c'].map((text) => entry(`dockerd[1]: ${text}`)),
      'dockerd',
      2,
    );
    expect((lines as { text: string }[]).map(({ text }) => text)).toEqual(['b', 'c']);
  });

  test('bytes that are no text, and entries that are none, do no harm', () => {
    const bytes = { base64: Buffer.from('dockerd[1]: a\xff\x1b[0mb', 'latin1').toString('base64') };
    expect(one('log.lines_of', [entry(bytes), null, entry(7), {}], 'dockerd', 9)).toMatchObject([
      { text: 'a??[0mb' },
    ]);
  });

  const lines = 'lines must be a number from 1 to 500';
  test.each([
    [{ service: 'dockerd' }, null],
    [{ service: 'dockerd', lines: '' }, null],
    [{ service: 'dockerman', lines: '500' }, null],
    [{ service: 'dockerd', lines: '501' }, lines],
    [{ service: 'dockerd', lines: '0' }, lines],
    [{ service: 'dockerd', lines: '-1' }, lines],
    [{ service: 'dockerd', lines: 5 }, lines],
    [{ service: 'dropbear' }, 'service must be one of dockerd, dockerman'],
    [{ service: 'dockerd', program: 'sshd' }, 'RouterLog has the parameters service and lines'],
    [null, 'service must be one of dockerd, dockerman'],
  ])('checks %j', (parameters, wrong) => {
    expect(one('log.log_fault', parameters)).toBe(wrong);
  });
});
