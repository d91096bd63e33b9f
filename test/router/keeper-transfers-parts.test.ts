import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { evaluate } from './keeper/evaluate';
import { hasUcode, titled } from './ucode/ucode';

const KiB = 1024;
const MiB = KiB * KiB;
const folder = mkdtempSync(join(tmpdir(), 'dockerman-transfers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!hasUcode)(titled('the parts of transfers'), () => {
  test('a ring has between half a MiB and 8 MiB, all together an eighth of what is free', () => {
    const sizes = (pairs: readonly (readonly [number, number])[]) =>
      evaluate(
        ['transfers.store'],
        `return map(${JSON.stringify(pairs)}, (p) => store.ring_size(p[0], p[1]));`,
      );
    expect(
      sizes([
        [4096 * MiB, 0],
        [4096 * MiB, 56 * MiB],
        [128 * MiB, 0],
        [64 * MiB, 7 * MiB],
        [16 * MiB, 0],
        [16 * MiB, 1536 * KiB],
        [16 * MiB, 1537 * KiB],
        [3 * MiB, 0],
        [0, 0],
      ]),
    ).toEqual([8 * MiB, 8 * MiB, 2 * MiB, MiB, 512 * KiB, 512 * KiB, 0, 0, 0]);
  });

  test('what was written is read back, wherever it lies in the ring', () => {
    const body = `
      let r = ring.create('${folder}/ring', 1000), all = '', wrong = [];
      for (let i = 0; i < 5000; i++) all += chr((i * 7 + int(i / 256)) % 256);
      for (let at = 0, n = 0; at < length(all); n++) {
        let piece = substr(all, at, [1, 333, 1000, 999, 7, 500][n % 6]);
        if (!ring.write(r, at, piece) || !ring.flush(r)) push(wrong, ['write', at]);
        at += length(piece);
        for (let from = max(0, at - 1000); from < at; from += 101)
          if (ring.read(r, from, at - from) != substr(all, from, at - from)) push(wrong, ['read', from, at]);
      }
      ring.remove(r);
      return wrong;`;
    expect(evaluate(['transfers.ring'], body)).toEqual([]);
  });

  test('slices in any order, cut anywhere, overlapping and repeated, give the whole once', () => {
    const body = `
      let all = '', wrong = [];
      for (let i = 0; i < 3000; i++) all += chr((i * 11 + int(i / 256)) % 256);
      for (let seed = 1; seed <= 40; seed++) {
        let s = slices.create(), state = seed, out = '', files = 0;
        let next = (most) => (state = (state * 1103515245 + 12345) % 2147483648) % most;
        for (let tries = 0; s.at < length(all) && tries < 3000; tries++) {
          let offset = next(5) ? min(s.end + next(300), length(all) - 1) : s.end == length(all) ? 0 : s.end;
          let count = min(1 + next(400), length(all) - offset), path = '${folder}/slice-' + ++files;
          fs.writefile(path, substr(all, offset, count));
          slices.add(s, path, offset, count);
          if (!next(3)) for (let bytes; length(bytes = slices.read(s, 1 + next(200))); ) out += bytes;
        }
        if (out != all || s.held || length(s.list)) push(wrong, [seed, length(out), s.held]);
        slices.remove(s);
      }
      return [wrong, length(fs.glob('${folder}/slice-*'))];`;
    expect(evaluate(['transfers.slices'], `let fs = require('fs'); ${body}`)).toEqual([[], 0]);
  });

  test('files are called after what is in them', () => {
    const named = (calls: readonly (readonly [string, object])[]) =>
      evaluate(
        ['transfers.names'],
        `return map(${JSON.stringify(calls)}, (c) => names.file_name(c[0], c[1]));`,
      );
    expect(
      named([
        ['ContainerExport', { container: 'web' }],
        ['ContainerArchive', { container: 'web', path: '/etc/nginx/' }],
        ['ContainerArchive', { container: 'web', path: '/' }],
        ['ImageGet', { image: 'registry:5000/team/app:1.2' }],
        ['ImageGetAll', { names: ['a:1'] }],
        ['ImageGetAll', { names: ['a:1', 'b:2'] }],
        ['ContainerArchive', { container: 'web', path: '/..' }],
      ]),
    ).toEqual([
      'web.tar',
      'nginx.tar',
      'web.tar',
      'registry-5000-team-app-1.2.tar',
      'a-1.tar',
      'images.tar',
      'web.tar',
    ]);
  });

  test('numbers are decimal digits alone', () => {
    const texts = [
      '0',
      '42',
      '9007199254740993',
      '',
      '-1',
      '1e3',
      '0x1',
      ' 1',
      '1 ',
      '12345678901234567',
      '1\u0000',
    ];
    expect(evaluate(['transfers.numbers'], `return map(${JSON.stringify(texts)}, numbers.number);`)).toEqual(
      [0, 42, 9007199254740993n, null, null, null, null, null, null, null, null].map((n) =>
        n === null ? null : Number(n),
      ),
    );
  });
});
