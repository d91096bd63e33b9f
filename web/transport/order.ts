import { operation } from '../../lib/engine/operations';
import type { OperationName } from '../../lib/engine/request';
import type { TransportName } from '../model/connection';

/**
 * The order in which ways are tried for each kind of operation: calls where they cost least, streams where they hold no script slot of
 * uhttpd, files where they pass the fewest hands.
 */
const orders: Readonly<Record<string, readonly TransportName[]>> = {
  json: ['rpcd', 'controller', 'direct'],
  stream: ['keeper', 'direct', 'controller'],
  download: ['direct', 'controller'],
  upload: ['direct', 'controller'],
  hijack: ['direct'],
};

/** The user's choice goes first; the keeper is rpcd's half for streams. */
export function transportOrder(
  name: OperationName,
  preference: TransportName | 'auto',
): readonly TransportName[] {
  const order = orders[operation(name).kind] ?? [];
  const first = (one: TransportName) =>
    one === preference || (one === 'keeper' && preference === 'rpcd') ? 0 : 1;
  return [...order].sort((a, b) => first(a) - first(b));
}

/** Asked twice, these do the same as once: they may be tried elsewhere when an answer got lost. */
const repeatable: ReadonlySet<OperationName> = new Set<OperationName>([
  'ContainerStart',
  'ContainerStop',
  'ContainerPause',
  'ContainerUnpause',
]);

/** Whether the operation may be sent again over another way although it may have reached the engine. */
export function mayRepeat(name: OperationName): boolean {
  const { method } = operation(name);
  return method === 'GET' || method === 'HEAD' || repeatable.has(name);
}
