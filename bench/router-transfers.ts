import { createHash } from 'node:crypto';
import { TransferClient } from '../test/router/transfer-client';
import type { Bench } from './bench';
import { curl, direct } from './curl';
import { median, report } from './report';
import { readSlice } from './slice-reader';

interface Fetched {
  readonly seconds: number;
  readonly bytes: number;
  readonly sha256: string | undefined;
}

interface FetchOptions {
  /** Read so many bytes a second in all. */
  readonly rate?: number;
  readonly digest?: boolean;
}

/** Slices under way at a time, as a browser has them. */
const inFlight = 2;

/** The largest slice of a browser. */
const largest = 4 << 20;

/** A whole export through the keeper's ring, in slices from the CGI program. */
async function exportInSlices(
  { router, session }: Bench,
  container: string,
  options: FetchOptions = {},
): Promise<Fetched> {
  const client = new TransferClient(router, session);
  const began = performance.now();
  const transfer = await client.open('ContainerExport', { container });
  const { size } = await client.state(transfer);
  const length = Math.min(largest, Math.floor(size / (inFlight + 1)));
  const hash = createHash('sha256');
  const arrived = new Map<number, Buffer>();
  const holes: { offset: number; length: number }[] = [];
  const counted = new Map<number, number>();
  let next = 0;
  let done = 0;
  let end = Infinity;
  const rate = options.rate === undefined ? {} : { rate: options.rate / inFlight };
  const worker = async () => {
    while (done < end) {
      const hole = holes.shift() ?? { offset: next, length };
      if (hole.offset === next) next += hole.length;
      if (hole.offset >= end) return;
      const slice = await readSlice({
        url: router.url,
        session,
        transfer,
        ...hole,
        acknowledged: done,
        keep: options.digest ?? false,
        ...rate,
      });
      if (slice.status === 200) {
        counted.set(hole.offset, slice.bytes);
        if (options.digest) arrived.set(hole.offset, slice.body);
      } else if (slice.status !== 204 && slice.status !== 503) {
        throw new Error(`a slice was answered with ${slice.status}`);
      }
      const got = slice.status === 200 ? slice.bytes : 0;
      end = slice.end ?? end;
      if (got < hole.length && hole.offset + got < end)
        holes.push({ offset: hole.offset + got, length: hole.length - got });
      for (let count = counted.get(done); count !== undefined; count = counted.get(done)) {
        const part = arrived.get(done);
        if (part) hash.update(part);
        counted.delete(done);
        arrived.delete(done);
        done += count;
      }
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const seconds = (performance.now() - began) / 1000;
  await client.close(transfer);
  return { seconds, bytes: done, sha256: options.digest ? hash.digest('hex') : undefined };
}

const ready = ({ router }: Bench) => router.run(['ubus', '-t', '20', 'wait_for', 'dockerman.keeper']);

/** The export of 500 MB in slices against the socket. */
export async function transferOfAnExport(bench: Bench): Promise<void> {
  const { engine } = bench;
  const path = `/v1.41/containers/${engine.bigContainer}/export`;
  ready(bench);
  const straight: number[] = [];
  const through: number[] = [];
  let whole = true;
  for (let n = 0; n < 3; n++) {
    const one = await curl(direct(engine.socket, path));
    straight.push(one.seconds);
    const two = await exportInSlices(bench, engine.bigContainer);
    through.push(two.seconds);
    whole &&= two.bytes === one.bytes;
  }
  const one = await curl(direct(engine.socket, path), { digest: true });
  const two = await exportInSlices(bench, engine.bigContainer, { digest: true });
  whole &&= one.sha256 === two.sha256;
  report('transfer_ratio', whole ? median(straight) / median(through) : Number.NaN, {
    direct_s: median(straight),
    slices_s: median(through),
    bytes: two.bytes,
    whole,
  });
}

/** 500 MB to a browser that reads 5 MB a second: longer than any request may last at stock limits. */
export async function slowExport(bench: Bench): Promise<void> {
  const { engine } = bench;
  ready(bench);
  const one = await curl(direct(engine.socket, `/v1.41/containers/${engine.bigContainer}/export`), {
    digest: true,
  });
  const two = await exportInSlices(bench, engine.bigContainer, { rate: 5e6, digest: true });
  const ok = one.sha256 === two.sha256 && one.bytes === two.bytes;
  report('slow_export_ok', ok ? 1 : 0, { bytes: two.bytes, of: one.bytes, seconds: two.seconds });
}
