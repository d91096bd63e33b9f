import { drop } from '../../lib/engine/call';
import { TransportError } from '../../lib/engine/errors';
import type { EngineResponse, Transport } from '../../lib/engine/request';
import type { Candidate } from '../model/connection';
import type { Diagnosis } from './direct-diagnosis';
import type { RpcdTransport } from './rpcd';
import { probeLimit, timeLimit } from './time-limit';
import type { Ubus } from './ubus';
import type { Way } from './way';

type Found = Awaited<ReturnType<Way['probe']>>;

/** Asks a transport for the engine's `/_ping`: whatever answers, the way is open. */
async function ping(transport: Transport): Promise<Found> {
  const limit = timeLimit(probeLimit);
  try {
    const response = await transport.send({ operation: 'SystemPing', parameters: {}, signal: limit.signal });
    await drop(response);
    return { available: true, reason: 'It answers.' };
  } catch (error) {
    if (!(error instanceof TransportError)) return { available: false, reason: String(error) };
    if (error.failure === 'engine-down') return { available: true, reason: `It answers: ${error.message}` };
    return { available: false, reason: limit.expired() ? 'No answer within 2 s.' : error.message };
  } finally {
    limit.clear();
  }
}

/** Short calls over rpcd. */
export function rpcdWay(transport: RpcdTransport): Way {
  return { name: 'rpcd', transport, carries: ['calls'], eager: true, probe: () => ping(transport) };
}

/** Live data over the keeper; `transport` is the one through the hub. */
export function keeperWay(transport: Transport, ubus: Ubus): Way {
  const probe = async (): Promise<Found> => {
    try {
      // any answer will do, also a refusal of this client without an id
      await ubus.call(
        'dockerman.keeper',
        'next',
        { client: '', cursors: {}, wait: 0 },
        { alone: true, limit: probeLimit },
      );
      return { available: true, reason: 'The keeper answers.' };
    } catch (error) {
      return { available: false, reason: error instanceof Error ? error.message : String(error) };
    }
  };
  return { name: 'keeper', transport, carries: ['streams'], eager: true, probe };
}

/**
 * Anything over the CGI program or LuCI's controller; `streams` is the CGI program through the hub, as long as `program` says that
 * there is one. `ask` asks the program for a ping without loading what carries requests.
 */
export function controllerWay(
  transport: Transport,
  streams: Transport,
  program: () => boolean,
  ask: (signal: AbortSignal) => Promise<EngineResponse>,
): Way {
  const asking: Transport = {
    name: 'controller',
    carries: () => true,
    send: (request) => ask(request.signal ?? new AbortController().signal),
  };
  const probe = async (): Promise<Found> => {
    const found = await ping(asking);
    // without the program LuCI's own controller may do
    return found.available ? found : ping(transport);
  };
  const carries: Candidate['carries'] = ['calls', 'streams', 'files'];
  return { name: 'controller', transport: split(transport, streams, program), carries, eager: true, probe };
}

/** The engine straight from the browser, at one of these addresses; `found` gets what the probe learned. */
export function directWay(
  transport: Transport,
  streams: Transport,
  options: {
    readonly bases: () => readonly string[];
    readonly eager: boolean;
    readonly forbidden?: () => string | undefined;
    readonly found: (base: string, diagnosis: Diagnosis) => void;
    readonly pageProtocol: string;
    readonly fetch?: typeof fetch;
  },
): Way {
  const { fetch, pageProtocol } = options;
  const probe = async (): Promise<Found> => {
    const forbidden = options.forbidden?.();
    if (forbidden) return { available: false, reason: forbidden };
    const bases = options.bases();
    if (!bases.length)
      return {
        available: false,
        reason: 'The engine listens on a unix socket alone: no browser reaches it.',
      };
    const { diagnose } = await import('./direct-diagnosis');
    const all = await Promise.all(
      bases.map(async (base) => ({
        base,
        diagnosis: await diagnose({ base, pageProtocol, ...(fetch ? { fetch } : {}) }),
      })),
    );
    const best = all.find(({ diagnosis }) => diagnosis.reachable) ?? all[0];
    if (!best) return { available: false, reason: 'There is no address to try.' };
    options.found(best.base, best.diagnosis);
    return { available: best.diagnosis.reachable, reason: best.diagnosis.reason };
  };
  const carries: Candidate['carries'] = ['calls', 'streams', 'files', 'console'];
  return { name: 'direct', transport: split(transport, streams), carries, eager: options.eager, probe };
}

/** One transport of two: endless streams go over the connection that tabs share. */
function split(own: Transport, shared: Transport, may: () => boolean = () => true): Transport {
  const endless = (request: Parameters<Transport['send']>[0]) =>
    may() &&
    shared.carries(request.operation) &&
    (request.operation === 'SystemEvents' || request.parameters['follow'] === true);
  const { open } = own;
  return {
    name: own.name,
    carries: (name) => own.carries(name),
    send: (request) => (endless(request) ? shared.send(request) : own.send(request)),
    ...(open ? { open: open.bind(own) } : {}),
  };
}
