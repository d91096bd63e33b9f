import { packTar } from 'modern-tar';
import { unixHttp } from '../../test/engine/unix-http';
import { engineCall } from '../../test/router/engine-containers';
import { until } from '../../test/engine/processes';
import { household, type HouseholdContainer } from './household';

/** The shell script that a container runs: it holds memory, works a little, and logs. */
function script({ memory, work, log, exit }: HouseholdContainer): string {
  const say = log.map((line) => `printf '%b\\n' "${line.replaceAll('"', '\\"').replaceAll('\\\\"', '\\"')}"`);
  if (exit !== undefined) return `${say.join('; ')}; exit ${exit}`;
  const hold = memory > 0 ? `head -c ${memory}m /dev/zero > /dev/shm/held; ` : '';
  const turns = `i=0; while [ $i -lt ${work} ]; do i=$((i+1)); done`;
  const round = say.map(
    (line) => `${line}; n=0; while [ $n -lt 4 ]; do n=$((n+1)); ${turns}; sleep 0.2; done`,
  );
  return `${hold}while :; do ${round.join('; ')}; done`;
}

function settings(one: HouseholdContainer): object {
  const bindings: Record<string, { HostPort: string }[]> = {};
  for (const port of one.ports ?? []) {
    const [host = '', rest = ''] = port.split(':');
    bindings[rest.includes('/') ? rest : `${rest}/tcp`] = [{ HostPort: host }];
  }
  const check = (command: string) => ({
    Healthcheck: { Test: ['CMD-SHELL', command], Interval: 1e9, Timeout: 1e9, Retries: 1 },
  });
  return {
    Image: one.image,
    Cmd: one.command,
    Env: one.environment ?? [],
    Labels: one.stack
      ? { 'com.docker.compose.project': one.stack, 'com.docker.compose.service': one.name }
      : {},
    ExposedPorts: Object.fromEntries(Object.keys(bindings).map((port) => [port, {}])),
    ...(one.health &&
      check(one.health === 'healthy' ? 'echo ok' : 'echo "no answer from /dev/ttyUSB0"; exit 1')),
    HostConfig: {
      PortBindings: bindings,
      ShmSize: 128 * 1024 * 1024,
      RestartPolicy: { Name: one.exit === undefined ? 'unless-stopped' : 'no' },
      ...(one.name === 'jellyfin' && { Binds: ['jellyfin-config:/config', '/tmp:/media:ro'] }),
      NetworkMode: one.stack ? `${one.stack}_default` : 'bridge',
    },
  };
}

async function start(socket: string, one: HouseholdContainer): Promise<void> {
  const [, repository = '', tag = ''] = /^(.*):([^:]+)$/.exec(one.image) ?? [];
  await engineCall(socket, 'POST', `/images/busybox:1/tag?repo=${encodeURIComponent(repository)}&tag=${tag}`);
  await engineCall(socket, 'POST', `/containers/create?name=${one.name}`, settings(one));
  const [program] = one.command;
  const body = `#!/bin/sh\n${script(one)}\n`;
  const tar = await packTar([{ header: { name: program.slice(1), size: body.length, mode: 0o755 }, body }]);
  await unixHttp(socket, 'PUT', `/containers/${one.name}/archive?path=/`, tar, 'application/x-tar');
  await engineCall(socket, 'POST', `/containers/${one.name}/start`);
  if (one.paused) await engineCall(socket, 'POST', `/containers/${one.name}/pause`);
}

/** Starts the household on an engine, and waits until each of its containers is as it is meant to be. */
export async function startHousehold(socket: string): Promise<void> {
  const stacks = new Set(household.flatMap(({ stack }) => (stack === undefined ? [] : [stack])));
  for (const stack of stacks)
    await engineCall(socket, 'POST', '/networks/create', { Name: `${stack}_default` });
  for (const one of household) await start(socket, one);
  for (const { name, health } of household.filter((one) => one.health))
    await until(
      async () => {
        const said = (await engineCall(socket, 'GET', `/containers/${name}/json`)) as {
          State: { Health?: { Status: string } };
        };
        return said.State.Health?.Status === health;
      },
      `${name} ${health}`,
      30,
    );
}
