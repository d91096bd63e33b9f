/** How long decoding may go on before other work gets its turn, in milliseconds: well under a frame. */
const slice = 8;

interface Scheduler {
  yield?: () => Promise<void>;
}

/** Lets the event loop turn once. Timers would do, but browsers stretch them to a second in a tab that is not looked at. */
function turn(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: Scheduler };
  if (scheduler?.yield) return scheduler.yield();
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

/**
 * The chunks of a body. Chunks that have arrived already would be read in one long task (a read of theirs is only a
 * microtask); this gives way to the event loop after each few milliseconds. Leaving the loop cancels the body.
 */
export async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  // by hand: Safari has no asynchronous iteration of streams, https://bugs.webkit.org/show_bug.cgi?id=194379
  const reader = body.getReader();
  let ended = false;
  try {
    for (let since = performance.now(); ;) {
      const asked = performance.now();
      const { done, value } = await reader.read();
      const waited = performance.now() - asked;
      // while nothing had arrived the others had their turn: what comes now and then, as events do, waits for nobody
      if (waited > 1) since += waited;
      if (done) {
        ended = true;
        return;
      }
      yield value;
      if (performance.now() - since < slice) continue;
      await turn();
      since = performance.now();
    }
  } finally {
    if (!ended) await reader.cancel().catch(() => undefined);
    reader.releaseLock();
  }
}
