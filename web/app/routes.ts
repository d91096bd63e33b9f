import { html, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { Place } from '../host/host';
import '../pages/containers/containers-page';
import type { App } from './context';
import './lazy-page';

/** What tells pages apart: going from one to another is an arrival, going from tab to tab is not. */
export function pageKey(place: Place | undefined): string {
  const [section = 'containers', name = ''] = place?.segments ?? [];
  return `${section}:${name}`;
}

/** The page that the address names: `containers`, `containers/<name>`, `containers/<name>/<tab>`, `images…`, `jobs`, `settings`. */
export function page(app: App, place: Place): TemplateResult {
  const [section, name, tab] = place.segments;
  if (section === 'containers' && name !== undefined)
    return html`${keyed(
      name,
      html`<dm-lazy-page
        .app=${app}
        .load=${() => import('../pages/container/container-page')}
        .content=${() =>
          html`<dm-container-page .app=${app} .name=${name} .tab=${tab ?? 'summary'}></dm-container-page>`}
      ></dm-lazy-page>`,
    )}`;
  if (section === 'images')
    return html`<dm-lazy-page
      .app=${app}
      .load=${() => import('../pages/images/images-section')}
      .content=${() => html`<dm-images-section .app=${app} .name=${name ?? ''}></dm-images-section>`}
    ></dm-lazy-page>`;
  if (section === 'jobs')
    return html`<dm-lazy-page
      .app=${app}
      .load=${() => import('../pages/jobs/jobs-page')}
      .content=${() => html`<dm-jobs-page .app=${app}></dm-jobs-page>`}
    ></dm-lazy-page>`;
  if (section === 'settings')
    return html`<dm-lazy-page
      .app=${app}
      .load=${() => import('../pages/settings/settings-page')}
      .content=${() => html`<dm-settings-page .app=${app}></dm-settings-page>`}
    ></dm-lazy-page>`;
  return html`<dm-containers-page .app=${app}></dm-containers-page>`;
}
