/** One request as a fake fetch saw it. */
export interface Seen {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
  readonly mode: string | undefined;
  readonly redirect: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A fetch that answers by `answer` and notes what it was asked. A rejected or thrown answer is a network error. */
export function fakeFetch(answer: (request: Seen) => Response | Promise<Response>): {
  readonly fetch: typeof fetch;
  readonly seen: Seen[];
} {
  const seen: Seen[] = [];
  const fake = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const body =
      typeof init.body === 'string' ? init.body : init.body instanceof Blob ? await init.body.text() : '';
    const request: Seen = {
      url: String(input),
      method: init.method ?? 'GET',
      headers: new Headers(init.headers),
      body,
      mode: init.mode,
      redirect: init.redirect,
      signal: init.signal ?? undefined,
    };
    seen.push(request);
    const { signal } = request;
    signal?.throwIfAborted();
    const aborted = new Promise<never>((_, reject) =>
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
    );
    return Promise.race([Promise.resolve(answer(request)), aborted]);
  };
  return { fetch: fake as typeof fetch, seen };
}

/** A JSON response. */
export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
  });

/** What never answers. */
export const silence = (): Promise<Response> => new Promise(() => undefined);

/** A body that breaks after these pieces, as a connection does. */
export function brokenBody(...pieces: string[]): ReadableStream<Uint8Array> {
  const left = pieces.map((piece) => new TextEncoder().encode(piece));
  return new ReadableStream({
    pull(controller) {
      const next = left.shift();
      if (next) controller.enqueue(next);
      else controller.error(new TypeError('network error'));
    },
  });
}

/** The text of a body, read to its end. */
export const textOf = (body: ReadableStream<Uint8Array>): Promise<string> =>
  new Response(body as BodyInit).text();
