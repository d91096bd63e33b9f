import { TransportError } from '../../lib/engine/errors';
import { refusal } from './send-file';

/**
 * Asks the gateway itself and gives its JSON answer, `{}` for an empty one. Rejects with a {@link TransportError}, or an
 * `EngineError` where an engine refused.
 */
export async function gatewayJson(
  ask: typeof fetch,
  method: string,
  url: string,
  body?: object,
): Promise<unknown> {
  const response = await ask(url, {
    method,
    credentials: 'same-origin',
    cache: 'no-store',
    ...(body === undefined
      ? {}
      : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new TransportError('unreachable', 'The gateway does not answer.', { cause });
  });
  const text = await response.text().catch((cause: unknown) => {
    throw new TransportError('broken', 'The connection broke before the answer was complete.', { cause });
  });
  if (!response.ok) throw refusal(response.status, text);
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TransportError('broken', 'The gateway answered with something else than JSON.', { cause });
  }
}
