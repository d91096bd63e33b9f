import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../../app/context';
import '../../elements/copy-button';
import { bytes, dateTime } from '../../elements/format';
import { stateDot } from '../../elements/state-dot';
import { stateWord } from '../../elements/container-state';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { ContainerRow } from '../../model/container-row';
import type { ImageDetails } from '../../model/image-details';
import type { ImageRow } from '../../model/image-row';
import { environmentSection, labelsSection } from '../container/summary/environment';
import { facts, section } from '../container/summary/facts';
import { commandLine } from '../container/summary/how-it-runs';
import { sentence } from './start-job';
import { askTag } from './tag-dialog';

async function untag(app: App, name: string): Promise<void> {
  try {
    await (await app.engine.images.source()).untag(name);
    app.notes.done(_('%s untagged', name));
  } catch (error) {
    app.notes.error(`${name}: ${sentence(error)}`);
  }
}

/** Its names; the last one is taken by Remove alone, because the image would go with it. */
function names(app: App, row: ImageRow, acts: boolean): TemplateResult {
  return html`<ul class="dm-plain dm-names">
      ${row.tags.map(
        (tag) =>
          html`<li>
            <span class="dm-mono">${tag}</span>
            <dm-copy .text=${() => tag} label=${_('Copy %s', tag)}></dm-copy>
            ${
              acts && row.tags.length > 1 && !row.gone
                ? html`<button
                    type="button"
                    class="dm-bare"
                    aria-label=${_('Untag %s', tag)}
                    title=${_('Untag')}
                    @click=${() => void untag(app, tag)}
                  >
                    ${icon('close')}
                  </button>`
                : nothing
            }
          </li>`,
      )}
    </ul>
    ${row.tags.length === 0 ? html`<p class="dm-dim">${_('It has no name.')}</p>` : nothing}
    ${
      acts && !row.gone
        ? html`<button type="button" class="btn cbi-button" @click=${() => void askTag(app, row)}>
            ${icon('rename')}<span>${_('Tag')}</span>
          </button>`
        : nothing
    }`;
}

function users(app: App, containers: readonly ContainerRow[]): TemplateResult {
  if (containers.length === 0) return html`<p class="dm-dim">${_('No container uses it.')}</p>`;
  return html`<ul class="dm-plain dm-names">
    ${containers.map(
      (row) =>
        html`<li>
          <a href=${app.host.href(['containers', row.name])}>${row.name}</a> ${stateDot(stateWord(row))}
        </li>`,
    )}
  </ul>`;
}

/** Names, users, and what containers that are made of it do. */
export function imageFacts(
  app: App,
  row: ImageRow,
  details: ImageDetails | undefined,
  containers: readonly ContainerRow[],
  acts: boolean,
): TemplateResult {
  const mono = (text: string) => (text === '' ? undefined : html`<span class="dm-mono">${text}</span>`);
  return html`<div class="dm-columns-2">
      <div>
        ${section(_('Names'), names(app, row, acts))} ${section(_('Used by'), users(app, containers))}
      </div>
      ${section(
        _('Image'),
        facts([
          [
            _('Id'),
            html`<span class="dm-mono">${row.id}</span>
              <dm-copy .text=${() => row.id} label=${_('Copy id')}></dm-copy>`,
          ],
          [
            _('Digests'),
            row.digests.length === 0
              ? undefined
              : html`${row.digests.map((digest) => html`<div class="dm-mono">${digest}</div>`)}`,
          ],
          [_('Platform'), details?.platform],
          [_('Built'), row.created === 0 ? undefined : dateTime(row.created)],
          [_('Size'), bytes(row.size)],
          [_('Author'), details?.author],
          [_('Comment'), details?.comment],
          [_('Entrypoint'), mono(commandLine(details?.entrypoint ?? []))],
          [_('Command'), mono(commandLine(details?.command ?? []))],
          [_('Folder'), mono(details?.workingDirectory ?? '')],
          [_('User'), details?.user],
          [_('Ports'), details?.ports.join(', ')],
          [_('Volumes'), mono(details?.volumes.join(', ') ?? '')],
        ]),
      )}
    </div>
    ${details ? html`${environmentSection(details, acts ? 'admin' : app.engine.role.value)}${labelsSection(details)}` : nothing}`;
}
