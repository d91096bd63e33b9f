import { EngineError, TransportError } from '../../lib/engine/errors';
import { asObject, asText } from './read-json';
import { routerFailure } from './router-failure';
import type { SendOptions } from './work';

/**
 * Sends a file as the body of one PUT. XMLHttpRequest, because fetch tells nothing of how far a body is:
 * https://github.com/whatwg/fetch/issues/607. Rejects with a {@link TransportError}, or an {@link EngineError} for a refusal.
 */
export function sendFile(url: string, file: Blob, { signal, sent }: SendOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open('PUT', url);
    request.setRequestHeader('Content-Type', 'application/x-tar');
    request.upload.onprogress = ({ loaded }) => sent(loaded);
    request.onload = () => {
      if (request.status < 400) {
        sent(file.size);
        resolve();
      } else reject(refusal(request.status, request.responseText));
    };
    request.onerror = () =>
      reject(new TransportError('broken', 'The connection broke before the file had arrived.'));
    request.onabort = () => reject(signal.reason);
    request.onloadend = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort, { once: true });
    request.send(file);
  });
}

/** The error that a refusal's body tells. */
export function refusal(status: number, text: string): Error {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // a page of something in between
  }
  const sentence = asText(asObject(body)?.['message']);
  return routerFailure(body) ?? new EngineError(status, sentence ?? `It was refused with status ${status}.`);
}
