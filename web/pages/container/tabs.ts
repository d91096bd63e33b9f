import { html, type TemplateResult } from 'lit';
import type { App } from '../../app/context';
import { _ } from '../../host/translate';

/** A container's tabs, in the order of their keys (1 is the first); the address names them. */
export const tabNames = ['summary', 'logs', 'statistics', 'console', 'inspect'] as const;
/** A container's tab. */
export type TabName = (typeof tabNames)[number];

/** The tab that a word of the address names; the summary for any other word. */
export function tabFrom(text: string): TabName {
  return tabNames.find((name) => name === text) ?? 'summary';
}

/** The word on a tab. */
export function tabLabel(name: TabName): string {
  switch (name) {
    case 'summary':
      return _('Summary');
    case 'logs':
      return _('Logs');
    case 'statistics':
      return _('Statistics');
    case 'console':
      return _('Console');
    case 'inspect':
      return _('Inspect');
  }
}

/** The row of tabs; each one is a link of its own. */
export function tabRow(app: App, container: string, shown: TabName): TemplateResult {
  return html`<nav aria-label=${_('Container')}>
    <ul class="cbi-tabmenu dm-tabs">
      ${tabNames.map(
        (name) =>
          html`<li class=${name === shown ? 'cbi-tab' : 'cbi-tab-disabled'}>
            <a
              href=${app.host.href(name === 'summary' ? ['containers', container] : ['containers', container, name])}
              aria-current=${name === shown ? 'page' : 'false'}
              >${tabLabel(name)}</a
            >
          </li>`,
      )}
    </ul>
  </nav>`;
}
