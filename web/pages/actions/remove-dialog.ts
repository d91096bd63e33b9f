import { html, nothing } from 'lit';
import type { App } from '../../app/context';
import { _, N_ } from '../../host/translate';
import type { ActionResult } from '../../model/actions';
import './anonymous-volumes';
import { report, type Target } from './run';

/** Of more containers than these the anonymous volumes are not looked up: each is a question to the engine. */
const mostNamed = 20;

/** Says what goes with the containers, asks, and removes them. */
export async function askRemove(app: App, targets: readonly Target[]): Promise<readonly ActionResult[]> {
  const [first] = targets;
  const running = targets.filter((target) => target.running);
  const single = targets.length === 1;
  let results: readonly ActionResult[] = [];
  await app.dialog({
    heading: single
      ? _('Remove %s', first?.name ?? '')
      : N_(targets.length, 'Remove %s container', 'Remove %s containers', targets.length),
    body: () => html`
      ${single ? nothing : html`<p class="dm-mono">${targets.map((target) => target.name).join(', ')}</p>`}
      <p>
        ${_('The container goes with its log and every file that it wrote outside its volumes. Images, named volumes and folders of the host stay.')}
      </p>
      ${
        running.length === 0
          ? nothing
          : html`<p class="dm-bad">
              ${
                single
                  ? _('It is running and will be killed first.')
                  : _('Running now, and killed first: %s', running.map((target) => target.name).join(', '))
              }
            </p>`
      }
      <label>
        <input type="checkbox" name="volumes" value="1" />
        <span>
          ${single ? _('Remove its anonymous volumes too') : _('Remove their anonymous volumes too')}
          ${
            targets.length > mostNamed
              ? nothing
              : targets.map(
                  ({ id, name }) =>
                    html`<dm-anonymous-volumes
                      .engine=${app.engine}
                      .container=${id}
                      .of=${single ? '' : name}
                    ></dm-anonymous-volumes>`,
                )
          }
        </span>
      </label>
    `,
    confirm: _('Remove'),
    danger: true,
    submit: async (fields) => {
      results = await app.engine.actions.remove(
        targets.map((target) => target.id),
        { volumes: fields.has('volumes'), force: running.length > 0 },
      );
      report(app, results, !single);
      return undefined;
    },
  });
  return results;
}
