import type { Turns } from './serial';

/** A fetch that takes turns with others and reads its answer within its turn: for short answers of LuCI's dispatcher. */
export function serialFetch(
  turns: Turns,
  fetcher: typeof fetch = (...request) => fetch(...request),
): typeof fetch {
  return async (input, init) => {
    const end = await turns.take(init?.signal ?? undefined);
    try {
      const { status, headers, ...response } = await fetcher(input, init).then(async (answer) => ({
        status: answer.status,
        headers: answer.headers,
        body: await answer.arrayBuffer(),
      }));
      // these statuses may have no body
      return new Response(status === 204 || status === 304 ? null : response.body, { status, headers });
    } finally {
      end();
    }
  };
}
