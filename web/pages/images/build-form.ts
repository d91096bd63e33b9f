import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { _ } from '../../host/translate';
import { readReference, written } from '../../model/image-reference';
import { buildParameters, type BuildSource } from './build-request';
import { areaField, box, choice, fileField } from './form-fields';
import { ImageForm, platforms, textField } from './image-form';
import { startJob } from './start-job';
import { startUpload } from './start-upload';

/** Builds an image, as a job: from a Dockerfile that is typed here, an archive with one in it, or a repository that the engine fetches. */
@customElement('dm-build-form')
export class BuildForm extends ImageForm {
  protected readonly form = 'build';
  protected readonly heading = _('Build an image');
  protected readonly confirm = _('Build');
  protected override readonly defaults = { source: 'typed' };

  get #source(): BuildSource {
    const source = this.value('source');
    return source === 'file' || source === 'address' ? source : 'typed';
  }

  #what(): TemplateResult {
    const path = textField({
      name: 'path',
      label: _('Dockerfile'),
      value: this.value('path'),
      placeholder: 'Dockerfile',
      hint: _('Its path in there.'),
    });
    switch (this.#source) {
      case 'typed':
        return areaField({
          name: 'dockerfile',
          label: _('Dockerfile'),
          value: this.value('dockerfile'),
          placeholder: 'FROM alpine:3.20\nRUN apk add --no-cache curl\nCMD ["curl", "--version"]',
          hint: _('There are no other files: ADD takes addresses, COPY has nothing to take.'),
          rows: 12,
        });
      case 'file':
        return html`${fileField(_('File'), _('A tar archive, also compressed, with a Dockerfile in it.'))}
        ${path}`;
      case 'address':
        return html`${textField({
          name: 'remote',
          label: _('Address'),
          value: this.value('remote'),
          placeholder: 'https://example.org/home/app.git#main',
          hint: _('A Git repository, an archive or a Dockerfile. The engine fetches it.'),
        })}
        ${path}`;
    }
  }

  protected fields(): TemplateResult {
    const text = this.value('name');
    const read = text.trim() === '' ? undefined : readReference(text);
    return html`${textField({
        name: 'name',
        label: _('Name'),
        value: text,
        placeholder: 'home/app:1.0',
        hint:
          read && 'reference' in read
            ? _('It will be called %s.', written(read.reference))
            : _('Without one the image is untagged.'),
        problem: read && 'problem' in read ? read.problem : undefined,
      })}
      <fieldset class="dm-choices">
        <legend>${_('Built from')}</legend>
        ${choice('source', 'typed', this.#source, _('A Dockerfile typed here'))}
        ${choice('source', 'file', this.#source, _('An archive on this device'))}
        ${choice('source', 'address', this.#source, _('An address'))}
      </fieldset>
      ${this.#what()}
      <details
        class="dm-more"
        ?open=${['arguments', 'target', 'platform', 'nocache', 'pull'].some((name) => this.value(name) !== '') || nothing}
      >
        <summary>${_('More')}</summary>
        ${areaField({
          name: 'arguments',
          label: _('Arguments'),
          value: this.value('arguments'),
          placeholder: 'VERSION=1.2',
          hint: _(
            'NAME=value, one in a line, for ARG in the Dockerfile. They can be read in the image: no secrets.',
          ),
          rows: 3,
        })}
        ${textField({ name: 'target', label: _('Target'), value: this.value('target'), hint: _('The stage to stop at.') })}
        ${textField({
          name: 'platform',
          label: _('Platform'),
          value: this.value('platform'),
          placeholder: _('that of the engine'),
          list: platforms,
        })}
        ${box('nocache', this.value('nocache'), _('Build every step anew'))}
        ${box('pull', this.value('pull'), _('Fetch newer images that it builds on'))}
      </details>`;
  }

  protected async send(): Promise<string | undefined> {
    const parameters = buildParameters(this.values, this.#source);
    if (typeof parameters === 'string') return parameters;
    const request = { operation: 'ImageBuild' as const, parameters };
    switch (this.#source) {
      case 'typed': {
        const { packTar } = await import('modern-tar');
        const body = this.value('dockerfile').replaceAll('\r\n', '\n');
        const size = new TextEncoder().encode(body).length;
        const tar = await packTar([{ header: { name: 'Dockerfile', size, mode: 0o644 }, body }]);
        return startUpload(this.app, request, new File([tar], 'Dockerfile.tar'));
      }
      case 'file':
        return startUpload(this.app, request, this.file);
      case 'address':
        return startJob(this.app, request);
    }
  }
}
