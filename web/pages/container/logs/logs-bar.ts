import { html, nothing, type TemplateResult } from 'lit';
import { count } from '../../../elements/format';
import { _ } from '../../../host/translate';
import { icon } from '../../../icons/icon';
import type { IconName } from '../../../icons/shapes';
import { windowLabel, windowNames, type Span, type WindowName } from './log-window';

/** What the bar shows, and what its controls do. */
export interface LogsBar {
  readonly query: string;
  readonly regex: boolean;
  /** Why it is not searched for. */
  readonly error: string | undefined;
  readonly searching: boolean;
  readonly found: number;
  /** The found line that is shown, from one. */
  readonly at: number | undefined;
  readonly window: WindowName;
  /** Between which times, where that is chosen. */
  readonly span: Span;
  /** Why the span is not asked for. */
  readonly spanError: string | undefined;
  readonly wrap: boolean;
  readonly timestamps: boolean;
  readonly saving: boolean;
  readonly find: (query: string, regex: boolean) => void;
  readonly step: (step: 1 | -1) => void;
  readonly choose: (name: WindowName) => void;
  readonly setSpan: (span: Span) => void;
  readonly setWrap: (on: boolean) => void;
  readonly setTimestamps: (on: boolean) => void;
  readonly clear: () => void;
  readonly download: () => void;
}

function toggle(shape: IconName, label: string, on: boolean, set: (on: boolean) => void): TemplateResult {
  return html`<button
    type="button"
    class="dm-bare"
    aria-pressed=${on ? 'true' : 'false'}
    title=${label}
    @click=${() => set(!on)}
  >
    ${icon(shape)}<span class="dm-wide">${label}</span>
  </button>`;
}

function searchResult({ query, error, found, at, searching }: LogsBar): TemplateResult | typeof nothing {
  if (query === '') return nothing;
  if (error !== undefined) return html`<span class="dm-bad" role="alert">${error}</span>`;
  const total = count(found) + (searching ? '+' : '');
  return html`<span class="dm-number" role="status"
    >${at === undefined ? total : `${count(at)} / ${total}`}</span
  >`;
}

function searchField(bar: LogsBar): TemplateResult {
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    bar.step(event.shiftKey ? 1 : -1);
  };
  return html`<label class="dm-search"
      ><span class="dm-hidden">${_('Search the log')}</span>${icon('search')}
      <input
        type="search"
        placeholder=${_('Search')}
        autocomplete="off"
        spellcheck="false"
        aria-keyshortcuts="/"
        aria-invalid=${bar.error === undefined ? 'false' : 'true'}
        .value=${bar.query}
        @input=${(event: Event) => bar.find((event.target as HTMLInputElement).value, bar.regex)}
        @keydown=${key}
    /></label>
    <button
      type="button"
      class="dm-bare dm-mono"
      aria-pressed=${bar.regex ? 'true' : 'false'}
      aria-label=${_('Regular expression')}
      title=${_('Regular expression')}
      @click=${() => bar.find(bar.query, !bar.regex)}
    >
      .*
    </button>
    ${searchResult(bar)}
    ${
      bar.found === 0
        ? nothing
        : html`<span
            ><button
              type="button"
              class="dm-bare"
              aria-label=${_('Found before')}
              title=${_('Found before')}
              @click=${() => bar.step(-1)}
            >
              ${icon('up')}</button
            ><button
              type="button"
              class="dm-bare"
              aria-label=${_('Found next')}
              title=${_('Found next')}
              @click=${() => bar.step(1)}
            >
              ${icon('down')}
            </button></span
          >`
    }`;
}

function timeField(label: string, wrong: boolean, set: (time: number | undefined) => void): TemplateResult {
  return html`<label class="dm-span"
    ><span>${label}</span
    ><input
      type="datetime-local"
      step="1"
      aria-invalid=${wrong ? 'true' : 'false'}
      @change=${(event: Event) => {
        // without a zone it is a time of this browser's clock
        const chosen = new Date((event.target as HTMLInputElement).value).getTime();
        set(Number.isNaN(chosen) ? undefined : chosen);
      }}
  /></label>`;
}

function spanFields({ span, spanError, setSpan }: LogsBar): TemplateResult {
  const wrong = spanError !== undefined;
  return html`${timeField(_('Since'), false, (since) => setSpan({ ...span, since }))}
  ${timeField(_('Until'), wrong, (until) => setSpan({ ...span, until }))}
  ${wrong ? html`<span class="dm-bad" role="alert">${spanError}</span>` : nothing}`;
}

/** Above the log: search, how much of it, how it is shown, download. */
export function logsBar(bar: LogsBar): TemplateResult {
  return html`<div class="dm-bar">
    ${searchField(bar)}
    <span class="dm-space"></span>
    <select
      aria-label=${_('How much of the log')}
      @change=${(event: Event) => bar.choose((event.target as HTMLSelectElement).value as WindowName)}
    >
      ${windowNames.map(
        (name) => html`<option value=${name} ?selected=${name === bar.window}>${windowLabel(name)}</option>`,
      )}
    </select>
    ${bar.window === 'span' ? spanFields(bar) : nothing} ${toggle('wrap', _('Wrap'), bar.wrap, bar.setWrap)}
    ${toggle('clock', _('Times'), bar.timestamps, bar.setTimestamps)}
    <button type="button" class="dm-bare" title=${_('Clear the view')} @click=${bar.clear}>
      ${icon('close')}<span class="dm-wide">${_('Clear')}</span>
    </button>
    <button
      type="button"
      class="dm-bare"
      title=${_('Download the whole log')}
      ?disabled=${bar.saving}
      @click=${bar.download}
    >
      ${icon('download')}<span class="dm-wide">${bar.saving ? _('Downloading') : _('Download')}</span>
    </button>
  </div>`;
}
