import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { longestRecord, RecordDecoder } from '../../../../lib/engine/decode/records';
import { bytes, outcome, splits } from './splits';

const schema = v.looseObject({ a: v.unknown() });
const decoder = () => new RecordDecoder<unknown>(schema);

function everySplit(input: string, items: readonly unknown[], failure?: RegExp): void {
  for (const chunks of splits(bytes(input))) {
    const result = outcome(decoder(), chunks);
    const at = chunks.map((chunk) => chunk.length).join(' ');
    expect(result.items, at).toEqual(items);
    if (failure) expect(result.failure, at).toMatch(failure);
    else expect(result.failure, at).toBeUndefined();
  }
}

describe('records', () => {
  it.each([
    ['nothing', '', []],
    ['white space', ' \r\n\n', []],
    ['lines', '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
    ['lines with CRLF', '{"a":1}\r\n{"a":"ä€😀"}\r\n', [{ a: 1 }, { a: 'ä€😀' }]],
    ['a last line without an end', '{"a":1}\n{"a":{"b":[]}}', [{ a: 1 }, { a: { b: [] } }]],
    ['empty lines between', '\n{"a":1}\n\n\n{"a":2}\n\n', [{ a: 1 }, { a: 2 }]],
    ['a record separator within a string of ndjson, escaped', '{"a":"\\u001e\\n"}\n', [{ a: '\u001e\n' }]],
    ['a sequence', '\u001e{"a":1}\n\u001e{"a":2}\n', [{ a: 1 }, { a: 2 }]],
    ['a sequence with line feeds inside', '\u001e{\n"a":\n1}\n\u001e{"a":2}\n', [{ a: 1 }, { a: 2 }]],
    ['a sequence with empty records', '\u001e\u001e\n\u001e{"a":1}\n\u001e', [{ a: 1 }]],
    ['a sequence whose last has no end', '\u001e{"a":1}\n\u001e{"a":"ü"}', [{ a: 1 }, { a: 'ü' }]],
    ['white space in front of a sequence', ' \n\u001e{"a":1}\n', [{ a: 1 }]],
  ])('are found whatever the split: %s', (_, input, items) => everySplit(input, items));

  it.each([
    ['a line', '{"a":1}\n'],
    ['a member of a sequence', '\u001e{"a":1}\n'],
  ])('are given as soon as they are whole, not when the next begins: %s', (_, input) => {
    for (const chunks of splits(bytes(input))) {
      const live = decoder();
      expect(chunks.flatMap((chunk) => live.push(chunk))).toEqual([{ a: 1 }]);
      expect(live.end()).toEqual([]);
    }
  });

  it.each([
    ['truncated lines', '{"a":1}\n{"a":', /middle of a message/],
    ['a truncated sequence', '\u001e{"a":1}\n\u001e{"a":', /middle of a message/],
    ['garbage between lines', '{"a":1}\n<html>\n{"a":2}\n', /cannot be read.*<html>/],
    ['garbage in a sequence', '\u001e{"a":1}\n\u001enope\n\u001e{"a":2}\n', /cannot be read.*nope/],
    ['a value that does not fit', '{"a":1}\n[2]\n{"a":3}\n', /cannot be read/],
  ])('in front of a failure are given, none after it: %s', (_, input, failure) =>
    everySplit(input, [{ a: 1 }], failure),
  );

  it('fail when one has no end', () => {
    const live = decoder();
    const chunk = bytes('x'.repeat(longestRecord / 8));
    for (let i = 0; i < 8; i++) {
      live.push(chunk);
      expect(live.failure).toBeUndefined();
    }
    live.push(bytes('x'));
    expect(live.failure).toMatch(/without an end/);
  });

  it('do not show all of a long one that is garbage', () => {
    const live = decoder();
    live.push(bytes(`${'x'.repeat(1000)}\n`));
    expect(live.failure?.length).toBeLessThan(200);
  });
});
