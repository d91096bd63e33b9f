import { answer, drop, parsed } from './call';
import { EngineError, VersionError } from './errors';
import type { Transport } from './request';
import { systemVersion } from './types/system';

/** The oldest API version that we speak: Docker 20.10, on routers since OpenWrt 22.03. */
export const oldestApi = '1.41';

/** The newest API version that we know: Docker 29.7. */
export const newestApi = '1.55';

/**
 * The version to ask for the engine's own versions with: every engine either takes it or says in its refusal what it
 * takes (29.0 to 29.2 take nothing older).
 */
const probeApi = '1.44';

/** What an engine answers to a ping. Headers that did not come through (CORS, a bridge without headers) are empty. */
export interface Ping {
  /** The newest API version of the engine. */
  readonly apiVersion: string;
  /** What our gateway in front of the engine adds, for instance `exec`. */
  readonly gateway: string;
}

/** Asks whether the engine is there. Raises an `EngineError` or a `TransportError` where it is not. */
export async function ping(transport: Transport, signal?: AbortSignal): Promise<Ping> {
  const response = await answer(transport, { operation: 'SystemPing', parameters: {}, signal });
  await drop(response);
  const header = (name: string) => response.headers.get(name)?.trim() ?? '';
  return { apiVersion: header('Api-Version'), gateway: header('Dockerman-Gateway') };
}

/**
 * The API version to speak with an engine whose newest is `newest` and whose oldest, if that is known, is `oldest`: the
 * newest that both know. Raises a {@link VersionError} where there is none.
 */
export function chooseVersion(newest: string, oldest = ''): string {
  if (!number.test(newest))
    throw new VersionError(
      newest,
      `The engine gives no API version that can be read: ${JSON.stringify(newest.slice(0, 40))}`,
    );
  if (compare(newest, oldestApi) < 0)
    throw new VersionError(
      newest,
      `This engine is too old: it speaks Docker API ${newest}, and ${oldestApi} (Docker 20.10) or newer is needed.`,
    );
  if (number.test(oldest) && compare(oldest, newestApi) > 0)
    throw new VersionError(
      oldest,
      `This engine is newer than this program: it speaks Docker API ${oldest} and newer, and ${newestApi} is the newest known here. An update of the program is needed.`,
    );
  return compare(newest, newestApi) < 0 ? newest : newestApi;
}

/**
 * Finds the API version to speak: from the header of `/_ping`, in one short call; where that does not come through, and for
 * engines newer than we know, from `/version`. Raises a {@link VersionError} where there is none, and what {@link ping} raises.
 */
export async function negotiate(transport: Transport, signal?: AbortSignal): Promise<Ping> {
  const { apiVersion, gateway } = await ping(transport, signal);
  if (number.test(apiVersion) && compare(apiVersion, newestApi) <= 0)
    return { apiVersion: chooseVersion(apiVersion), gateway };
  const probe = apiVersion === '' ? probeApi : newestApi;
  const { newest, oldest } = await versions(transport, probe, signal);
  return { apiVersion: chooseVersion(newest, oldest), gateway };
}

async function versions(
  transport: Transport,
  apiVersion: string,
  signal?: AbortSignal,
): Promise<{ newest: string; oldest: string }> {
  const operation = 'SystemVersion';
  try {
    const response = await answer(transport, { operation, parameters: {}, apiVersion, signal });
    const { ApiVersion, MinAPIVersion } = await parsed(operation, response, systemVersion);
    return { newest: ApiVersion, oldest: MinAPIVersion };
  } catch (error) {
    // "client version 1.44 is too new. Maximum supported API version is 1.41", and the like for too old
    const [, bound, limit] = (error instanceof EngineError && refusal.exec(error.message)) || [];
    if (limit === undefined) throw error;
    return bound === 'Maximum' ? { newest: limit, oldest: '' } : { newest: limit, oldest: limit };
  }
}

const refusal = /(Minimum|Maximum) supported API version is (\d+\.\d+)/;
const number = /^\d{1,4}\.\d{1,4}$/;

/** Negative, 0 or positive as version `a` is older than, the same as, or newer than `b`; 1.9 is older than 1.10. */
function compare(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
