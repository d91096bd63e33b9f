import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Engine } from './engine/engine';
import type { OriginRules } from './http/origin';
import type { StaticFiles } from './http/static-files';
import { Access } from './login/access';
import { RateLimit } from './login/rate-limit';
import { Sessions } from './login/sessions';
import { Jobs } from './work/jobs';
import { Registries } from './work/registries';
import { SavedJobs } from './work/saved-jobs';
import { answerRequest } from './answer-request';
import { answerUpgrade } from './answer-upgrade';

/** What a gateway is made of. */
export interface GatewayParts {
  readonly files: StaticFiles;
  readonly engines: ReadonlyMap<string, Engine>;
  readonly passwordHash: string;
  readonly rules: OriginRules;
  readonly log: Logger;
  /** The folder of what outlives the gateway. */
  readonly state: string;
  /** PEM texts; without them the gateway speaks plain http. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly sessions?: Sessions;
  readonly limit?: RateLimit;
}

/** The parts with what grew out of them, as the routes use them. */
export interface Gateway extends GatewayParts {
  readonly access: Access;
  readonly sessions: Sessions;
  readonly cookie: () => string;
  readonly jobs: Jobs;
  readonly registries: Registries;
}

/** A gateway that listens. */
export interface RunningGateway {
  readonly port: number;
  /** Ends every session and connection; resolves when nothing is left open. */
  stop(): Promise<void>;
}

/**
 * Starts a gateway on an address. Rejects with a plain sentence where the port is taken or not allowed.
 */
export async function startGateway(parts: GatewayParts, host: string, port: number): Promise<RunningGateway> {
  const options: http.ServerOptions = {
    // filters and registry credentials are longer than Node's 16 KiB
    maxHeaderSize: 64 * 1024,
    headersTimeout: 20_000,
    // an upload takes as long as it takes
    requestTimeout: 0,
    keepAliveTimeout: 65_000,
    insecureHTTPParser: false,
  };
  const server = parts.tls ? https.createServer({ ...options, ...parts.tls }) : http.createServer(options);
  const sessions = parts.sessions ?? new Sessions();
  const cookie = () => `dockerman-${(server.address() as AddressInfo | null)?.port ?? port}`;
  const access = new Access(parts.passwordHash, sessions, parts.limit ?? new RateLimit(), cookie);
  const gateway: Gateway = {
    ...parts,
    sessions,
    access,
    cookie,
    jobs: new Jobs(),
    registries: new Registries(parts.state),
  };
  server.on('request', (request, response) => void answerRequest(gateway, request, response));
  server.on('upgrade', (request, socket, head) => void answerUpgrade(gateway, request, socket, head));
  await listening(server, host, port);
  const { port: own } = server.address() as AddressInfo;
  await gateway.jobs.keep(new SavedJobs(parts.state, own, parts.log));
  return {
    port: own,
    async stop() {
      const written = gateway.jobs.stop();
      sessions.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      for (const engine of parts.engines.values()) engine.close();
      await Promise.all([written, closed]);
    },
  };
}

function listening(server: http.Server | https.Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `${host}:${port}`;
      const why: Record<string, string> = {
        EADDRINUSE: `port ${port} on ${host} is taken, perhaps by another gateway; choose another with --port or PORT`,
        EACCES: `listening on ${where} is not allowed; choose a port above 1023 with --port or PORT`,
        EADDRNOTAVAIL: `this machine has no address ${host}; choose another with --host or HOST`,
      };
      reject(
        new Error(why[error.code ?? ''] ?? `listening on ${where} failed: ${error.message}`, {
          cause: error,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
}
