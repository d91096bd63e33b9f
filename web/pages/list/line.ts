import type { Failure } from '../../model/collection';

/** What became of something that was done with one row of a list. */
export interface RowResult {
  /** The row's id. */
  readonly id: string;
  /** `unchanged`: it was so already. */
  readonly outcome: 'done' | 'unchanged' | 'failed';
  /** A sentence that names the thing, translated. */
  readonly message: string;
  readonly failure?: Failure;
}

/** What a list shows in one line. */
export interface RowLine<Row> {
  readonly kind: 'row';
  readonly key: string;
  readonly row: Row;
  /** Stays for a moment though it does not fit the filter any more. */
  readonly leaving: boolean;
}

/** Why something that was done with the row above failed. */
export interface ResultLine {
  readonly kind: 'result';
  readonly key: string;
  readonly result: RowResult;
}

/** Any line of any list. */
export type ListLine =
  | RowLine<{ readonly id: string; readonly gone?: true }>
  | ResultLine
  | { readonly kind: 'group'; readonly key: string };

/** A row with, below it, why the last thing that was done with it failed. */
export function rowLines<Row extends { readonly id: string }>(
  row: Row,
  failed: ReadonlyMap<string, RowResult>,
  leaving: ReadonlySet<string>,
): (RowLine<Row> | ResultLine)[] {
  const result = failed.get(row.id);
  const line = { kind: 'row' as const, key: row.id, row, leaving: leaving.has(row.id) };
  return result ? [line, { kind: 'result', key: `result:${row.id}`, result }] : [line];
}

/** A column of a list. */
export interface ListColumn<Key extends string = string> {
  /** It is also in the class of its cells. */
  readonly name: string;
  readonly label: () => string;
  /** Its track in the list's grid. */
  readonly track: string;
  readonly sort?: Key;
  readonly right?: boolean;
}

/** What a list is sorted by. */
export interface ListSort<Key extends string> {
  readonly key: Key;
  readonly descending: boolean;
}

/** The grid's columns: the checkbox, the shown ones, the actions (`actions` is their track). */
export function gridTracks(columns: readonly ListColumn[], selectable: boolean, actions: string): string {
  return [selectable ? '34px' : '8px', ...columns.map((column) => column.track), actions].join(' ');
}
