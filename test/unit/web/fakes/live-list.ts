import { vi } from 'vitest';
import { modelUnderTest } from './model';

/** A list that somebody looks at, of these running containers. */
export async function liveList(...names: string[]) {
  const model = modelUnderTest();
  for (const name of names) model.engine.add(name);
  const changes = vi.fn();
  const stop = model.containers.subscribe(changes);
  await model.pass();
  changes.mockClear();
  model.engine.asked.length = 0;
  return { ...model, changes, stop, names: () => model.containers.value.rows.map(({ name }) => name) };
}
