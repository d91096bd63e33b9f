import type { EngineResponse } from '../../lib/engine/request';
import type { Incoming } from './work';

/** A file as a plain answer: its Content-Length or its chunks tell where it ends, and the browser checks them. */
export function incoming({ headers, body }: EngineResponse): Incoming {
  const length = headers.get('Content-Length');
  return { body, ...(length !== null && /^\d{1,15}$/.test(length) ? { length: Number(length) } : {}) };
}
