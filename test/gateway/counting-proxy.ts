import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './gateway-under-test';

/** A unix socket in front of another one, which counts the connections that are open through it. */
export interface CountingProxy {
  readonly socket: string;
  open(): number;
}

/** Starts a counting proxy; it ends after the test. */
export async function countingProxy(target: string): Promise<CountingProxy> {
  let open = 0;
  const server = createServer({ allowHalfOpen: true }, (from) => {
    const to = connect({ path: target, allowHalfOpen: true });
    open += 1;
    from.pipe(to).pipe(from);
    const end = () => {
      from.destroy();
      to.destroy();
    };
    from.on('error', end).on('close', () => {
      open -= 1;
      end();
    });
    to.on('error', end).on('close', end);
  });
  const socket = join(temporaryFolder(), 'proxy.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => void server.close());
  return { socket, open: () => open };
}
