import { describe, expect, test } from 'vitest';
import { hasUcode, titled } from '../ucode/ucode';
import { evaluate } from './evaluate';

const KiB = 1024;

describe.skipIf(!hasUcode)(titled('the output of a console'), () => {
  const ring = (body: string) =>
    evaluate(
      ['consoles.ring'],
      `let r = ring.create(); function fill(size, c) { let s = c; while (length(s) < size) s += s; return substr(s, 0, size); } ${body}`,
    );

  test('is read from any position that is still known, in pieces', () => {
    const found = ring(`
      for (let word in ['one ', 'two ', 'three '])
        ring.append(r, word, false);
      return [ring.read(r, 0, 100), ring.read(r, 4, 5), ring.read(r, 14, 100)];
    `);
    expect(found).toEqual([
      { position: 0, bytes: 'one two three ' },
      { position: 4, bytes: 'two t' },
      { position: 14, bytes: '' },
    ]);
  });

  test('keeps the newest 64 KiB without a reader, and a new one begins behind a line', () => {
    const found = ring(`
      for (let i = 0; i < 100; i++)
        ring.append(r, fill(4990, 'x') + ' the end\\n', false);
      let begin = ring.beginning(r, null);
      return [r.end, r.end - r.begin, substr(ring.read(r, begin - 9, 9).bytes, 0, 9), ring.beginning(r, 10) == begin, ring.beginning(r, r.end)];
    `) as [number, number, string, boolean, number];
    expect(found[0]).toBe(499_900);
    expect(found[1]).toBeGreaterThanOrEqual(64 * KiB);
    expect(found[1]).toBeLessThan(72 * KiB);
    expect(found[3]).toBe(true);
    expect(found[4]).toBe(499_900);
  });

  test('drops nothing that its reader has not read', () => {
    const found = ring(`
      ring.append(r, 'first', false);
      ring.follow(r, 0);
      for (let i = 0; i < 40; i++)
        ring.append(r, fill(5000, 'x'), false);
      return [r.begin, ring.unread(r), ring.read(r, 0, 5).bytes];
    `);
    expect(found).toEqual([0, 200_005, 'first']);
  });

  test('let go of, drops the oldest, and what nobody was given does not count', () => {
    const found = ring(`
      ring.append(r, 'seen', false);
      ring.follow(r, 0);
      r.sent = 4;
      for (let i = 0; i < 40; i++)
        ring.append(r, fill(5000, 'x'), true);
      ring.append(r, 'prompt', true);
      let rest = ring.read(r, 4, 100000);
      return [r.begin, rest.position, length(rest.bytes), substr(rest.bytes, -6), r.end];
    `) as [number, number, number, string, number];
    expect(found[0]).toBe(4);
    expect(found[1]).toBe(4);
    expect(found[2]).toBeLessThan(75 * KiB);
    expect(found[3]).toBe('prompt');
    expect(found[4]).toBe(4 + found[2]);
  });
});

describe.skipIf(!hasUcode)(titled('frames of a container without a terminal'), () => {
  test('give the same payloads however they are cut', () => {
    const found = evaluate(
      ['consoles.frames'],
      `let whole = '\\x01\\0\\0\\0\\0\\0\\0\\x03out\\x02\\0\\0\\0\\0\\0\\0\\x00\\x02\\0\\0\\0\\0\\0\\x01\\x04';
       let big = ''; while (length(big) < 260) big += 'abcdefghij';
       whole += big + '\\x01\\0\\0\\0\\0\\0\\0\\x01!';
       let results = {};
       for (let cut = 1; cut < length(whole); cut++) {
         let take = frames.payloads(), text = '';
         for (let at = 0; at < length(whole); at += cut)
           text += take(substr(whole, at, cut));
         results[text] = true;
       }
       return keys(results);`,
    );
    expect(found).toEqual([`out${'abcdefghij'.repeat(26)}!`]);
  });
});

describe.skipIf(!hasUcode)(titled('the program of a console'), () => {
  test('is a shell that the image has where none is named, at the size that was asked for', () => {
    const body = JSON.parse(
      evaluate(['consoles.program'], `return program.creation(program.wanted({}), 'abc', 80, 24);`) as string,
    ) as { Cmd: string[]; Env: string[]; ConsoleSize: number[]; User?: string };
    expect(body.Cmd[0]).toBe('/bin/sh');
    expect(body.Cmd[2]).toContain('exec /bin/bash');
    expect(body.Env).toEqual(['DOCKERMAN_CONSOLE=abc']);
    expect(body.ConsoleSize).toEqual([24, 80]);
    expect(body).not.toHaveProperty('User');
  });

  test.each([
    [0, 'exec failed: OCI runtime', null],
    [127, 'sh: nonsense: not found', null],
    [
      127,
      'OCI runtime exec failed: exec: "/bin/sh": no such file or directory',
      'This image has no shell. Name a program that it has as the command.',
    ],
    [
      126,
      'crun: executable file `/bin/sh` not found',
      'This image has no shell. Name a program that it has as the command.',
    ],
  ])('with exit code %i and %j: %j', (code, output, message) => {
    const found = evaluate(
      ['consoles.program'],
      `return program.not_begun({ command: [], user: '' }, ${code}, ${JSON.stringify(output)});`,
    );
    expect(found).toEqual(message === null ? null : { failure: 'refused', message });
  });
});
