import * as v from 'valibot';
import { preference } from '../../app/preferences';
import type { FilterName } from './filters';
import { filterNames } from './filters';
import type { ContainerRow } from '../../model/container-row';
import { Selection } from '../list/selection';
import { StableOrder } from '../list/stable-order';
import type { Sort } from './sorting';

const sortSchema = v.looseObject({
  key: v.picklist(['attention', 'name', 'state', 'image', 'cpu', 'memory', 'since']),
  descending: v.boolean(),
});

/** How the list is sorted. */
export const sortPreference = preference<Sort>('containers.sort', sortSchema, {
  key: 'attention',
  descending: false,
});
/** Whether containers stand in their stacks. */
export const groupPreference = preference('containers.grouped', v.boolean(), true);
/** The stacks that are folded. */
export const foldPreference = preference('containers.folded', v.array(v.string()), []);

/** What the list's page keeps while other pages are open. */
export class ViewState {
  readonly selection = new Selection();
  readonly order = new StableOrder<ContainerRow>();
  /** The line that the keyboard stood at. */
  current = '';
}

/** The filter that the address names; a word that is none means all. */
export function filterFrom(text: string | null): FilterName {
  return filterNames.find((name) => name === text) ?? 'all';
}
