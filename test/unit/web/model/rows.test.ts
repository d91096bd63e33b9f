import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { containerSummary } from '../../../../lib/engine/types/container-summary';
import { containerInspect } from '../../../../lib/engine/types/container-inspect';
import { containerRow, containerState, sameRow } from '../../../../web/model/container-rows';
import { containerDetails } from '../../../../web/model/inspected';
import { readStatus } from '../../../../web/model/status-words';

const summary = (parts: object) =>
  v.parse(containerSummary, {
    Id: 'abc123abc123abc',
    Names: ['/web'],
    State: 'running',
    Status: 'Up 2 hours',
    ...parts,
  });
const now = 1_700_000_000_000;

describe("the engine's sentence on a state", () => {
  it.each([
    ['Up 3 hours', { seconds: 10_800 }],
    ['Up About a minute', { seconds: 60 }],
    ['Up About an hour (healthy)', { seconds: 3600, health: 'healthy' }],
    ['Up Less than a second (health: starting)', { seconds: 0, health: 'starting' }],
    ['Up 5 seconds (unhealthy)', { seconds: 5, health: 'unhealthy' }],
    ['Up 2 days (Paused)', { seconds: 172_800 }],
    ['Exited (137) 5 minutes ago', { seconds: 300, exitCode: 137 }],
    ['Exited (0) 3 weeks ago', { seconds: 1_814_400, exitCode: 0 }],
    ['Exited (-1) 1 second ago', { seconds: 1, exitCode: -1 }],
    ['Restarting (1) 2 seconds ago', { seconds: 2, exitCode: 1 }],
    ['Created', {}],
    ['Dead', {}],
    ['', {}],
  ])('%j is read', (status, expected) => {
    const read = readStatus(status);
    expect(read).toEqual({ ...expected, precision: read.precision });
  });
});

describe('a row of the list', () => {
  it("has the container's own name, not those of links", () => {
    expect(containerRow(summary({ Names: ['/other/alias', '/web'] }), now).name).toBe('web');
    expect(containerRow(summary({ Names: [] }), now).name).toBe('abc123abc123');
  });

  it('has ports in order, published or not, and networks with their addresses', () => {
    const row = containerRow(
      summary({
        Ports: [
          { IP: '::', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
          { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
          { PrivatePort: 53, Type: 'udp' },
        ],
        NetworkSettings: {
          Networks: {
            lan: { IPAddress: '10.0.0.2', GlobalIPv6Address: 'fd00::2' },
            bridge: { IPAddress: '' },
          },
        },
      }),
      now,
    );
    expect(row.ports).toEqual([
      { containerPort: 53, protocol: 'udp' },
      { containerPort: 80, protocol: 'tcp', hostPort: 8080, address: '::' },
      { containerPort: 80, protocol: 'tcp', hostPort: 8080, address: '0.0.0.0' },
    ]);
    expect(row.networks).toEqual([{ name: 'bridge' }, { name: 'lan', ipv4: '10.0.0.2', ipv6: 'fd00::2' }]);
  });

  it('keeps the moment it knows while the engine rounds, and takes a new one after a restart', () => {
    const before = containerRow(summary({ Status: 'Up 59 minutes' }), now);
    const later = containerRow(summary({ Status: 'Up About an hour' }), now + 120_000, before);
    expect(later.since).toBe(before.since);
    const restarted = containerRow(summary({ Status: 'Up 3 seconds' }), now + 180_000, later);
    expect(restarted.since).toBe(now + 177_000);
  });

  it('has the exit code only when it has ended', () => {
    expect(
      containerRow(summary({ State: 'restarting', Status: 'Restarting (1) 2 seconds ago' }), now),
    ).not.toHaveProperty('exitCode');
    expect(containerRow(summary({ State: 'exited', Status: 'Exited (3) 2 seconds ago' }), now).exitCode).toBe(
      3,
    );
  });

  it('takes health from the field of newer engines, and the stack from the labels of compose', () => {
    const Labels = { 'com.docker.compose.project': 'media', 'com.docker.compose.service': 'db' };
    expect(containerRow(summary({ Labels, Health: { Status: 'unhealthy' } }), now)).toMatchObject({
      health: 'unhealthy',
      stack: 'media',
      service: 'db',
    });
  });

  it.each([
    ['stopped', 'exited'],
    ['configured', 'created'],
    ['stopping', 'running'],
    ['running', 'running'],
    ['something', 'unknown'],
  ])("reads Podman's and unknown words: %s is %s", (word, state) => {
    expect(containerState(word)).toBe(state);
  });

  it('is the same whatever the order of its parts', () => {
    const { name, ...rest } = containerRow(summary({}), now);
    expect(sameRow({ name, ...rest }, { ...rest, name })).toBe(true);
    expect(sameRow({ ...rest, name }, { ...rest, name: 'x' })).toBe(false);
  });
});

describe('the details of a container', () => {
  const details = (parts: object) => {
    const document = { Id: 'abc', Name: '/web', ...parts };
    return containerDetails(v.parse(containerInspect, document), document);
  };

  it('take variables apart at their first equals sign', () => {
    expect(details({ Config: { Env: ['A=b=c', 'EMPTY=', 'BARE'] } }).environment).toEqual([
      ['A', 'b=c'],
      ['EMPTY', ''],
      ['BARE', ''],
    ]);
  });

  it('have 0 for times that have not come', () => {
    const State = {
      Status: 'created',
      StartedAt: '0001-01-01T00:00:00Z',
      FinishedAt: '0001-01-01T00:00:00Z',
    };
    expect(details({ State })).toMatchObject({ state: 'created', started: 0, finished: 0 });
  });

  it('list published ports with each of their addresses', () => {
    const Ports = {
      '80/tcp': [
        { HostIp: '0.0.0.0', HostPort: '8080' },
        { HostIp: '::', HostPort: '8080' },
      ],
      '53/udp': null,
    };
    expect(details({ NetworkSettings: { Ports } }).ports).toEqual([
      { containerPort: 80, protocol: 'tcp', hostPort: 8080, address: '0.0.0.0' },
      { containerPort: 80, protocol: 'tcp', hostPort: 8080, address: '::' },
      { containerPort: 53, protocol: 'udp' },
    ]);
  });

  it('know limits from either way to set them', () => {
    expect(details({ HostConfig: { NanoCpus: 1_500_000_000, PidsLimit: -1 } }).limits).toEqual({
      memory: 0,
      cpus: 1.5,
      pids: 0,
    });
    expect(details({ HostConfig: { CpuQuota: 50_000, CpuPeriod: 0 } }).limits.cpus).toBe(0.5);
  });

  it('have health only where there is a check', () => {
    expect(details({ State: { Health: { Status: 'none' } } })).not.toHaveProperty('health');
    const Log = [{ Start: '2026-01-01T00:00:00Z', End: '2026-01-01T00:00:01Z', ExitCode: 1, Output: 'no' }];
    expect(
      details({ State: { Health: { Status: 'unhealthy', FailingStreak: 3, Log } } }).health,
    ).toMatchObject({
      status: 'unhealthy',
      failing: 3,
      probes: [{ exitCode: 1, output: 'no' }],
    });
  });
});
