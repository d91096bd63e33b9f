import { nothing, type TemplateResult } from 'lit';
import type { App } from '../../app/context';
import type { Role } from '../../host/host';
import { _ } from '../../host/translate';
import type { ActionResult } from '../../model/actions';
import type { ContainerRow } from '../../model/container-row';
import { actionLabel, bulkOffers } from '../actions/offered';
import { runOnFitting } from '../actions/run';
import { chosenBar } from '../list/chosen-bar';
import { resultsOfMany } from '../list/results-of-many';
import type { Selection } from '../list/selection';

/** What can be done with the chosen rows; nothing while none is chosen. Destructive ones stand last. */
export function bulkBar(
  app: App,
  selection: Selection,
  rows: readonly ContainerRow[],
  role: Role | undefined,
  /** What "All" means: the rows that the list shows. */
  ids: readonly string[],
): TemplateResult | typeof nothing {
  const chosen = rows.filter((row) => selection.has(row.id) && !row.gone);
  const offers = bulkOffers(chosen, role).map((one) => ({
    ...one,
    run: () => void runOnFitting(app, one.action, chosen, role),
  }));
  return chosenBar(_('Selected containers'), chosen.length, offers, selection, ids);
}

/** One line per container for the last action on several. */
export function bulkResults(
  app: App,
  results: readonly ActionResult[] | undefined,
): TemplateResult | typeof nothing {
  const [first] = results ?? [];
  if (!results || !first) return nothing;
  return resultsOfMany(actionLabel(first.action), results, () => app.results.dismissBulk());
}
