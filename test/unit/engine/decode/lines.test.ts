import { describe, expect, it } from 'vitest';
import { LineDecoder, longestLine } from '../../../../lib/engine/decode/lines';
import { bytes, outcome, splits } from './splits';

function everySplit(whole: Uint8Array, lines: readonly string[]): void {
  for (const chunks of splits(whole))
    expect(outcome(new LineDecoder(), chunks), chunks.map(String).join(' | ')).toEqual({
      items: lines,
      failure: undefined,
    });
}

describe('lines', () => {
  it.each([
    ['nothing', '', []],
    ['one line', 'a\n', ['a']],
    ['a last line without an end', 'a\nbc', ['a', 'bc']],
    ['empty lines', '\n\na\n\n', ['', '', 'a', '']],
    ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
    ['one CR of two belongs to the line', 'a\r\r\n', ['a\r']],
    ['a CR within a line stays', '10%\r20%\r\nend', ['10%\r20%', 'end']],
    ['a CR at the very end', 'a\r', ['a']],
    ['a lone CR', '\r', ['']],
    ['characters of two to four bytes', 'äö\n€\n😀x\n', ['äö', '€', '😀x']],
    ['a byte order mark is content', '\ufeffa\n\ufeffb\n', ['\ufeffa', '\ufeffb']],
    ['NUL and escapes', '\u0000\u001b[31mred\n', ['\u0000\u001b[31mred']],
    ['line separators that are none', 'a\u2028b\u0085c\u000bd\n', ['a\u2028b\u0085c\u000bd']],
  ])('are found whatever the split: %s', (_, input, lines) => everySplit(bytes(input), lines));

  it('replace what is no UTF-8, also at the end', () => {
    everySplit(bytes([0x61, 0xff, 0x0a, 0xe2, 0x82, 0x0a, 0x62, 0xf0, 0x9f]), [
      'a\ufffd',
      '\ufffd',
      'b\ufffd',
    ]);
  });

  it.each([
    ['as long as allowed', 'x'.repeat(longestLine), '\r\n', [longestLine]],
    ['one longer', 'x'.repeat(longestLine + 1), '\r\n', [longestLine, 1]],
    ['twice as long, without an end', 'x'.repeat(longestLine * 2), '', [longestLine, longestLine]],
    ['with a pair across the cut', `${'x'.repeat(longestLine - 1)}😀y`, '\n', [longestLine - 1, 3]],
  ])('that are very long come in pieces that lose nothing: %s', (_, line, end, lengths) => {
    const whole = bytes(line + end);
    const cuts = [0, 1, 7, longestLine - 1, longestLine, longestLine + 1, longestLine + 2, whole.length - 1];
    for (const cut of cuts) {
      const { items } = outcome(new LineDecoder(), [whole.subarray(0, cut), whole.subarray(cut)]);
      expect(items.map((item) => item.length)).toEqual(lengths);
      expect(items.join('')).toBe(line);
    }
  });
});
