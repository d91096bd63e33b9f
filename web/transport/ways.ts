import { drop } from '../../lib/engine/call';
import { TransportError } from '../../lib/engine/errors';
import type { EngineResponse, Transport } from '../../lib/engine/request';
import type { Candidate } from '../model/connection';
import type { DirectTarget } from './direct-target';
import type { GatewayTokens } from './gateway-tokens';
import { NotSentError } from './not-sent';
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

/** Live data and consoles over the keeper; `transport` is the one through the hub. */
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
  return { name: 'keeper', transport, carries: ['streams', 'console'], eager: true, probe };
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

/**
 * The engine straight from the browser, at one of these addresses; `found` gets what the probe learned. With `tokens` a session is one at a
 * gateway: when it has ended, requests go another way and the gateway's login is asked for.
 */
export function directWay(
  transport: Transport,
  streams: Transport,
  options: {
    readonly bases: () => readonly string[];
    readonly eager: boolean;
    readonly forbidden?: () => string | undefined;
    readonly target: () => DirectTarget | undefined;
    readonly found: (target: DirectTarget) => void;
    readonly tokens?: () => Promise<GatewayTokens>;
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
    const { probeDirect } = await import('./direct-probe');
    const found = await probeDirect(bases, { pageProtocol, fetch, tokens: await options.tokens?.() });
    if (!found) return { available: false, reason: 'There is no address to try.' };
    options.found(found.target);
    return { available: found.diagnosis.reachable, reason: found.diagnosis.reason };
  };
  const carries: Candidate['carries'] = ['calls', 'streams', 'files', 'console'];
  const both = split(transport, streams);
  return {
    name: 'direct',
    transport: options.tokens ? withLogin(both, options) : both,
    carries,
    eager: options.eager,
    login: () => {
      const target = options.target();
      return target?.login ? target.base : undefined;
    },
    probe,
  };
}

/** A transport to a gateway with a login of its own: refused there, a request was not sent, and may go another way. */
function withLogin(
  own: Transport,
  { target, found }: Pick<Parameters<typeof directWay>[2], 'target' | 'found'>,
): Transport {
  const asked = async <T>(attempt: () => Promise<T> | undefined): Promise<T> => {
    const used = target();
    try {
      return (await attempt()) as T;
    } catch (error) {
      if (!used || !(error instanceof TransportError) || error.failure !== 'session') throw error;
      // unless somebody has logged in meanwhile
      if (used === target()) found({ base: used.base, gateway: used.gateway, login: true });
      throw new NotSentError('unreachable', `${new URL(used.base).host} wants a login.`, { cause: error });
    }
  };
  return {
    name: own.name,
    carries: (name) => own.carries(name),
    send: (request) => asked(() => own.send(request)),
    open: (request) => asked(() => own.open?.(request)),
  };
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
