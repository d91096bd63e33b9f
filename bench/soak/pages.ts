/** What went wrong that should not have, by what it was; and how much went right. */
export class Tally {
  readonly done = new Map<string, number>();
  readonly failed = new Map<string, number>();

  count(what: string): void {
    this.done.set(what, (this.done.get(what) ?? 0) + 1);
  }

  fail(what: string): void {
    this.failed.set(what, (this.failed.get(what) ?? 0) + 1);
  }

  /** All failures together. */
  get failures(): number {
    return [...this.failed.values()].reduce((sum, one) => sum + one, 0);
  }
}

/** A router as a browser reaches it: over plain HTTP, on kept connections. */
export interface Page {
  readonly url: string;
  readonly session: string;
  readonly tally: Tally;
}

/** One call over `/ubus`. Raises an error for a status other than 0, and what fetch raises when `signal` aborts it. */
export async function ubusCall(
  { url, session }: Pick<Page, 'url' | 'session'>,
  object: string,
  method: string,
  args: object,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${url}/ubus/`, {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'call', params: [session, object, method, args] }),
    signal,
  });
  const answer = (await response.json()) as {
    readonly result?: readonly [number, Readonly<Record<string, unknown>> | undefined];
    readonly error?: { readonly message: string };
  };
  const [status, reply] = answer.result ?? [-1, undefined];
  if (status !== 0)
    throw new Error(`${object} ${method}: ${answer.error?.message ?? `ubus status ${status}`}`);
  return reply ?? {};
}

/** A controller that aborts with `signal`. AbortSignal.any() may lose its sources: https://github.com/nodejs/node/issues/57736 */
export function below(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  if (signal.aborted) controller.abort();
  signal.addEventListener('abort', () => controller.abort(), { once: true, signal: controller.signal });
  return controller;
}

/** One request to the CGI program; `read` is called with each piece of its body, and ends the request with `false`. */
export async function programCall(
  { url, session }: Page,
  target: string,
  signal: AbortSignal,
  read: (piece: Uint8Array) => boolean = () => true,
): Promise<void> {
  const own = below(signal);
  try {
    const response = await fetch(`${url}/cgi-bin/dockerman/${target}`, {
      headers: { Authorization: `Bearer ${session}` },
      signal: own.signal,
    });
    if (response.status !== 200) throw new Error(`${target.split('?')[0]}: status ${response.status}`);
    for await (const piece of response.body ?? []) if (!read(piece as Uint8Array)) break;
  } finally {
    own.abort();
  }
}
