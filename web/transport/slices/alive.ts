import { TransportError } from '../../../lib/engine/errors';
import { RetryError, type TransferControl } from './carrier';

/**
 * Runs `attempt`. A slice that broke says little: where the transfer itself lives on it is worth trying again, and a
 * {@link RetryError} is raised; where it does not, the error that its state tells.
 */
export async function retryWhileAlive<T>(
  control: TransferControl,
  transfer: string,
  signal: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof TransportError) || error.failure !== 'broken') throw error;
    await control.state(transfer, 0, 0, signal);
    throw new RetryError('network', error.message, { cause: error });
  }
}
