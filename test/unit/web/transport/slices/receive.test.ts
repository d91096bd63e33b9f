import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TransportError } from '../../../../../lib/engine/errors';
import { receiveSlices } from '../../../../../web/transport/slices/receive';
import { FakeTransfer, patterned, type Mishap } from '../../fakes/transfer';

const MiB = 1024 * 1024;

function receive(transfer: FakeTransfer, ring: number | undefined = transfer.size) {
  return receiveSlices({ transfer: 't', carrier: transfer, control: transfer, ring, random: () => 0 });
}

/** Reads to the end while the clock of the retries runs. */
async function all(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const read = new Response(body as BodyInit).arrayBuffer();
  read.catch(() => undefined);
  let over = false;
  void read.finally(() => (over = true)).catch(() => undefined);
  while (!over) await vi.advanceTimersByTimeAsync(1000);
  return new Uint8Array(await read);
}

const same = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

describe('a file that comes in slices', () => {
  beforeEach(
    () =>
      void vi.useFakeTimers({
        toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
      }),
  );
  afterEach(() => void vi.useRealTimers());

  it('arrives whole through a ring that is much smaller than the file', async () => {
    const transfer = new FakeTransfer(patterned(5 * MiB + 123));
    expect(same(await all(receive(transfer)), transfer.source)).toBe(true);
    expect(transfer.closed).toBe(1);
  });

  it('is empty where the engine sends nothing', async () => {
    const transfer = new FakeTransfer(patterned(0));
    expect(await all(receive(transfer))).toHaveLength(0);
  });

  it('arrives whole where the ring is smaller than what is known of it', async () => {
    const transfer = new FakeTransfer(patterned(2 * MiB), 70_000);
    expect(same(await all(receive(transfer, 16 * MiB)), transfer.source)).toBe(true);
  });

  it('takes two places at most', async () => {
    const transfer = new FakeTransfer(patterned(4 * MiB));
    await all(receive(transfer));
    expect(transfer.mostAtOnce).toBe(2);
  });

  it.each<[string, (slice: number) => Mishap]>([
    ['half of the slices come short', (slice) => (slice % 2 ? 'short' : 'none')],
    ['the places are taken every other time', (slice) => (slice % 2 ? 'busy' : 'none')],
    ['answers get lost', (slice) => (slice % 3 === 1 ? 'lost answer' : 'none')],
    ['slices break', (slice) => (slice % 4 === 2 ? 'broken' : 'none')],
    [
      'all of that happens',
      (slice) =>
        (['none', 'short', 'cut', 'none', 'busy', 'lost answer', 'broken'] as const)[slice % 7] ?? 'none',
    ],
  ])('arrives whole when %s', async (_case, mishap) => {
    const transfer = new FakeTransfer(patterned(3 * MiB + 1));
    transfer.mishap = mishap;
    expect(same(await all(receive(transfer)), transfer.source)).toBe(true);
  });

  it('asks again from where it was after two minutes without a network', async () => {
    const transfer = new FakeTransfer(patterned(2 * MiB));
    const began = Date.now();
    const away = (slice: number) => slice > 2 && Date.now() - began < 120_000;
    transfer.mishap = (slice) => (away(slice) ? 'cut' : 'none');
    expect(same(await all(receive(transfer)), transfer.source)).toBe(true);
    expect(Date.now() - began).toBeGreaterThan(120_000);
  });

  it('fails when the network does not come back', async () => {
    const transfer = new FakeTransfer(patterned(2 * MiB));
    transfer.mishap = (slice) => (slice > 2 ? 'cut' : 'none');
    await expect(all(receive(transfer))).rejects.toThrow('Given up: The router does not answer.');
    expect(transfer.closed).toBe(1);
  });

  it('waits as long as it takes where others have the places', async () => {
    const transfer = new FakeTransfer(patterned(MiB));
    const began = Date.now();
    transfer.mishap = () => (Date.now() - began < 900_000 ? 'busy' : 'none');
    expect(same(await all(receive(transfer)), transfer.source)).toBe(true);
    // a call to ubus now and then: slices alone would let the session end
    expect(transfer.states).toBeGreaterThan(3);
    const { states } = transfer;
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(transfer.states).toBe(states);
  });

  it('asks for the state, which costs no place, as long as the engine sends nothing', async () => {
    const transfer = new FakeTransfer(patterned(MiB));
    transfer.produced = 100_000;
    const got = all(receive(transfer));
    await vi.advanceTimersByTimeAsync(5000);
    const { length } = transfer.reads;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(transfer.reads).toHaveLength(length);
    transfer.produce(MiB);
    expect(same(await got, transfer.source)).toBe(true);
  });

  it('is no file when it ends early: what came is not told to be all', async () => {
    const transfer = new FakeTransfer(patterned(2 * MiB));
    transfer.produced = MiB;
    transfer.whole = false;
    const got = all(receive(transfer));
    got.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(5000);
    transfer.breakDown('The engine went away.');
    await expect(got).rejects.toThrow('The engine went away.');
  });

  it('is no file when the router tells two lengths', async () => {
    const transfer = new FakeTransfer(patterned(MiB));
    const { read } = transfer;
    transfer.read = async (...asked) => ({ ...(await read.apply(transfer, asked)), end: MiB + asked[1] });
    await expect(all(receive(transfer))).rejects.toThrow('does not agree with itself');
  });

  it('is no file when more comes than was asked for', async () => {
    const transfer = new FakeTransfer(patterned(MiB));
    transfer.read = async (_transfer, _offset, length) => ({ bytes: patterned(length + 1) });
    await expect(all(receive(transfer))).rejects.toBeInstanceOf(TransportError);
  });

  it('ends at the router when its reader lets go', async () => {
    const transfer = new FakeTransfer(patterned(8 * MiB));
    const reader = receive(transfer).getReader();
    await reader.read();
    await reader.cancel();
    expect(transfer.closed).toBe(1);
  });

  it('breaks and ends at the router when it is cancelled, also while nothing comes', async () => {
    const transfer = new FakeTransfer(patterned(MiB));
    transfer.produced = 100_000;
    const abort = new AbortController();
    const { signal } = abort;
    const got = all(receiveSlices({ transfer: 't', carrier: transfer, control: transfer, signal }));
    got.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(5000);
    abort.abort(new DOMException('Cancelled.', 'AbortError'));
    await expect(got).rejects.toThrow('Cancelled.');
    expect(transfer.closed).toBe(1);
  });

  it('slows the router down while nobody reads', async () => {
    const transfer = new FakeTransfer(patterned(64 * MiB), 8 * MiB);
    const reader = receive(transfer).getReader();
    await reader.read();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(transfer.begin).toBeLessThan(24 * MiB);
    await reader.cancel();
  });

  it('acknowledges only what has arrived without a gap', async () => {
    const transfer = new FakeTransfer(patterned(4 * MiB));
    transfer.mishap = (slice) => (slice % 5 === 0 ? 'cut' : 'none');
    await all(receive(transfer));
    for (const { offset, acknowledged } of transfer.reads) expect(acknowledged).toBeLessThanOrEqual(offset);
  });
});
