import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../../app/context';
import { _ } from '../../host/translate';
import type { Applied, RouterLimit, RouterSettings } from '../../model/router-settings';
import { inSeconds, limitEffect, limitValue, valueBefore } from './limit-words';

/** What is told before anything is written: file, option, what else happens. */
function consequences(limit: RouterLimit): TemplateResult {
  const { option, section, file, name } = limit;
  return html`<p>${_('This changes option %s of section %s in %s.', option, section ?? '', file)}</p>
    <p>${limitEffect(name)}</p>`;
}

/** What is wrong with a typed value, as a sentence. */
export function limitFault({ least, most }: RouterLimit, text: string): string | undefined {
  const value = Number(text);
  return /^\d{1,9}$/.test(text) && value >= least && value <= most
    ? undefined
    : _('Type a whole number from %s to %s.', least, most);
}

/** Asks for a limit's new value and sets it; resolves with how it is applied, or with nothing when it was left. */
export async function changeLimit(
  app: App,
  settings: RouterSettings,
  limit: RouterLimit,
  suggested: number,
): Promise<Applied | undefined> {
  let applied: Applied | undefined;
  await app.dialog({
    heading: _('Change %s', limit.option),
    body: () =>
      html`${consequences(limit)}
        <label class="dm-field"
          ><span
            >${inSeconds(limit.name) ? _('Seconds, %s to %s', limit.least, limit.most) : _('%s to %s', limit.least, limit.most)}</span
          >
          <input type="text" inputmode="numeric" name="value" autocomplete="off" .value=${String(suggested)}
        /></label>
        ${
          limit.before === null
            ? html`<p class="dm-dim">${_('The value of now is kept, so that it can be put back.')}</p>`
            : nothing
        }`,
    confirm: _('Change'),
    submit: async (fields) => {
      const typed = fields.get('value');
      const text = typeof typed === 'string' ? typed.trim() : '';
      const fault = limitFault(limit, text);
      if (fault !== undefined) return fault;
      return said(async () => (applied = await settings.setLimit(limit.name, Number(text))));
    },
  });
  return applied;
}

/** Asks whether what was there before shall be put back, and does it. */
export async function putBack(
  app: App,
  settings: RouterSettings,
  limit: RouterLimit,
): Promise<Applied | undefined> {
  let applied: Applied | undefined;
  const before =
    limit.before === 'unset' ? _('nothing (%s)', limitValue(limit.name, limit.standard)) : valueBefore(limit);
  await app.dialog({
    heading: _('Put %s back', limit.option),
    body: () =>
      html`<p>${_('Before it was changed here it was: %s', before)}</p>
        ${consequences(limit)}`,
    confirm: _('Put back'),
    submit: () => said(async () => (applied = await settings.setLimit(limit.name, 'before'))),
  });
  return applied;
}

/** Does it; what went wrong as a sentence. */
async function said(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
