import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Engine } from '../engine/engine';
import type { EngineCall } from '../engine/call';
import { asRefusal, type Refusal } from '../http/refusal';
import { authorizationProtocol } from '../login/access';
import { bridge } from './bridge';
import { openConsole } from './open';

const server = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  // larger pastes arrive in several messages
  maxPayload: 16 * 1024 * 1024,
  // the offered protocol that carries the authorization is never the one that is chosen
  handleProtocols: (offered) => [...offered].find((one) => !one.startsWith(authorizationProtocol)) ?? false,
});

/** A close reason holds at most 123 bytes (RFC 6455 5.5). */
function reason(message: string): string {
  let text = message;
  while (Buffer.byteLength(text) > 123) text = text.slice(0, -1);
  return text;
}

/**
 * Answers a checked request for a WebSocket. The engine is asked first. Where it refuses, the WebSocket opens only to close with the code
 * 4000 + status and the engine's sentence: browsers show a page nothing of a refused handshake.
 */
export async function openWebSocket(
  engine: Engine,
  call: EngineCall,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  stop: AbortSignal,
): Promise<void> {
  const connection: Duplex | Refusal = await openConsole(engine, call).catch(asRefusal);
  if (socket.destroyed) {
    if (!(connection instanceof Error)) connection.destroy();
    return;
  }
  server.handleUpgrade(request, socket, head, (webSocket) => {
    if (connection instanceof Error) webSocket.close(4000 + connection.status, reason(connection.message));
    else bridge(webSocket, connection, stop);
  });
}
