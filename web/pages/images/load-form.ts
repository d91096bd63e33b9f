import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { ParameterValue } from '../../../lib/engine/request';
import { _ } from '../../host/translate';
import { readReference } from '../../model/image-reference';
import { choice, fileField } from './form-fields';
import { ImageForm, platforms, textField } from './image-form';
import { startJob } from './start-job';
import { startUpload } from './start-upload';

/** Takes images from a tar archive: those that were saved, or the file system of a new one. */
@customElement('dm-load-form')
export class LoadForm extends ImageForm {
  protected readonly form = 'load';
  protected readonly heading = _('Load or import a file');
  protected override readonly defaults = { what: 'load', from: 'browser' };

  protected get confirm(): string {
    return this.#imports ? _('Import') : _('Load');
  }

  get #imports(): boolean {
    return this.value('what') === 'import';
  }

  /** Where the file is: this browser's machine, the router, or an address that the engine fetches (for imports). */
  get #from(): 'browser' | 'router' | 'address' {
    const from = this.value('from');
    if (from === 'router' && this.app.host.kind === 'luci') return from;
    return from === 'address' && this.#imports ? from : 'browser';
  }

  #source(): TemplateResult {
    switch (this.#from) {
      case 'browser':
        return fileField(_('File'), _('A tar archive, also compressed.'));
      case 'router':
        return textField({
          name: 'path',
          label: _('File on the router'),
          value: this.value('path'),
          placeholder: '/mnt/usb/images.tar',
          hint: _('The whole path.'),
        });
      case 'address':
        return textField({
          name: 'address',
          label: _('Address'),
          value: this.value('address'),
          placeholder: 'https://example.org/rootfs.tar.gz',
          hint: _('The engine fetches it.'),
        });
    }
  }

  protected fields(): TemplateResult {
    const router = this.app.host.kind === 'luci';
    const text = this.value('name');
    const read = text.trim() === '' ? undefined : readReference(text);
    return html`<fieldset class="dm-choices">
        <legend>${_('What it is')}</legend>
        ${choice('what', 'load', this.value('what'), _('Saved images'), _('from Save or docker save; they keep their names'))}
        ${choice('what', 'import', this.value('what'), _('A file system'), _('a tar of folders and files, which becomes one new image'))}
      </fieldset>
      ${
        router || this.#imports
          ? html`<fieldset class="dm-choices">
              <legend>${_('Where it is')}</legend>
              ${choice('from', 'browser', this.#from, _('On this device'))}
              ${router ? choice('from', 'router', this.#from, _('On the router')) : nothing}
              ${this.#imports ? choice('from', 'address', this.#from, _('On the web')) : nothing}
            </fieldset>`
          : nothing
      }
      ${this.#source()}
      ${
        this.#imports
          ? html`${textField({
              name: 'name',
              label: _('Name'),
              value: text,
              placeholder: 'home/rootfs:1.0',
              hint: _('The new image is called this; without one it is untagged.'),
              problem: read && 'problem' in read ? read.problem : undefined,
            })}
            ${textField({
              name: 'platform',
              label: _('Platform'),
              value: this.value('platform'),
              placeholder: _('that of the engine'),
              list: platforms,
            })}`
          : nothing
      }`;
  }

  /** The parameters of an import, or a sentence. */
  #importParameters(): Record<string, ParameterValue> | string {
    const platform = this.value('platform').trim();
    const named: Record<string, ParameterValue> = platform === '' ? {} : { platform };
    const name = this.value('name').trim();
    if (name === '') return named;
    const read = readReference(name);
    if ('problem' in read) return read.problem;
    if (read.reference.digest !== undefined) return _('A name that is given has a tag and no digest.');
    return { ...named, repo: read.reference.name, tag: read.reference.tag ?? 'latest' };
  }

  protected async send(): Promise<string | undefined> {
    const operation = this.#imports ? 'ImageCreate' : 'ImageLoad';
    const given = this.#imports ? this.#importParameters() : {};
    if (typeof given === 'string') return given;
    const parameters = this.#imports ? { fromSrc: '-', ...given } : given;
    switch (this.#from) {
      case 'browser':
        return startUpload(this.app, { operation, parameters }, this.file);
      case 'router': {
        const from = this.value('path').trim();
        if (!from.startsWith('/')) return _('File on the router is a whole path: it begins with a slash.');
        return startJob(this.app, { operation, parameters, from });
      }
      case 'address': {
        const fromSrc = this.value('address').trim();
        if (!/^https?:\/\/\S+$/.test(fromSrc)) return _('Address begins with http:// or https://.');
        return startJob(this.app, { operation, parameters: { ...parameters, fromSrc } });
      }
    }
  }
}
