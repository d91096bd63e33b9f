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

/** A page whose code is loaded when it is wanted; another `key` is another page. */
const late = (
  app: App,
  key: string,
  load: () => Promise<unknown>,
  content: () => TemplateResult,
): TemplateResult =>
  html`${keyed(key, html`<dm-lazy-page .app=${app} .load=${load} .content=${content}></dm-lazy-page>`)}`;

/** The page that the address names: `containers`, `containers/<name>`, `containers/<name>/<tab>`, `images…`, `jobs`, `settings`. */
export function page(app: App, place: Place): TemplateResult {
  const [section, name, tab] = place.segments;
  if (section === 'containers' && name !== undefined)
    return late(
      app,
      pageKey(place),
      () => import('../pages/container/container-page'),
      () => html`<dm-container-page .app=${app} .name=${name} .tab=${tab ?? 'summary'}></dm-container-page>`,
    );
  if (section === 'images')
    return late(
      app,
      section,
      () => import('../pages/images/images-section'),
      () => html`<dm-images-section .app=${app} .name=${name ?? ''}></dm-images-section>`,
    );
  if (section === 'jobs')
    return late(
      app,
      section,
      () => import('../pages/jobs/jobs-page'),
      () => html`<dm-jobs-page .app=${app}></dm-jobs-page>`,
    );
  if (section === 'settings')
    return late(
      app,
      section,
      () => import('../pages/settings/settings-page'),
      () => html`<dm-settings-page .app=${app}></dm-settings-page>`,
    );
  return html`<dm-containers-page .app=${app}></dm-containers-page>`;
}
