import { html } from 'lit';
import type { App } from '../../app/context';
import { _ } from '../../host/translate';
import { readReference } from '../../model/image-reference';
import type { ImageRow } from '../../model/image-row';
import { startJob } from './start-job';

/** Asks which name of an image is to be pushed, and starts the job. */
export async function askPush(app: App, row: Pick<ImageRow, 'tags'>): Promise<void> {
  const [first = ''] = row.tags;
  await app.dialog({
    heading: _('Push %s', first),
    body: () => html`
      <label class="dm-field"
        ><span>${_('Name')}</span>
        <select name="name">
          ${row.tags.map((tag) => html`<option value=${tag}>${tag}</option>`)}
        </select>
      </label>
      <p class="dm-dim">
        ${_('It goes to the registry that its name begins with, with the credentials kept for it.')}
        <a href=${app.host.href(['images', 'registries'])}>${_('Registries')}</a>
      </p>
    `,
    confirm: _('Push'),
    submit: async (fields) => {
      const read = readReference(String(fields.get('name') ?? ''));
      if ('problem' in read) return read.problem;
      const { name, tag = 'latest' } = read.reference;
      return startJob(app, { operation: 'ImagePush', parameters: { image: name, tag } });
    },
  });
}
