/**
 * Fetches, and once more where the network failed and nobody gave up: Chromium drops what is under way when an address of the machine
 * comes or goes (ERR_NETWORK_CHANGED), and every container that starts beside the browser brings one. For requests that may be repeated.
 */
export async function fetchAgain(fetcher: typeof fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetcher(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    return fetcher(url, init);
  }
}
