import type { Link } from './messages';

/** Where a tab gets its link to the hub from. A new link replaces the one before, with all that was opened over it. */
export interface LinkProvider {
  readonly sharing: 'worker' | 'tab' | 'none';
  /** Also after a `close`: a page may come back. */
  start(onLink: (link: Link) => void): void;
  close(): void;
}

/** The link of one end of a message channel. */
export function portLink(port: MessagePort): Link {
  return {
    post: (message) => port.postMessage(message),
    listen: (listener) => {
      port.onmessage = ({ data }: MessageEvent<unknown>) => listener(data);
    },
    close: () => port.close(),
  };
}

/** Two ends of one way within a page. Messages arrive in order, in a turn of their own, as they would from elsewhere. */
export function linkPair(): [Link, Link] {
  const make = (): { link: Link; deliver: (message: unknown) => void; to?: (message: unknown) => void } => {
    let listener: ((message: unknown) => void) | undefined;
    let waiting: unknown[] = [];
    let open = true;
    const end = {
      to: undefined as ((message: unknown) => void) | undefined,
      deliver: (message: unknown) => {
        if (!open) return;
        if (listener) listener(message);
        else waiting.push(message);
      },
      link: {
        post: (message: unknown) => queueMicrotask(() => end.to?.(message)),
        listen: (next: (message: unknown) => void) => {
          listener = next;
          const late = waiting;
          waiting = [];
          for (const message of late) next(message);
        },
        close: () => {
          open = false;
        },
      },
    };
    return end as ReturnType<typeof make>;
  };
  const one = make();
  const other = make();
  one.to = other.deliver;
  other.to = one.deliver;
  return [one.link, other.link];
}
