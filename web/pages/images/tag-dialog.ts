import { html } from 'lit';
import type { App } from '../../app/context';
import { _ } from '../../host/translate';
import { readReference, written } from '../../model/image-reference';
import { imageName, type ImageRow } from '../../model/image-row';
import { sentence } from './start-job';

/** Asks for another name of an image and gives it. */
export async function askTag(app: App, row: Pick<ImageRow, 'id' | 'tags' | 'digests'>): Promise<void> {
  await app.dialog({
    heading: _('Tag %s', imageName(row)),
    body: () =>
      html`<label class="dm-field"
          ><span>${_('Name')}</span>
          <input
            type="text"
            name="name"
            .value=${row.tags[0] ?? ''}
            placeholder="registry.lan:5000/home/app:1.2"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
          />
        </label>
        <p class="dm-dim">
          ${_('The image keeps its other names. An image that has this name already loses it. To push, the name begins with the registry.')}
        </p>`,
    confirm: _('Tag'),
    submit: async (fields) => {
      const read = readReference(String(fields.get('name') ?? ''));
      if ('problem' in read) return read.problem;
      const { reference } = read;
      if (reference.digest !== undefined) return _('A name that is given has a tag and no digest.');
      const name = written(reference);
      if (row.tags.includes(name)) return _('It is called %s already.', name);
      try {
        await (await app.engine.images.source()).tag(row.id, reference.name, reference.tag ?? 'latest');
      } catch (error) {
        return sentence(error);
      }
      app.notes.done(_('%s tagged', name));
      return undefined;
    },
  });
}
