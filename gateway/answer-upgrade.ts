import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { consoleCall } from './console/open';
import { openWebSocket } from './console/upgrade';
import { engineOf, engineSession } from './engine/engine-request';
import { checkFraming, hasBody } from './http/framing';
import { checkHost, sourceOf } from './http/origin';
import { asRefusal, Refusal, refuseUpgrade } from './http/refusal';
import { splitTarget } from './http/target';
import type { Gateway } from './server';

/**
 * Answers a request for an upgrade. Only WebSocket to attach and exec opens; anything else is refused and the connection closed, so
 * what a client has sent behind it reaches nobody.
 */
export async function answerUpgrade(
  gateway: Gateway,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  socket.on('error', () => socket.destroy());
  try {
    checkFraming(request);
    checkHost(request, gateway.rules);
    const { path, query } = splitTarget(request.url ?? '');
    const source = sourceOf(request, gateway.rules);
    if (
      request.method !== 'GET' ||
      request.headers.upgrade?.toLowerCase() !== 'websocket' ||
      hasBody(request)
    )
      throw new Refusal(400, 'only WebSocket upgrades are served');
    const session = await engineSession(gateway, request, source, true);
    const { engine, rest } = engineOf(gateway, path);
    const call = consoleCall(rest, query);
    await openWebSocket(engine, call, request, socket, head, session.ended);
  } catch (error) {
    const refusal = asRefusal(error);
    if (refusal.status === 500) gateway.log.error({ err: error, url: request.url }, 'an upgrade failed');
    refuseUpgrade(socket, refusal);
  }
}
