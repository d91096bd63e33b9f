import { asObject } from '../transport/read-json';
import { containerState } from './container-rows';
import type { ContainerRow } from './container-row';
import { read, write } from './remembered';
import type { TableRow } from './row-table';
import { without } from './without';

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const maybe = (is: (value: unknown) => boolean) => (value: unknown) => value === undefined || is(value);
const listOf = (is: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(is);

type Checks = Readonly<Record<string, (value: unknown) => boolean>>;

const fits = (checks: Checks) => (value: unknown) => {
  const object = asObject(value);
  return object !== null && Object.entries(checks).every(([key, is]) => is(object[key]));
};

const port: Checks = {
  containerPort: isNumber,
  protocol: isText,
  hostPort: maybe(isNumber),
  address: maybe(isText),
};

const network: Checks = { name: isText, ipv4: maybe(isText), ipv6: maybe(isText) };

/** What a stored row must look like: an older version of ours may have written it. */
const row = {
  id: isText,
  name: isText,
  image: isText,
  imageId: isText,
  command: isText,
  state: (value) => isText(value) && (value === 'unknown' || containerState(value) === value),
  health: maybe((value) => value === 'starting' || value === 'healthy' || value === 'unhealthy'),
  exitCode: maybe(isNumber),
  created: isNumber,
  since: maybe(isNumber),
  stack: maybe(isText),
  service: maybe(isText),
  labels: (value) => Object.values(asObject(value) ?? { none: 0 }).every(isText),
  ports: listOf(fits(port)),
  networks: listOf(fits(network)),
  pending: (value) => value === undefined,
  gone: (value) => value === undefined,
} satisfies Record<keyof ContainerRow, (value: unknown) => boolean>;

/** The rows that a stored value holds; none where it is anything else. */
export function storedRows(value: unknown): readonly ContainerRow[] {
  return listOf(fits(row))(value) ? (value as ContainerRow[]) : [];
}

/** The rows of the last visit, kept in the browser. */
export interface LastKnown<Row> {
  /** The rows, or none where there are none that can be read. Never rejects. */
  load(): Promise<readonly Row[]>;
  save(rows: readonly Row[]): Promise<void>;
}

/**
 * Rows in IndexedDB; `key` tells engines and lists apart. `parse` reads what is stored: the containers of an engine where none is given.
 */
export function lastKnownRows(key: string): LastKnown<ContainerRow>;
export function lastKnownRows<Row extends TableRow>(
  key: string,
  parse: (value: unknown) => readonly Row[],
): LastKnown<Row>;
export function lastKnownRows(
  key: string,
  parse: (value: unknown) => readonly TableRow[] = storedRows,
): LastKnown<TableRow> {
  return {
    async load() {
      try {
        return parse(await read(key));
      } catch {
        // without a database nothing is known
        return [];
      }
    },
    async save(list) {
      try {
        const plain = list.filter(({ gone }) => !gone).map((one) => without(one, 'pending', 'gone'));
        await write(key, plain);
      } catch {
        // painted from the engine alone next time
      }
    },
  };
}
