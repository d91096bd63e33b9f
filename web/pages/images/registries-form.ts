import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { Registry } from '../../model/registries';
import { ImageForm, textField } from './image-form';
import { sentence } from './start-job';
import { imagesView } from './view-state';

/** The registries whose credentials are kept, and a form for another. Passwords go in and never come out. */
@customElement('dm-registries-form')
export class RegistriesForm extends ImageForm {
  protected readonly form = 'registries';
  protected readonly heading = _('Registries');
  protected readonly confirm = _('Keep');
  protected override readonly stays = true;
  @state() private known: readonly Registry[] | undefined;
  @state() private failure = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#list();
  }

  /** A password is not kept for later, also not in memory. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    imagesView(this.app).typed.delete(this.form);
  }

  async #list(): Promise<void> {
    try {
      this.known = await (await this.app.engine.registries()).list();
      this.failure = '';
    } catch (error) {
      this.failure = sentence(error);
    }
  }

  async #remove({ host }: Registry): Promise<void> {
    await this.app.dialog({
      heading: _('Remove the credentials for %s', host),
      body: () => html`<p>${_('Pulls and pushes there go on without a login.')}</p>`,
      confirm: _('Remove'),
      danger: true,
      submit: async () => {
        try {
          await (await this.app.engine.registries()).remove(host);
        } catch (error) {
          return sentence(error);
        }
        await this.#list();
        return undefined;
      },
    });
  }

  protected override above(): TemplateResult {
    if (this.failure !== '')
      return html`<div class="dm-alert dm-alert-error dm-banner" role="alert">
        <div>${this.failure}</div>
        <button type="button" class="btn cbi-button" @click=${() => void this.#list()}>
          ${_('Try again')}
        </button>
      </div>`;
    if (!this.known) return html`<p class="dm-dim" role="status">${_('Loading')}</p>`;
    if (this.known.length === 0)
      return html`<p class="dm-dim">${_('No credentials are kept. Public images need none.')}</p>`;
    return html`<ul class="dm-plain dm-registries">
      ${this.known.map(
        (one) =>
          html`<li>
            <strong class="dm-mono">${one.host}</strong> <span class="dm-dim">${one.user}</span>
            <span class="dm-space"></span>
            <button
              type="button"
              class="dm-bare"
              aria-label=${_('Remove the credentials for %s', one.host)}
              title=${_('Remove')}
              @click=${() => void this.#remove(one)}
            >
              ${icon('remove')}
            </button>
          </li>`,
      )}
    </ul>`;
  }

  protected fields(): TemplateResult {
    const replaced = this.known?.some(({ host }) => host === this.value('host').trim());
    return html`${textField({
      name: 'host',
      label: _('Registry'),
      value: this.value('host'),
      placeholder: 'ghcr.io',
      hint: _('The host as image names begin with it, with its port; docker.io is Docker Hub.'),
    })}
    ${textField({ name: 'user', label: _('User'), value: this.value('user') })}
    ${textField({
      name: 'password',
      label: _('Password or token'),
      value: this.value('password'),
      type: 'password',
      hint: _('It is kept where dockerd is reached from, for root alone, and never shown again.'),
    })}
    ${replaced ? html`<p class="dm-dim">${_('Replaces the credentials that are kept for this registry.')}</p>` : nothing}`;
  }

  protected async send(): Promise<string | undefined> {
    const [host, user] = [this.value('host').trim(), this.value('user').trim()];
    const password = this.value('password');
    if (host === '') return _('Registry is missing.');
    if (/^https?:|\//.test(host)) return _('Registry is a host without https:// and without a path.');
    if (user === '') return _('User is missing.');
    if (user.includes(':')) return _('User has a colon in it.');
    if (password === '') return _('Password is missing.');
    await (await this.app.engine.registries()).set(host, user, password);
    this.app.notes.done(_('Credentials for %s are kept.', host));
    await this.#list();
    return undefined;
  }
}
