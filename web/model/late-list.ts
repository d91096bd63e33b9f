import type { LiveCollection, Snapshot } from './collection';
import { failureOf } from './failure';
import { Late } from './late';

/** A list whose code is loaded when somebody looks at it or asks something of it. */
export function lateList<Row, Source extends LiveCollection<Row>>(
  load: () => Promise<Source>,
): Late<Snapshot<Row>, Source> {
  return new Late<Snapshot<Row>, Source>({ phase: 'loading', rows: [] }, load, (error) => ({
    phase: 'failed',
    rows: [],
    failure: failureOf(error),
  }));
}
