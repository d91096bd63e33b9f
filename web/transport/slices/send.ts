import { TransportError } from '../../../lib/engine/errors';
import { RetryError, type SliceCarrier, type TransferControl } from './carrier';
import { Patience } from './patience';
import { SliceSize } from './slice-size';

/** Seconds that the router may wait until there is room. */
const stateWait = 20;

export interface SendSlicesOptions {
  readonly transfer: string;
  readonly file: Blob;
  readonly carrier: SliceCarrier;
  readonly control: TransferControl;
  readonly signal: AbortSignal;
  /** Told after each slice: the position up to which the router has everything. */
  readonly sent: (bytes: number) => void;
  /** For tests: the jitter's chance. */
  readonly random?: () => number;
}

/**
 * Sends a file by slices, as fast as the router makes room. Resolves when all of it has arrived there; rejects with a
 * {@link TransportError}, also where the file can no longer be read.
 */
export async function sendSlices(options: SendSlicesOptions): Promise<void> {
  const { transfer, file, carrier, control, signal, sent } = options;
  const patience = new Patience(signal, options.random);
  const size = new SliceSize(carrier.largest.write);
  let at = 0;
  while (at < file.size) {
    const asked = Math.min(size.bytes, carrier.largest.write, file.size - at);
    const began = performance.now();
    const from = at;
    const end = await patience.run(async () => {
      try {
        return await carrier.write(transfer, from, file.slice(from, from + asked), signal);
      } catch (error) {
        if (error instanceof RetryError && error.kind === 'network') size.failed();
        throw error;
      }
    });
    if (end < from || end > from + asked)
      throw new TransportError('broken', 'The router does not agree on how much of the file has arrived.');
    size.took(end - from, performance.now() - began, asked);
    at = end;
    sent(at);
    if (at < from + asked)
      await patience.run(() => control.state(transfer, from + asked - 1, stateWait, signal));
  }
}
