/** What a carrier brought of a transfer: nothing where nothing was there in time. */
export interface Slice {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The length of the whole, once all of it has come in at the router and its end was a proper one. */
  readonly end?: number;
}

/**
 * Brings slices of a transfer (docs/long-work.md). Each may be asked for or sent again. Rejects with a {@link RetryError} where it is
 * worth trying again, with a `NotSentError` (`unreachable`) where this carrier does not exist here, with a `TransportError` where
 * the transfer cannot go on.
 */
export interface SliceCarrier {
  /** The most bytes of one slice, down and up. */
  readonly largest: { readonly read: number; readonly write: number };
  /** At most `length` bytes from `offset` on; `acknowledged` bytes from the beginning need not be kept for us any more. */
  read(
    transfer: string,
    offset: number,
    length: number,
    acknowledged: number,
    signal: AbortSignal,
  ): Promise<Slice>;
  /** Sends bytes from `offset` on; resolves with how many of them, from the first on, the router has taken. */
  write(transfer: string, offset: number, bytes: Blob, signal: AbortSignal): Promise<number>;
}

/** How a transfer stands at the router. */
export interface TransferState {
  /** Positions of the bytes that the router holds. */
  readonly begin: number;
  readonly end: number;
  /** How many bytes it may hold. */
  readonly size: number;
  /** The stream has ended as a whole at `end`; of an upload: nobody wants more. */
  readonly ended: boolean;
}

/** What is asked of a transfer beside its slices; costs no script slot of uhttpd. Rejects as a {@link SliceCarrier} does. */
export interface TransferControl {
  /** Answers when there are bytes (of an upload: room) behind `offset`, when there is an end, or after `wait` seconds. */
  state(transfer: string, offset: number, wait: number, signal: AbortSignal): Promise<TransferState>;
  close(transfer: string): Promise<void>;
}

/** Worth trying again in a moment: `busy` where others have the router's slots, `network` where no answer came. */
export class RetryError extends Error {
  override readonly name = 'RetryError';
  constructor(
    readonly kind: 'busy' | 'network',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
