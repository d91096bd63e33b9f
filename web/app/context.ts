import type { DialogRequest } from '../elements/dialog';
import type { MenuItem } from '../elements/menu';
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
  /** Opens the one menu beside a button; its code is loaded with the first. See `Menu.show`. */
  readonly menu: (anchor: HTMLElement, label: string, items: () => readonly MenuItem[]) => Promise<void>;
  /** Opens the one dialog; its code is loaded with the first. See `Dialog.show`. */
  readonly dialog: (request: DialogRequest) => Promise<boolean>;
  /** What pages remember while the application is open, by the page's name. */
  readonly memory: Map<string, unknown>;
}

const rank: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

/** Whether a session of that role may do what `needed` may. Nothing is allowed while the role is not known. */
export function allows(role: Role | undefined, needed: Role): boolean {
  return role !== undefined && rank[role] >= rank[needed];
}
