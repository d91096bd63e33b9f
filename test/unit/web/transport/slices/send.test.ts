import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sendSlices } from '../../../../../web/transport/slices/send';
import { FakeTransfer, patterned, type Mishap } from '../../fakes/transfer';

const MiB = 1024 * 1024;

function send(transfer: FakeTransfer, signal = new AbortController().signal) {
  const told: number[] = [];
  const sending = sendSlices({
    transfer: 't',
    file: new Blob([transfer.source]),
    carrier: transfer,
    control: transfer,
    signal,
    sent: (bytes) => told.push(bytes),
    random: () => 0,
  });
  sending.catch(() => undefined);
  return { sending, told };
}

async function settled(sending: Promise<void>): Promise<void> {
  let over = false;
  void sending.catch(() => undefined).finally(() => (over = true));
  while (!over) {
    await vi.advanceTimersByTimeAsync(1000);
    // a Blob is read beside the clock
    await new Promise((resolve) => setImmediate(resolve));
  }
  return sending;
}

const same = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

describe('a file that goes in slices', () => {
  beforeEach(
    () =>
      void vi.useFakeTimers({
        toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
      }),
  );
  afterEach(() => void vi.useRealTimers());

  it('arrives whole through a ring that is much smaller, and tells how far it is', async () => {
    const transfer = new FakeTransfer(patterned(5 * MiB + 123)).asUpload();
    const { sending, told } = send(transfer);
    await settled(sending);
    expect(same(transfer.written, transfer.source)).toBe(true);
    expect(told.at(-1)).toBe(transfer.source.length);
    expect([...told].sort((a, b) => a - b)).toEqual(told);
    expect(transfer.mostAtOnce).toBeLessThanOrEqual(2);
  });

  it.each<[string, (slice: number) => Mishap]>([
    ['slices are taken in parts', (slice) => (slice % 2 ? 'short' : 'none')],
    ['the places are taken every other time', (slice) => (slice % 2 ? 'busy' : 'none')],
    ['answers get lost, so that slices come twice', (slice) => (slice % 3 === 1 ? 'lost answer' : 'none')],
    ['slices break', (slice) => (slice % 4 === 2 ? 'broken' : 'none')],
  ])('arrives whole when %s', async (_case, mishap) => {
    const transfer = new FakeTransfer(patterned(3 * MiB + 1)).asUpload();
    transfer.mishap = mishap;
    await settled(send(transfer).sending);
    expect(same(transfer.written, transfer.source)).toBe(true);
  });

  it('waits for room without sending when the engine takes nothing', async () => {
    const transfer = new FakeTransfer(patterned(2 * MiB)).asUpload();
    transfer.taken = 0;
    const { sending } = send(transfer);
    for (let turn = 0; turn < 20; turn++) {
      await vi.advanceTimersByTimeAsync(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(transfer.end).toBe(transfer.size);
    transfer.take(Infinity);
    await settled(sending);
    expect(same(transfer.written, transfer.source)).toBe(true);
  });

  it('stops where nobody wants the rest', async () => {
    const transfer = new FakeTransfer(patterned(8 * MiB)).asUpload();
    transfer.taken = 0;
    transfer.wanted = false;
    await settled(send(transfer).sending);
    expect(transfer.end).toBe(0);
  });

  it('fails with what the transfer says', async () => {
    const transfer = new FakeTransfer(patterned(2 * MiB)).asUpload();
    transfer.breakDown('no space left on device');
    await expect(settled(send(transfer).sending)).rejects.toThrow('no space left on device');
  });

  it('stops when it is cancelled', async () => {
    const transfer = new FakeTransfer(patterned(2 * MiB)).asUpload();
    transfer.taken = 0;
    const abort = new AbortController();
    const { sending } = send(transfer, abort.signal);
    await vi.advanceTimersByTimeAsync(1000);
    abort.abort(new DOMException('Cancelled.', 'AbortError'));
    await expect(settled(sending)).rejects.toThrow('Cancelled.');
  });
});
