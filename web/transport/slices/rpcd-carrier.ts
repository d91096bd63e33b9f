import { TransportError } from '../../../lib/engine/errors';
import { fromBase64 } from '../body';
import { BusyError, type KeeperCalls } from '../keeper-calls';
import { asInteger, asText } from '../read-json';
import {
  RetryError,
  type Slice,
  type SliceCarrier,
  type TransferControl,
  type TransferState,
} from './carrier';
import { toBase64 } from './to-base64';

const KiB = 1024;

/** Slices as base64 over ubus, where the web server has no CGI program of ours. */
export class RpcdCarrier implements SliceCarrier {
  readonly largest = { read: 192 * KiB, write: 44 * KiB };

  constructor(private readonly calls: KeeperCalls) {}

  async read(
    transfer: string,
    offset: number,
    length: number,
    acknowledged: number,
    signal: AbortSignal,
  ): Promise<Slice> {
    const answer = await attempt(
      this.calls.call(
        'admin',
        'TransferRead',
        {
          transfer,
          offset: String(offset),
          length: String(Math.min(length, this.largest.read)),
          acknowledged: String(acknowledged),
        },
        { signal },
      ),
      signal,
    );
    if (asInteger(answer['offset']) !== offset)
      throw new TransportError('broken', 'The router sent another part of the file than was asked for.');
    const end = asInteger(answer['end']);
    return { bytes: fromBase64(asText(answer['base64']) ?? ''), ...(end === undefined ? {} : { end }) };
  }

  async write(transfer: string, offset: number, bytes: Blob, signal: AbortSignal): Promise<number> {
    const base64 = toBase64(new Uint8Array(await bytes.arrayBuffer()));
    await attempt(
      this.calls.call('admin', 'TransferWrite', { transfer, offset: String(offset), base64 }, { signal }),
      signal,
    );
    return bytes.size;
  }
}

/** State and end of transfers over ubus. */
export class KeeperControl implements TransferControl {
  constructor(private readonly calls: KeeperCalls) {}

  async state(transfer: string, offset: number, wait: number, signal: AbortSignal): Promise<TransferState> {
    const answer = await attempt(
      this.calls.call(
        'admin',
        'TransferState',
        { transfer, offset: String(offset), wait: String(wait) },
        { signal, wait },
      ),
      signal,
    );
    return {
      begin: whole(answer['begin'], 'begin'),
      end: whole(answer['end'], 'end'),
      size: whole(answer['size'], 'size'),
      ended: answer['ended'] === true,
    };
  }

  async close(transfer: string): Promise<void> {
    await this.calls.call('admin', 'TransferClose', { transfer }, { keepalive: true });
  }
}

function whole(value: unknown, name: string): number {
  const number = asInteger(value);
  if (number === undefined || number < 0)
    throw new TransportError('broken', `The keeper does not tell the transfer's ${name}.`);
  return number;
}

/**
 * A call whose failures say whether it is worth trying again. A keeper that is not there is one that is starting again: whether it still
 * knows the transfer it says itself.
 */
async function attempt<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof BusyError) throw new RetryError('busy', error.message, { cause: error });
    const worth = error instanceof TransportError && ['unreachable', 'timeout'].includes(error.failure);
    throw worth ? new RetryError('network', error.message, { cause: error }) : error;
  }
}
