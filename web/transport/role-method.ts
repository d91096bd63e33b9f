import type { Operation } from '../../lib/engine/operations';
import type { Role } from '../host/host';

/** The methods of our ubus objects: one per role. */
export type RoleMethod = 'view' | 'operate' | 'admin';

const methods: Readonly<Record<Role, RoleMethod>> = { viewer: 'view', operator: 'operate', admin: 'admin' };

/** The method that serves a row for a session of that role; a masked row is whole for operators and up. */
export function roleMethod(row: Operation, session: Role | undefined): RoleMethod {
  if (row.masked && (session === 'operator' || session === 'admin')) return 'operate';
  return methods[row.role];
}
