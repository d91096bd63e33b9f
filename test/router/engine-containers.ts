import { unixHttp } from '../engine/unix-http';

/** Sends JSON to an engine's socket and gives what it answers; raises an error for a status of 400 and more. */
export async function engineCall(
  socket: string,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const answer = await unixHttp(
    socket,
    method,
    `/v1.41${path}`,
    body ? Buffer.from(JSON.stringify(body)) : undefined,
  );
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.text === '' ? null : JSON.parse(answer.text);
}

/** Creates and starts a busybox container that runs `script`; gives its id. */
export async function runContainer(socket: string, name: string, script: string): Promise<string> {
  const made = (await engineCall(socket, 'POST', `/containers/create?name=${name}`, {
    Image: 'busybox:1',
    Cmd: ['sh', '-c', script],
    StopTimeout: 0,
  })) as { Id: string };
  await engineCall(socket, 'POST', `/containers/${made.Id}/start`);
  return made.Id;
}

/** Waits until a container has ended and gives its exit code. */
export async function exitOf(socket: string, name: string): Promise<number> {
  return ((await engineCall(socket, 'POST', `/containers/${name}/wait`)) as { StatusCode: number })
    .StatusCode;
}
