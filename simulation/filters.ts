import * as v from 'valibot';
import { EngineRefusal } from './refusal';

/** What a list is narrowed by: each name with the values of which one has to fit. */
export type Filters = Readonly<Record<string, readonly string[]>>;

// old clients write {"status": {"running": true}}
const FilterText = v.record(v.string(), v.union([v.array(v.string()), v.record(v.string(), v.boolean())]));

/** Reads the parameter `filters`; refuses (400) what is none. Names outside `known` are refused as dockerd does. */
export function readFilters(text: string | undefined, known: readonly string[]): Filters {
  if (text === undefined || text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new EngineRefusal(400, 'invalid filter: not JSON');
  }
  const parsed = v.safeParse(FilterText, value);
  if (!parsed.success) throw new EngineRefusal(400, 'invalid filter');
  const unknown = Object.keys(parsed.output).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new EngineRefusal(400, `invalid filter '${unknown}'`);
  return Object.fromEntries(
    Object.entries(parsed.output).map(([name, values]) => [
      name,
      Array.isArray(values) ? values : Object.keys(values).filter((key) => values[key]),
    ]),
  );
}

/** Whether a filter is absent or one of its values fits. */
export function fits(filters: Filters, name: string, test: (value: string) => boolean): boolean {
  const values = filters[name];
  return values === undefined || values.length === 0 || values.some(test);
}

/** The test for a `label` filter: `key` or `key=value`. */
export function hasLabel(labels: Readonly<Record<string, string>>): (wanted: string) => boolean {
  return (wanted) => {
    const at = wanted.indexOf('=');
    return at < 0 ? Object.hasOwn(labels, wanted) : labels[wanted.slice(0, at)] === wanted.slice(at + 1);
  };
}
