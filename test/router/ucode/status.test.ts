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

describe.skipIf(!hasUcode)(titled('memory in status.uc'), () => {
  test.each([
    ['Name:\tdockerd\nVmPeak:\t  9000 kB\nVmRSS:\t   74212 kB\nThreads:\t9\n', 74212 * 1024],
    ['Name:\tkthreadd\nThreads:\t1\n', null],
    ['', null],
    [null, null],
  ])('reads what a process has in use: %j', (text, bytes) => {
    expect(one('status.resident', text)).toBe(bytes);
  });
});

describe.skipIf(!hasUcode)(titled('service.uc'), () => {
  const actions = 'action must be one of start, stop, restart, enable, disable';
  test.each([
    [{ service: 'dockerd', action: 'restart' }, null],
    [{ service: 'dockerd', action: 'enable' }, null],
    [{ service: 'dockerd', action: 'disable' }, null],
    [{ service: 'dockerman', action: 'restart' }, null],
    [{ service: 'dockerman', action: 'stop' }, 'action must be one of restart, enable'],
    [{ service: 'dockerd', action: 'boot' }, actions],
    [{ service: 'dockerd', action: 'start; reboot' }, actions],
    [{ service: 'uhttpd', action: 'stop' }, 'service must be one of dockerd, dockerman'],
    [{ service: '../../bin/busybox', action: 'stop' }, 'service must be one of dockerd, dockerman'],
    [{ service: ['dockerd'], action: 'stop' }, 'service must be one of dockerd, dockerman'],
    [{ action: 'stop' }, 'service must be one of dockerd, dockerman'],
    [{ service: 'dockerd', action: 'stop', x: '' }, 'RouterService has the parameters service and action'],
    [null, 'service must be one of dockerd, dockerman'],
  ])('checks %j', (parameters, wrong) => {
    expect(one('service.service_fault', parameters)).toBe(wrong);
  });
});
