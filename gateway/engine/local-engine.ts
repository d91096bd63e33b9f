import { connect } from 'node:net';
import path from 'node:path';
import { addressText, engineAddress, type EngineAddress } from './address';

/** The engine of this machine, and a sentence about it for the one who starts the gateway. */
export interface LocalEngine {
  readonly address: EngineAddress;
  readonly sentence: string;
}

/** Tries to open a socket; the code of the error, or null where somebody listens. */
function knock(address: EngineAddress): Promise<string | null> {
  if (address.kind === 'simulated') return Promise.resolve(null);
  const where =
    address.kind === 'unix' ? { path: address.socket } : { host: address.host, port: address.port };
  return new Promise((resolve) => {
    const socket = connect(where);
    const done = (code: string | null) => {
      socket.destroy();
      resolve(code);
    };
    socket.setTimeout(3000, () => done('ETIMEDOUT'));
    socket.once('connect', () => done(null));
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
  });
}

function usualSockets(environment: NodeJS.ProcessEnv, home: string, platform: string): string[] {
  if (platform === 'win32') return ['npipe:////./pipe/docker_engine'];
  const runtime = environment.XDG_RUNTIME_DIR;
  return [
    '/var/run/docker.sock',
    ...(runtime ? [path.posix.join(runtime, 'docker.sock')] : []),
    path.posix.join(home, '.docker/run/docker.sock'),
    ...(runtime ? [path.posix.join(runtime, 'podman/podman.sock')] : []),
  ].map((socket) => `unix://${socket}`);
}

/**
 * Finds the engine of this machine: what DOCKER_HOST says (with DOCKER_TLS_VERIFY and DOCKER_CERT_PATH), or the first of the usual sockets
 * that somebody listens on, or else the simulated engine. Raises an error for a DOCKER_HOST that cannot be understood.
 */
export async function localEngine(
  environment: NodeJS.ProcessEnv,
  home: string,
  platform: string = process.platform,
): Promise<LocalEngine> {
  if (environment.DOCKER_HOST) {
    const tls = environment.DOCKER_TLS_VERIFY
      ? environment.DOCKER_HOST.replace(/^tcp:/, 'tls:')
      : environment.DOCKER_HOST;
    const certificates = environment.DOCKER_CERT_PATH || path.join(home, '.docker');
    const address = await engineAddress(tls, tls.startsWith('tls:') ? certificates : undefined).catch(
      (error: Error) => {
        throw new Error(`DOCKER_HOST: ${error.message}`, { cause: error });
      },
    );
    const problem = await knock(address);
    const where = `Docker at ${addressText(address)} (DOCKER_HOST)`;
    return { address, sentence: problem ? `${where} does not answer now (${problem}).` : `${where}.` };
  }
  const problems: string[] = [];
  for (const url of usualSockets(environment, home, platform)) {
    const address = await engineAddress(url);
    const problem = await knock(address);
    if (problem === null) return { address, sentence: `Docker at ${addressText(address)}.` };
    if (problem !== 'ENOENT') problems.push(`${addressText(address)}: ${problem}`);
  }
  const why = problems.length ? ` (${problems.join('; ')})` : '';
  return {
    address: { kind: 'simulated' },
    sentence: `There is no Docker on this machine${why}: the engine is a simulated one. DOCKER_HOST names a real one.`,
  };
}
