import { expect, test, vi } from 'vitest';
import { TransportError } from '../../../../lib/engine/errors';
import type { EngineResponse } from '../../../../lib/engine/request';
import type { LiveRequest } from '../../../../web/live/live';
import { Store } from '../../../../web/model/store';
import { withoutQuestions } from '../../../../web/transport/console-replay';
import { KeeperConsole } from '../../../../web/transport/keeper-console';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A router with one console, whose streams a test writes by hand. */
class Router {
  readonly idle = new Store(false);
  readonly opened: Readonly<Record<string, unknown>>[] = [];
  readonly calls: [string, Readonly<Record<string, string>>][] = [];
  streams: ReadableStreamDefaultController<Uint8Array>[] = [];
  heads: (string | Error)[] = [];
  taken = 0;

  readonly live = {
    idle: this.idle,
    open: ({ source, signal }: LiveRequest): Promise<EngineResponse> => {
      if (source.transport === 'keeper') this.opened.push(source.parameters);
      const head = this.heads.shift() ?? '; begin=0; end=0';
      if (head instanceof Error) return Promise.reject(head);
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => void this.streams.push(controller),
      });
      signal?.addEventListener('abort', () => this.streams.at(-1)?.error(signal.reason));
      const headers = new Headers({ 'Content-Type': `application/octet-stream${head}` });
      return Promise.resolve({ status: 200, headers, body });
    },
  };

  readonly keeperCalls = {
    call: (_method: string, name: string, parameters: Readonly<Record<string, string>>) => {
      this.calls.push([name, parameters]);
      if (name !== 'ConsoleInput') return Promise.resolve({});
      this.taken += atob(parameters['base64'] ?? '').length;
      return Promise.resolve({ at: this.taken });
    },
  };

  console(again = false): { console: KeeperConsole; reader: ReadableStreamDefaultReader<Uint8Array> } {
    const console = new KeeperConsole({ calls: this.keeperCalls, live: this.live, id: 'c1', again });
    return { console, reader: console.readable.getReader() };
  }

  async stream(number = this.streams.length): Promise<ReadableStreamDefaultController<Uint8Array>> {
    return vi.waitFor(
      () => {
        const stream = this.streams[number];
        if (!stream) throw new Error('not opened yet');
        return stream;
      },
      { timeout: 5000 },
    );
  }
}

const text = async (reader: ReadableStreamDefaultReader<Uint8Array>) => {
  const { done, value } = await reader.read();
  return done ? undefined : new TextDecoder().decode(value);
};

test('output goes on after a break where it was', async () => {
  const router = new Router();
  const { reader } = router.console();
  const first = text(reader);
  (await router.stream(0)).enqueue(bytes('one'));
  expect(await first).toBe('one');
  router.heads = ['; begin=3; end=6'];
  const second = text(reader);
  router.streams[0]?.error(new TransportError('broken', 'lost'));
  (await router.stream(1)).enqueue(bytes('two'));
  expect(await second).toBe('two');
  expect(router.opened).toEqual([{ console: 'c1' }, { console: 'c1', position: '3' }]);
});

test('where something is missing the terminal is cleared before', async () => {
  const router = new Router();
  const { reader } = router.console();
  const first = text(reader);
  (await router.stream(0)).enqueue(bytes('one'));
  await first;
  router.heads = ['; begin=100; end=103'];
  const second = text(reader);
  router.streams[0]?.error(new TransportError('broken', 'lost'));
  (await router.stream(1)).enqueue(bytes('new'));
  expect(await second).toBe('\u001bc\u001b[3J');
  expect(await text(reader)).toBe('new');
});

test('a console that the router does not know any more says so', async () => {
  const router = new Router();
  const { reader } = router.console();
  const first = text(reader);
  (await router.stream(0)).enqueue(bytes('one'));
  await first;
  router.heads = [new TransportError('refused', 'There is no such console (any more).')];
  const second = text(reader);
  router.streams[0]?.error(new TransportError('broken', 'the keeper does not know this stream'));
  await expect(second).rejects.toThrow('The console is gone: the router part was restarted.');
});

test('what another window has taken over, and a session that has ended, are told as they are', async () => {
  for (const [failure, message] of [
    ['refused', 'This console is shown in another window now.'],
    ['session', 'The session has ended.'],
  ] as const) {
    const router = new Router();
    const { reader } = router.console();
    const read = text(reader);
    (await router.stream(0)).error(new TransportError(failure, message));
    await expect(read).rejects.toThrow(message);
    expect(router.opened).toHaveLength(1);
  }
});

test('nothing is asked while nobody is there; with the next input it goes on', async () => {
  const router = new Router();
  const { reader } = router.console();
  const read = text(reader);
  const stream = await router.stream(0);
  router.idle.set(true);
  stream.error(new TransportError('broken', 'Paused after 15 minutes without input.'));
  await new Promise((resolve) => setTimeout(resolve));
  expect(router.opened).toHaveLength(1);
  router.idle.set(false);
  (await router.stream(1)).enqueue(bytes('back'));
  expect(await read).toBe('back');
});

test('old output is shown without the questions in it, also cut ones, and new output as it is', async () => {
  const router = new Router();
  router.heads = ['; begin=10; end=17'];
  const { reader } = router.console(true);
  const read = text(reader);
  const stream = await router.stream(0);
  stream.enqueue(bytes('# \u001b['));
  stream.enqueue(bytes('6nä\u001b[6n'));
  // seven bytes are old: `# `, the question, and the first byte of a character
  expect(await read).toBe('# \ufffd');
  expect(await text(reader)).toBe('\ufffd\u001b[6n');
});

test('a console found again asks how much was typed before', async () => {
  const router = new Router();
  router.taken = 40;
  const { console } = router.console(true);
  console.write(bytes('x'));
  await vi.waitFor(() => expect(router.calls).toHaveLength(2));
  expect(router.calls).toEqual([
    ['ConsoleInput', { console: 'c1', at: '0', base64: '' }],
    ['ConsoleInput', { console: 'c1', at: '40', base64: 'eA==' }],
  ]);
});

test('the newest size is told, one call at a time', async () => {
  const router = new Router();
  const { console } = router.console();
  console.resize(80, 24);
  console.resize(81, 24);
  console.resize(82, 24);
  await vi.waitFor(() => expect(router.calls).toHaveLength(2));
  expect(router.calls.map(([, { columns }]) => columns)).toEqual(['80', '82']);
});

test('closing lets go: the output ends, and the console is not ended', async () => {
  const router = new Router();
  const { console, reader } = router.console();
  const read = text(reader);
  await router.stream(0);
  console.close();
  expect(await read).toBeUndefined();
  expect(router.calls).toEqual([]);
  await console.end();
  expect(router.calls).toEqual([['ConsoleClose', { console: 'c1' }]]);
});

test.each([
  ['the cursor', '\u001b[6n'],
  ['the state', '\u001b[?25$p'],
  ['which terminal', '\u001b[c'],
  ['which version', '\u001b[>0c'],
  ['a colour', '\u001b]11;?\u0007'],
])('a question for %s is left out, all else stays', (_name, question) => {
  const shown = '\u001b[31mred\u001b[0m äöü\u001b]0;title\u0007';
  expect(new TextDecoder().decode(withoutQuestions(bytes(`${shown}${question}${shown}`)))).toBe(
    shown + shown,
  );
});
