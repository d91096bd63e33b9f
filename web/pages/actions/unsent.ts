import * as v from 'valibot';
import type { App } from '../../app/context';
import { unsentKey } from '../../app/unsent-key';
import { askRename } from './rename-dialog';
import { targetOf } from './run';

const unsent = v.looseObject({ rename: v.string(), name: v.string() });

/** A new name that was typed and not sent yet; `rename` is the container's id. */
export type Unsent = v.InferOutput<typeof unsent>;

/**
 * Keeps what is typed into a dialog for as long as this tab lives, also over the reload that a new login takes; undefined
 * forgets it.
 */
export function keepUnsent(value: Unsent | undefined): void {
  try {
    if (value) sessionStorage.setItem(unsentKey, JSON.stringify(value));
    else sessionStorage.removeItem(unsentKey);
  } catch {
    // a browser without storage forgets
  }
}

function kept(): Unsent | undefined {
  try {
    const parsed = v.safeParse(unsent, JSON.parse(sessionStorage.getItem(unsentKey) ?? ''));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** Opens the dialog again that was open when the page was left, with what was typed; nothing when its container is gone. */
export async function askAgain(app: App): Promise<void> {
  const { containers } = app.engine;
  const found = kept();
  if (!found) return keepUnsent(undefined);
  await new Promise<void>((resolve) => {
    const look = () => {
      if (containers.value.phase !== 'live') return;
      stop();
      resolve();
    };
    const stop = containers.subscribe(look);
    look();
  });
  const row = containers.get(found.rename);
  if (!row || row.gone) return keepUnsent(undefined);
  const [result] = await askRename(app, [targetOf(row)], found.name);
  const place = app.host.place.value.segments;
  const renamed = containers.get(row.id)?.name;
  if (result && renamed !== undefined && place[1] === row.name)
    app.host.navigate(['containers', renamed, ...place.slice(2)], {}, { replace: true });
}
