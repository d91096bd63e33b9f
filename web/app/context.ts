import type { Dialog } from '../elements/dialog';
import type { Menu } from '../elements/menu';
import type { Host, Role } from '../host/host';
import type { Engine } from '../model/engine';
import type { Results } from '../pages/actions/results';
import type { Notes } from './notes';

/** What the application hands to its pages. */
export interface App {
  readonly host: Host;
  readonly engine: Engine;
  readonly notes: Notes;
  readonly results: Results;
  readonly menu: () => Menu;
  readonly dialog: () => Dialog;
  /** What pages remember while the application is open, by the page's name. */
  readonly memory: Map<string, unknown>;
}

const rank: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

/** Whether a session of that role may do what `needed` may. Nothing is allowed while the role is not known. */
export function allows(role: Role | undefined, needed: Role): boolean {
  return role !== undefined && rank[role] >= rank[needed];
}
