import { setTimeout as delay } from 'node:timers/promises';
import { engineCall } from '../../test/router/engine-containers';

const chatty = `while :; do i=0; while [ $i -lt 20 ]; do echo "line $i with some words of a log"; i=$((i + 1)); done; sleep 0.2; done`;

/** Starts containers that log all the time, and gives their names. Their logs stay below 10 MB each. */
export async function startChatty(socket: string, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, n) => `soak-${n}`);
  for (const name of names) {
    await engineCall(socket, 'POST', `/containers/create?name=${name}`, {
      Image: 'busybox:1',
      Cmd: ['sh', '-c', chatty],
      HostConfig: { NetworkMode: 'none', LogConfig: { Type: 'json-file', Config: { 'max-size': '10m' } } },
    });
    await engineCall(socket, 'POST', `/containers/${name}/start`);
  }
  return names;
}

/** Makes, starts and removes a container every few seconds until `ends` aborts: events for every list. */
export async function stir(socket: string, ends: AbortSignal): Promise<void> {
  for (let n = 0; !ends.aborted; n++) {
    const name = `soak-short-${n}`;
    await engineCall(socket, 'POST', `/containers/create?name=${name}`, {
      Image: 'busybox:1',
      Cmd: ['sleep', '1000'],
      HostConfig: { NetworkMode: 'none' },
    });
    await engineCall(socket, 'POST', `/containers/${name}/start`);
    await engineCall(socket, 'DELETE', `/containers/${name}?force=1`);
    await delay(2000, undefined, { signal: ends }).catch(() => undefined);
  }
}
