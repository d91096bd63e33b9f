import { describe, expect, test } from 'vitest';
import { call, configuration, hasUcode, one, titled } from './ucode';

describe.skipIf(!hasUcode)(titled('status.uc'), () => {
  test("reads dockerd's own configuration", () => {
    const dockerd = [
      "config globals 'globals'",
      " list hosts 'unix:///var/run/docker.sock'",
      " list hosts 'tcp://0.0.0.0:2375'",
      " option _luci_lan 'lan'",
      " option tlsverify '1'",
      " option data_root '/mnt'",
      '',
    ].join('\n');
    expect(one('status.local_status', { uci: configuration({ dockerd }) })).toMatchObject({
      engines: [{ name: 'local', kind: 'unix' }],
      dockerd: {
        hosts: ['unix:///var/run/docker.sock', 'tcp://0.0.0.0:2375'],
        lan: 'lan',
        tls: { tlsverify: '1' },
      },
    });
  });

  test.each([
    [
      " list direct 'https://router.lan:8443'\n list direct 'http://b'",
      ['https://router.lan:8443', 'http://b'],
    ],
    [" option direct 'https://router.lan:8443'", ['https://router.lan:8443']],
    ['', []],
  ])('tells where browsers reach an engine themselves: %j', (option, direct) => {
    const dockerman = `config engine 'nas'\n option address 'tcp://nas:2375'\n${option}\n`;
    expect(one('status.local_status', { uci: configuration({ dockerman }) })).toMatchObject({
      engines: [{ name: 'nas', kind: 'tcp', direct }],
    });
  });

  test('is whole where dockerd has no configuration', () => {
    expect(one('status.local_status', { uci: configuration({}) })).toMatchObject({
      dockerd: { hosts: [], lan: null, tls: {} },
    });
  });

  test("sees in procd's list whether a service runs", () => {
    const reply = (running: boolean) => ({ dockerd: { instances: { instance1: { running } } } });
    const replies = [reply(true), reply(false), {}, null];
    expect(call(...replies.map((one) => ['status.runs', one, 'dockerd'] as const))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe.skipIf(!hasUcode)(titled('service.uc'), () => {
  test.each([
    [{ service: 'dockerd', action: 'restart' }, null],
    [{ service: 'dockerd', action: 'enable' }, 'action must be one of start, stop, restart'],
    [{ service: 'dockerd', action: 'start; reboot' }, 'action must be one of start, stop, restart'],
    [{ service: 'uhttpd', action: 'stop' }, 'service must be dockerd'],
    [{ action: 'stop' }, 'service must be dockerd'],
    [{ service: 'dockerd', action: 'stop', x: '' }, 'RouterService has the parameters service and action'],
    [null, 'service must be dockerd'],
  ])('checks %j', (parameters, wrong) => {
    expect(one('service.service_fault', parameters)).toBe(wrong);
  });
});
