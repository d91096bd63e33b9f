import { html } from 'lit';
import type { App } from '../../app/context';
import { _ } from '../../host/translate';
import type { ActionResult } from '../../model/actions';
import { report, type Target } from './run';
import { keepUnsent } from './unsent';

/** The engine's own rule for names. */
const allowed = /^[A-Za-z0-9][A-Za-z0-9_.-]+$/;

/** Why a name cannot be taken, as far as it can be told before asking the engine; undefined when it can. */
export function nameProblem(name: string, present: string, others: readonly string[]): string | undefined {
  if (name === '') return _('Name is missing.');
  if (name === present) return _('That is its name already.');
  if (name.length < 2) return _('Name needs at least two characters.');
  if (name.length > 255) return _('Name is longer than 255 characters.');
  if (!allowed.test(name))
    return _('Name takes letters, digits, underscore, dot and dash, and begins with a letter or digit.');
  if (others.includes(name)) return _('Another container is called %s.', name);
  return undefined;
}

/** Asks for a new name (`typed` at first), checks it, and keeps what was typed when the engine refuses or the session ends. */
export async function askRename(
  app: App,
  [target]: readonly Target[],
  typed = target?.name ?? '',
): Promise<readonly ActionResult[]> {
  if (!target) return [];
  const { containers, actions } = app.engine;
  let results: readonly ActionResult[] = [];
  await app.dialog({
    heading: _('Rename %s', target.name),
    body: () =>
      html`<label class="dm-field"
        ><span>${_('Name')}</span>
        <input
          type="text"
          name="name"
          .value=${typed}
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
        />
      </label>`,
    typed: (fields) => keepUnsent(fields && { rename: target.id, name: String(fields.get('name') ?? '') }),
    confirm: _('Rename'),
    submit: async (fields) => {
      const name = String(fields.get('name') ?? '').trim();
      const others = containers.value.rows.filter((row) => row.id !== target.id && !row.gone);
      const problem = nameProblem(
        name,
        target.name,
        others.map((row) => row.name),
      );
      if (problem !== undefined) return problem;
      const result = await actions.rename(target.id, name);
      if (result.outcome === 'failed') return result.message;
      results = [result];
      report(app, results, false);
      return undefined;
    },
  });
  return results;
}
