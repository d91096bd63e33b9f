import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { _ } from '../../host/translate';
import { readReference } from '../../model/image-reference';
import { ImageForm, platforms, textField } from './image-form';
import { pullRequest, startJob } from './start-job';

/** Fetches an image from its registry, as a job. */
@customElement('dm-pull-form')
export class PullForm extends ImageForm {
  protected readonly form = 'pull';
  protected readonly heading = _('Pull an image');
  protected readonly confirm = _('Pull');

  /** Where it will come from, or why it cannot. */
  #found(): { readonly hint?: TemplateResult; readonly problem?: string } {
    const text = this.value('image');
    if (text.trim() === '') return {};
    const read = readReference(text);
    if ('problem' in read) return { problem: read.problem };
    const { registry, path, tag, digest } = read.reference;
    return {
      hint: html`${_('From %s:', registry)} <span class="dm-mono">${path}</span> ·
        ${digest === undefined ? _('tag %s', tag ?? 'latest') : html`<span class="dm-mono">${digest}</span>`}`,
    };
  }

  protected fields(): TemplateResult {
    return html`${textField({
        name: 'image',
        label: _('Image'),
        value: this.value('image'),
        placeholder: 'nginx:1.27',
        hint: _('As behind docker pull: name, registry.lan:5000/name, name:tag or name@sha256:…'),
        ...this.#found(),
      })}
      ${textField({
        name: 'platform',
        label: _('Platform'),
        value: this.value('platform'),
        placeholder: _('that of the engine'),
        list: platforms,
        hint: _('Only for another kind of machine than this one.'),
      })}
      <p class="dm-dim">
        ${_('It goes on when the page is left.')}
        <a href=${this.app.host.href(['images', 'registries'])}>${_('Credentials for registries')}</a>
      </p>`;
  }

  protected async send(): Promise<string | undefined> {
    const request = pullRequest(this.value('image'), this.value('platform').trim());
    return 'problem' in request ? request.problem : startJob(this.app, request);
  }
}
