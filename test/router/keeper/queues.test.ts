import { describe, expect, test } from 'vitest';
import { hasUcode, titled } from '../ucode/ucode';
import { evaluate } from './evaluate';

describe.skipIf(!hasUcode)(titled('the byte queue of a stream'), () => {
  const queue = (body: string) =>
    evaluate(['bytequeue'], `let q = bytequeue.create(); let all = 'abcdefghij'; ${body}`);

  test('gives the same bytes until they are acknowledged, then what follows', () => {
    const body = `
      for (let i = 0; i < 10; i++) bytequeue.append(q, substr(all, i, 1));
      let first = bytequeue.peek(q, 4), again = bytequeue.peek(q, 4);
      let ok = bytequeue.acknowledge(q, 4);
      return [first, again, ok, bytequeue.peek(q, 4), bytequeue.held(q)];`;
    expect(queue(body)).toEqual(['abcd', 'abcd', true, 'efgh', 6]);
  });

  test('keeps its bytes whole wherever they are cut and acknowledged', () => {
    const body = `
      let wrong = [], big = '';
      for (let i = 0; i < 20000; i++) big += chr(i % 256);
      for (let piece in [1, 7, 4095, 4096, 4097, 20000]) for (let step in [1000, 4096, 20000]) {
        let q = bytequeue.create(), out = [];
        for (let at = 0; at < length(big); at += piece) bytequeue.append(q, substr(big, at, piece));
        for (let at = 0; at < length(big); at += step) {
          bytequeue.acknowledge(q, at);
          push(out, bytequeue.peek(q, step));
        }
        if (join('', out) != big || !bytequeue.acknowledge(q, length(big)) || bytequeue.held(q) || length(q.pieces))
          push(wrong, [piece, step]);
      }
      return wrong;`;
    expect(queue(body)).toEqual([]);
  });

  test('ignores a call that arrives late and refuses a position that it never gave', () => {
    const body = `
      bytequeue.append(q, all);
      return [bytequeue.acknowledge(q, 5), bytequeue.acknowledge(q, 2), q.begin, bytequeue.acknowledge(q, 11), q.begin];`;
    expect(queue(body)).toEqual([true, true, 5, false, 5]);
  });

  test('joins a trickle of short pieces', () => {
    const body = `for (let i = 0; i < 40960; i++) bytequeue.append(q, 'x'); return [length(q.pieces), q.end];`;
    expect(queue(body)).toEqual([10, 40960]);
  });
});

describe.skipIf(!hasUcode)(titled('the ring of events'), () => {
  const ring = (body: string) =>
    evaluate(['eventring', 'limits'], `let r = eventring.create(); let after = eventring.after; ${body}`);

  test('gives every reader what it has not seen, a line for each event', () => {
    const body = `
      for (let e in ['a', 'b', 'c']) eventring.append(r, e);
      return [after(r, 0, 100), after(r, 2, 100), after(r, 3, 100)];`;
    expect(ring(body)).toEqual([
      { cursor: 3, text: 'a\nb\nc\n', skipped: 0, reset: false, down: false },
      { cursor: 3, text: 'c\n', skipped: 0, reset: false, down: false },
      { cursor: 3, text: '', skipped: 0, reset: false, down: false },
    ]);
  });

  test('tells a slow reader how many it has missed and that it must list again', () => {
    const body = `
      for (let i = 0; i <= limits.EVENTS; i++) eventring.append(r, 'e' + i);
      let got = after(r, 0, 1 << 30), lines = split(got.text, '\\n');
      return [length(r.entries) <= limits.EVENTS, got.reset, got.skipped, lines[0], got.cursor - got.skipped == length(lines) - 1];`;
    expect(ring(body)).toEqual([true, true, 257, 'e257', true]);
  });

  test('is bounded in bytes, however large the events are', () => {
    const body = `
      let event = sprintf('%60000s', ''), most = 0;
      for (let i = 0; i < 50; i++) { eventring.append(r, event); most = max(most, r.bytes); }
      return [most <= limits.EVENTS_BYTES, r.bytes == 60001 * length(r.entries), r.end];`;
    expect(ring(body)).toEqual([true, true, 50]);
  });

  test('splits what is more than a reply holds, but always gives one event', () => {
    const body = `
      for (let e in ['aaaa', 'bbbb', 'cccc']) eventring.append(r, e);
      return [after(r, 0, 10).text, after(r, 0, 2).text, after(r, 0, 2).cursor];`;
    expect(ring(body)).toEqual(['aaaa\nbbbb\n', 'aaaa\n', 1]);
  });

  test('tells that the engine has gone, and that it is back', () => {
    const body = `
      eventring.append(r, 'a'); eventring.append(r, eventring.DOWN);
      let down = after(r, 0, 100);
      eventring.append(r, eventring.BACK); eventring.append(r, 'b');
      return [down, after(r, 2, 100), after(r, 0, 100)];`;
    expect(ring(body)).toEqual([
      { cursor: 2, text: 'a\n', skipped: 0, reset: false, down: true },
      { cursor: 4, text: 'b\n', skipped: 0, reset: true, down: false },
      { cursor: 4, text: 'a\nb\n', skipped: 0, reset: true, down: false },
    ]);
  });

  test('refuses a position that it never gave', () => {
    expect(ring(`return after(r, 1, 100);`)).toBeNull();
  });
});

describe.skipIf(!hasUcode)(titled('lines out of pieces'), () => {
  const lines = (most: number, body: string) =>
    evaluate(
      ['lines'],
      `let all = [], dropped = 0, s = lines.create(${most});
       function feed(piece) { let got = lines.feed(s, piece); push(all, ...got.lines); dropped += got.dropped; }
       ${body}; return [all, dropped];`,
    );

  test('are the same at every cut, with line ends of both kinds and record separators', () => {
    const body = `
      let source = '{"a":1}\\n\\x1e{"b":2}\\n{"c":3}\\r\\n\\n', different = 0;
      for (let i = 0; i <= length(source); i++) for (let j = i; j <= length(source); j++) {
        all = []; s = lines.create(100);
        feed(substr(source, 0, i)); feed(substr(source, i, j - i)); feed(substr(source, j));
        if (join('|', all) != '{"a":1}|{"b":2}|{"c":3}') different++;
      }
      dropped = different`;
    expect(lines(100, body)).toEqual([['{"a":1}', '{"b":2}', '{"c":3}'], 0]);
  });

  test('are dropped and counted when they are too long, in one piece or in many', () => {
    expect(lines(5, `feed('123456\\nok\\n')`)).toEqual([['ok'], 1]);
    expect(lines(5, `for (let c in ['123', '456', '789', '\\nok', '\\n']) feed(c)`)).toEqual([['ok'], 1]);
  });
});
