import { describe, expect, it } from 'vitest';
import { LogDecoder, type LogLine } from '../../../../lib/engine/decode/logs';
import { longestLine } from '../../../../lib/engine/decode/lines';
import { bytes, frame, joined, outcome, splits } from './splits';

const line = (stream: LogLine['stream'], text: string, time = '', continues = false): LogLine => ({
  stream,
  time,
  text,
  continues,
});
const plain = { tty: false, timestamps: false };
const timed = { tty: false, timestamps: true };
const t1 = '2026-03-01T12:00:00.000000001Z';
const t2 = '2026-03-01T12:00:00.5Z';

/** Lines of one stream in order: how the streams interleave may change with the cuts, the order within each may not. */
function byStream(items: readonly LogLine[]): LogLine[] {
  return [...items].sort((a, b) => a.stream.localeCompare(b.stream));
}

function everySplit(
  whole: Uint8Array,
  format: { tty: boolean; timestamps: boolean },
  lines: LogLine[],
  failure?: RegExp,
) {
  for (const chunks of splits(whole)) {
    const result = outcome(new LogDecoder(format), chunks);
    const at = chunks.map((chunk) => chunk.length).join(' ');
    expect(result.items, at).toEqual(lines);
    if (failure) expect(result.failure, at).toMatch(failure);
    else expect(result.failure, at).toBeUndefined();
  }
}

describe('the log of a container without a TTY', () => {
  it('tells stdout, stderr and the engine apart, whatever the split', () => {
    everySplit(
      joined(frame(1, 'a\n'), frame(2, 'bä\n'), frame(3, 'no more\n'), frame(0, 'in\n'), frame(1, 'c\n')),
      plain,
      [
        line('stdout', 'a'),
        line('stderr', 'bä'),
        line('engine', 'no more'),
        line('stdin', 'in'),
        line('stdout', 'c'),
      ],
    );
  });

  it('joins a line that comes in several frames, also when another stream comes between', () => {
    everySplit(joined(frame(1, 'one '), frame(2, 'err\n'), frame(1, 'line\nnext\n')), plain, [
      line('stderr', 'err'),
      line('stdout', 'one line'),
      line('stdout', 'next'),
    ]);
  });

  it('joins a character that is cut by a frame', () => {
    everySplit(joined(frame(1, [0xe2, 0x82]), frame(1, [0xac, 0x0a])), plain, [line('stdout', '€')]);
  });

  it('takes empty frames for nothing', () => {
    everySplit(joined(frame(1, ''), frame(2, ''), frame(1, 'a\n'), frame(1, '')), plain, [
      line('stdout', 'a'),
    ]);
  });

  it('gives lines without an end when the bytes end', () => {
    const { items, failure } = outcome(new LogDecoder(plain), [joined(frame(1, 'out'), frame(2, 'err'))]);
    expect(failure).toBeUndefined();
    expect(byStream(items)).toEqual([line('stderr', 'err'), line('stdout', 'out')]);
  });

  it('splits timestamps off', () => {
    everySplit(joined(frame(1, `${t1} a b\n`), frame(2, `${t2} \n`)), timed, [
      line('stdout', 'a b', t1),
      line('stderr', '', t2),
    ]);
  });

  it('takes out the timestamps that the engine writes into the middle of a long line', () => {
    everySplit(joined(frame(1, `${t1} begin `), frame(1, `${t2} end\n`), frame(1, `${t2} next\n`)), timed, [
      line('stdout', 'begin end', t1),
      line('stdout', 'next', t2),
    ]);
  });

  it('leaves a middle part alone that has no timestamp', () => {
    const long = 'x'.repeat(50);
    everySplit(joined(frame(1, `${t1} a`), frame(1, 'b c '), frame(1, 'd'), frame(1, `${long}\n`)), timed, [
      line('stdout', `ab c d${long}`, t1),
    ]);
  });

  it('keeps text that was not asked for timestamps but looks like one', () => {
    everySplit(joined(frame(1, `${t1} a`), frame(1, `${t2} b\n`)), plain, [line('stdout', `${t1} a${t2} b`)]);
  });

  it('gives a line without a timestamp as it is', () => {
    everySplit(frame(1, '2026-03-01 x\n2026-13-xTx:y z\nT\n'), timed, [
      line('stdout', '2026-03-01 x'),
      line('stdout', '2026-13-xTx:y z'),
      line('stdout', 'T'),
    ]);
  });

  it('marks the pieces of a very long line as going on', () => {
    const whole = joined(frame(1, `${t1} ${'x'.repeat(longestLine)}`), frame(1, `${t1} yz\nnext\n`));
    const { items } = outcome(new LogDecoder(timed), [whole.subarray(0, 70_000), whole.subarray(70_000)]);
    expect(items.map(({ text, continues }) => [text.length, continues])).toEqual([
      [longestLine - t1.length - 1, false],
      [t1.length + 1 + 2, true],
      [4, false],
    ]);
    expect(items.map(({ time }) => time)).toEqual([t1, '', '']);
  });

  it('says so when the bytes end in the middle of a frame, after all the lines', () => {
    const whole = joined(frame(1, 'a\n'), frame(2, 'bcd\n'));
    for (let length = 11; length < whole.length; length++) {
      const { items, failure } = outcome(new LogDecoder(plain), [whole.subarray(0, length)]);
      expect(items[0]).toEqual(line('stdout', 'a'));
      expect(
        items
          .slice(1)
          .map(({ text }) => text)
          .join(''),
      ).toBe('bcd'.slice(0, Math.max(0, length - 18)));
      expect(failure).toMatch(/middle of a frame/);
    }
  });

  it.each([
    ['text instead of frames', bytes('hello world, not frames\n')],
    ['an unknown stream', frame(4, 'x\n')],
    ['bytes that must be zero', Uint8Array.of(1, 0, 1, 0, 0, 0, 0, 1, 65)],
  ])('says so when there is garbage, after the lines in front of it: %s', (_, garbage) => {
    everySplit(joined(frame(1, 'good\n'), garbage), plain, [line('stdout', 'good')], /not in frames/);
  });

  it('does not wait for the end of a frame that says it is huge', () => {
    const decoder = new LogDecoder(plain);
    const items = decoder.push(Uint8Array.of(1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, ...bytes('a\nb')));
    expect(items).toEqual([line('stdout', 'a')]);
  });
});

describe('the log of a container with a TTY', () => {
  it('is one stream of lines, whatever the split', () => {
    everySplit(
      bytes('a\r\n\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0001x\r\n'),
      { tty: true, timestamps: false },
      [line('stdout', 'a'), line('stdout', '\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0001x')],
    );
  });

  it('splits timestamps off', () => {
    everySplit(bytes(`${t1} a\r\n${t2} b\r\n`), { tty: true, timestamps: true }, [
      line('stdout', 'a', t1),
      line('stdout', 'b', t2),
    ]);
  });
});
