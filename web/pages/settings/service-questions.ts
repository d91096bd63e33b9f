import { html, nothing } from 'lit';
import type { App } from '../../app/context';
import { N_, _ } from '../../host/translate';
import type { ServiceAction, ServiceName } from '../../model/router-settings';

/** Asks before what others may feel; resolves with whether to go on. */
export async function askBefore(app: App, service: ServiceName, action: ServiceAction): Promise<boolean> {
  const question = questionOf(app, service, action);
  if (question === undefined) return true;
  return app.dialog({
    heading: question.heading,
    body: () =>
      html`<p>${question.text}</p>
        ${question.more === '' ? nothing : html`<p>${question.more}</p>`}`,
    confirm: action === 'stop' ? _('Stop') : _('Restart'),
    danger: true,
    submit: () => Promise.resolve(undefined),
  });
}

function questionOf(
  app: App,
  service: ServiceName,
  action: ServiceAction,
): { readonly heading: string; readonly text: string; readonly more: string } | undefined {
  if (action !== 'stop' && action !== 'restart') return undefined;
  const jobs = app.engine.jobs.value.rows.filter((row) => row.state === 'running').length;
  const more =
    jobs === 0
      ? ''
      : N_(jobs, '%s job is at work and is cut short.', '%s jobs are at work and are cut short.', jobs);
  if (service === 'dockerman')
    return {
      heading: _('Restart the keeper'),
      text: _('Open consoles and files on their way through the router end. Live data goes on by itself.'),
      more,
    };
  const running = app.engine.containers.value.rows.filter((row) => row.state === 'running').length;
  return {
    heading: action === 'stop' ? _('Stop dockerd') : _('Restart dockerd'),
    text: N_(
      running,
      '%s container runs, and ends with dockerd, unless dockerd keeps containers alive (live-restore).',
      '%s containers run, and end with dockerd, unless dockerd keeps containers alive (live-restore).',
      running,
    ),
    more,
  };
}
