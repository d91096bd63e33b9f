import * as v from 'valibot';
import type { Decoder } from './decoder';
import { utf8Decoder } from './lines';

const recordSeparator = '\u001e';

/** The longest record held back for its end, in UTF-16 units. */
export const longestRecord = 8 * 1024 * 1024;

/**
 * A sequence of JSON values, each parsed by `schema`: one per line (ndjson, also with CRLF), or each after a record
 * separator (json-seq, RFC 7464; `/events` may send either since API 1.52). Which of them it is shows in the first byte.
 * Empty lines and empty records count for nothing. Fails on a value that is no JSON or does not fit the schema, and where
 * the bytes end within one.
 */
export class RecordDecoder<T> implements Decoder<T> {
  failure: string | undefined;
  private readonly utf8 = utf8Decoder();
  private separator: string | undefined;
  private carried: string[] = [];
  private held = 0;
  private items: T[] = [];

  constructor(private readonly schema: v.GenericSchema<unknown, T>) {}

  push(chunk: Uint8Array): T[] {
    this.take(this.utf8.decode(chunk, { stream: true }));
    return this.taken();
  }

  end(): T[] {
    this.take(this.utf8.decode());
    this.complete('', 'The stream ended in the middle of a message');
    return this.taken();
  }

  private take(text: string): void {
    this.separator ??= separatorOf(text);
    const pieces = text.split(this.separator ?? '\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) this.complete(piece, 'The engine sent a message that cannot be read');
    if (last === '' || this.failure !== undefined) return;
    this.carried.push(last);
    this.held += last.length;
    // A record of a sequence is whole with its line feed, and the next separator may be hours away. A line feed can stand
    // inside a record too: then it is no JSON yet.
    if (this.separator === recordSeparator && last.endsWith('\n')) this.attempt();
    if (this.held > longestRecord) this.failure = 'The engine sent a message without an end.';
  }

  private complete(piece: string, complaint: string): void {
    if (this.failure !== undefined) return;
    const record = this.release() + piece;
    if (record.trim() === '') return;
    const value = this.parsed(record);
    if (value === undefined) this.failure = `${complaint}: ${JSON.stringify(record.trim().slice(0, 80))}`;
    else this.items.push(value);
  }

  private attempt(): void {
    const record = this.carried.join('');
    const value = record.trim() === '' ? undefined : this.parsed(record);
    if (value === undefined) return;
    this.release();
    this.items.push(value);
  }

  private parsed(record: string): T | undefined {
    try {
      return v.parse(this.schema, JSON.parse(record));
    } catch {
      return undefined;
    }
  }

  private release(): string {
    const record = this.carried.length === 1 ? (this.carried[0] ?? '') : this.carried.join('');
    this.carried = [];
    this.held = 0;
    return record;
  }

  private taken(): T[] {
    const { items } = this;
    this.items = [];
    return items;
  }
}

function separatorOf(text: string): string | undefined {
  const first = /\S/.exec(text)?.[0];
  if (first === undefined) return undefined;
  return first === recordSeparator ? recordSeparator : '\n';
}
