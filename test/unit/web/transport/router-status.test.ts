import { describe, expect, it } from 'vitest';
import { directAddresses, readRouterStatus, strongest } from '../../../../web/transport/router-status';

const addresses = (dockerd: object, engines: object[] = [], host = '192.168.1.1') =>
  directAddresses(readRouterStatus({ dockerd, engines }), host);

describe("the router's status", () => {
  it.each([
    [['unix:///var/run/docker.sock'], {}, []],
    [['tcp://0.0.0.0:2375'], {}, ['http://192.168.1.1:2375']],
    [['tcp://[::]:2375'], {}, ['http://192.168.1.1:2375']],
    [['tcp6://[::]:2375'], {}, ['http://192.168.1.1:2375']],
    [['tcp://:2375'], {}, ['http://192.168.1.1:2375']],
    [['tcp://_luci_lan:2375'], {}, ['http://192.168.1.1:2375']],
    [['tcp://0.0.0.0'], {}, ['http://192.168.1.1:2375']],
    [['tcp://0.0.0.0:2376'], {}, ['https://192.168.1.1:2376']],
    [['tcp://0.0.0.0:2375'], { tlsverify: '1' }, ['https://192.168.1.1:2375']],
    [['tcp://0.0.0.0'], { tlscacert: '/etc/ca.pem' }, ['https://192.168.1.1:2376']],
    [['tcp://0.0.0.0:2375'], { tls: '0' }, ['http://192.168.1.1:2375']],
    [['tcp://10.0.0.2:4243'], {}, ['http://10.0.0.2:4243']],
    [['tcp://127.0.0.1:2375'], {}, []],
    [['tcp://0.0.0.0:2375', 'tcp://[::]:2375'], {}, ['http://192.168.1.1:2375']],
    [['fd://', 'tcp://a b:1', 'tcp://host:99999', 'javascript:alert(1)'], {}, []],
  ])('hosts %j with options %j are reached at %j', (hosts, tls, expected) => {
    expect(addresses({ hosts, tls })).toEqual(expected);
  });

  const dockerd = { hosts: ['unix:///var/run/docker.sock', 'tcp://0.0.0.0:2375'] };
  const local = { name: 'local', kind: 'unix', address: 'unix:///var/run/docker.sock' };
  const nas = { name: 'nas', kind: 'tcp', address: 'tcp://nas:2375' };
  const podman = { name: 'podman', kind: 'unix', address: 'unix:///run/podman/podman.sock' };

  it.each([
    [[local, nas], ['http://192.168.1.1:2375']],
    [[nas, local], ['http://nas:2375']],
    [[podman, local, nas], []],
  ])('reaches the first engine, and no other', (engines, expected) => {
    expect(addresses(dockerd, engines)).toEqual(expected);
  });

  it.each([
    ['https://router.lan:8443/', ['https://router.lan:8443']],
    ['https://router.lan/engine/', ['https://router.lan/engine']],
    [
      ['http://[fd00::1]:8375', 'https://router.lan'],
      ['http://[fd00::1]:8375', 'https://router.lan'],
    ],
    [['tcp://router.lan:2375', 'javascript:alert(1)', 'router.lan', 7, ''], []],
  ])('takes the URLs first that are configured for browsers: %j', (direct, expected) => {
    expect(addresses({}, [{ ...local, direct }])).toEqual(expected);
    expect(addresses(dockerd, [{ ...local, direct }, nas])).toEqual([...expected, 'http://192.168.1.1:2375']);
  });

  it('reaches the loopback from a page of the loopback', () => {
    expect(addresses({ hosts: ['tcp://127.0.0.1:2375'] }, [], '127.0.0.1')).toEqual([
      'http://127.0.0.1:2375',
    ]);
  });

  it('keeps the brackets of an IPv6 page', () => {
    expect(addresses({ hosts: ['tcp://[::]:2375'] }, [], '[fd00::1]')).toEqual(['http://[fd00::1]:2375']);
  });

  it('is read with parts missing or odd, and is broken when it is something else', () => {
    const nothing = {
      engines: [],
      roles: [],
      dockerd: { installed: false, running: false, hosts: [], tls: {} },
    };
    expect(readRouterStatus({})).toEqual(nothing);
    expect(
      readRouterStatus({ dockerd: { hosts: null, running: 'yes' }, roles: [7], engines: 'none' }),
    ).toEqual(nothing);
    for (const value of ['no', null, [], 7])
      expect(() => readRouterStatus(value)).toThrow(expect.objectContaining({ failure: 'broken' }));
  });

  it.each([
    [['viewer', 'operator', 'admin'], 'admin'],
    [['operator', 'viewer'], 'operator'],
    [['viewer'], 'viewer'],
    [[], undefined],
    [['root'], undefined],
  ])('the strongest of %j is %s', (roles, expected) => {
    expect(strongest(roles)).toBe(expected);
  });
});
