import { html } from 'lit';
import type { App } from '../../app/context';
import { _, N_ } from '../../host/translate';
import type { ActionResult } from '../../model/actions';
import { report, type Target } from './run';

const signals = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];

/** Asks for the signal and sends it. */
export async function askKill(app: App, targets: readonly Target[]): Promise<readonly ActionResult[]> {
  const [first] = targets;
  let results: readonly ActionResult[] = [];
  await app.dialog({
    heading:
      targets.length === 1
        ? _('Kill %s', first?.name ?? '')
        : N_(targets.length, 'Kill %s container', 'Kill %s containers', targets.length),
    body: () => html`
      <p>
        ${_('The signal goes to the first process at once. SIGKILL ends it without a chance to save anything.')}
      </p>
      <label class="dm-field"
        ><span>${_('Signal')}</span>
        <select name="signal">
          ${signals.map((signal) => html`<option value=${signal}>${signal}</option>`)}
        </select>
      </label>
    `,
    confirm: _('Kill'),
    danger: true,
    submit: async (fields) => {
      const signal = fields.get('signal');
      results = await app.engine.actions.kill(
        targets.map((target) => target.id),
        { signal: typeof signal === 'string' ? signal : 'SIGKILL' },
      );
      report(app, results, targets.length > 1);
      return undefined;
    },
  });
  return results;
}
