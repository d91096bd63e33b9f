import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../../app/context';
import { bytes, count } from '../../elements/format';
import { _, N_ } from '../../host/translate';
import type { ContainerRow } from '../../model/container-row';
import { imageName, shortId, type ImageRow } from '../../model/image-row';
import { holdsImage } from './uses';
import { imagesView } from './view-state';

/** An image that is to go, with the containers that use it. */
export interface RemoveTarget {
  readonly row: ImageRow;
  readonly users: readonly ContainerRow[];
}

function named({ row }: RemoveTarget): TemplateResult {
  const names = row.tags.length === 0 ? [imageName(row)] : row.tags;
  return html`<li>
    <span class="dm-mono">${names.join(', ')}</span>
    <span class="dm-dim dm-number">${shortId(row.id)} · ${bytes(row.size)}</span>
  </li>`;
}

const containers = (users: readonly ContainerRow[]) => users.map(({ name }) => name).join(', ');

/** The images that running containers hold: one is told with its containers, several by their names. */
function staying(held: readonly RemoveTarget[]): TemplateResult {
  const [only] = held;
  if (only && held.length === 1)
    return html`<p class="dm-bad">
      ${_('%s stays: running containers use it (%s). Stop and remove them first.', imageName(only.row), containers(only.users.filter(holdsImage)))}
    </p>`;
  return html`<p class="dm-bad">
    ${_('%s stay, because running containers use them: %s', count(held.length), held.map(({ row }) => imageName(row)).join(', '))}
  </p>`;
}

/** Says what goes with the images and what stays, asks, and removes them. Resolves with whether one has gone. */
export async function askRemove(app: App, targets: readonly RemoveTarget[]): Promise<boolean> {
  const held = targets.filter(({ users }) => users.some(holdsImage));
  const going = targets.filter((target) => !held.includes(target));
  const stopped = going.flatMap(({ users }) => users);
  const [first] = targets;
  if (!first) return false;
  const single = targets.length === 1;
  let gone = false;
  await app.dialog({
    heading: single
      ? _('Remove %s', imageName(first.row))
      : N_(targets.length, 'Remove %s image', 'Remove %s images', targets.length),
    body: () => html`
      ${
        going.length === 0
          ? nothing
          : html`<ul class="dm-plain dm-going">
                ${going.map(named)}
              </ul>
              <p class="dm-dim">
                ${_('All these names go. Layers that other images share stay, so less space may come free.')}
              </p>`
      }
      ${held.length === 0 ? nothing : staying(held)}
      ${
        stopped.length === 0
          ? nothing
          : html`<label
              ><input type="checkbox" name="force" value="1" />
              <span
                >${_('Also where stopped containers use it: %s', containers(stopped))}
                <span class="dm-dim"
                  >${_('They can still be started, but not be made again from this image.')}</span
                ></span
              ></label
            >`
      }
    `,
    ...(going.length === 0 ? {} : { confirm: _('Remove') }),
    danger: true,
    submit: async (fields) => {
      const force = fields.has('force');
      if (stopped.length > 0 && !force && going.every(({ users }) => users.length > 0))
        return _('Stopped containers use it: tick the box, or remove them first.');
      const ids = going.filter(({ users }) => force || users.length === 0).map(({ row }) => row.id);
      const results = await (await app.engine.images.source()).remove(ids, { force });
      const view = imagesView(app);
      view.results.add(results, !single);
      view.selection.clear();
      if (single) for (const result of results) if (result.outcome === 'done') app.notes.done(result.message);
      gone = results.some((result) => result.outcome === 'done');
      return undefined;
    },
  });
  return gone;
}
