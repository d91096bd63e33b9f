import http from 'node:http';
import https from 'node:https';
import { addressText, type EngineAddress } from './address';
import { Refusal } from '../http/refusal';

const connectTimeout = 10_000;

type WireAddress = Exclude<EngineAddress, { kind: 'simulated' }>;

/** A request to an engine; Host is not among its headers. */
export interface RequestOptions {
  readonly method: string;
  readonly path: string;
  readonly headers: http.OutgoingHttpHeaders;
  /** Whether a kept connection will do. */
  readonly pooled: boolean;
}

/** Makes requests to one engine over the wire; kept connections are shared except by those that may be hijacked. */
export interface Connection {
  request(options: RequestOptions): http.ClientRequest;
  close(): void;
}

/** A connection maker for an engine's address. */
export function connection(address: WireAddress): Connection {
  const where =
    address.kind === 'unix' ? { socketPath: address.socket } : { host: address.host, port: address.port };
  // an engine behind a proxy is found by its name, and TLS checks the certificate against it
  const Host = address.kind === 'unix' ? 'docker' : addressText(address).replace(/^\w+:\/\//, '');
  const secure = address.kind === 'tls' ? { ...address.tls, rejectUnauthorized: true } : undefined;
  const agent = secure
    ? new https.Agent({ keepAlive: true, ...secure })
    : new http.Agent({ keepAlive: true });
  return {
    request({ pooled, headers, ...options }) {
      const all = { ...where, ...options, headers: { ...headers, Host }, agent: pooled ? agent : false };
      const request = secure ? https.request({ ...all, ...secure }) : http.request(all);
      request.on('socket', (socket) => {
        if (!socket.connecting) return;
        const late = new Error(`no connection within ${connectTimeout / 1000} s`);
        const timer = setTimeout(() => request.destroy(late), connectTimeout);
        socket.once(secure ? 'secureConnect' : 'connect', () => clearTimeout(timer));
        socket.once('close', () => clearTimeout(timer));
      });
      return request;
    },
    close: () => agent.destroy(),
  };
}

/** Why no answer came, as a refusal in plain words (502). */
export function connectionRefusal(address: WireAddress, error: NodeJS.ErrnoException): Refusal {
  const where = addressText(address);
  const code = error.code ?? '';
  if (/^(ECONNREFUSED|ENOENT|ENOTSOCK)$/.test(code))
    return new Refusal(502, `nothing listens at ${where}: is dockerd running?`, 'engine-down');
  if (/^(EACCES|EPERM)$/.test(code))
    return new Refusal(502, `the gateway may not open ${where}: ${error.message}`, 'engine-down');
  if (/CERT|SSL|TLS/.test(code) || /certificate|SSL|TLS/i.test(error.message))
    return new Refusal(502, `the TLS connection to ${where} failed: ${error.message}`, 'engine-down');
  return new Refusal(502, `the engine at ${where} does not answer: ${error.message}`, 'engine-down');
}
