import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import * as v from 'valibot';
import type { App } from '../../../app/context';
import { preference } from '../../../app/preferences';
import { addSheet } from '../../../elements/add-sheet';
import { LightElement } from '../../../elements/light-element';
import { saveFile } from '../../../elements/save-file';
import { _ } from '../../../host/translate';
import type { ContainerRow } from '../../../model/container-row';
import type { LogStream } from '../../../model/logs';
import { Subscription } from '../../../model/subscription';
import logStyles from '../../../styles/logs.css?inline';
import { LogSearch, searchPattern, type SearchPattern } from './log-search';
import { logStatus } from './log-status';
import './log-view';
import type { LogView } from './log-view';
import { logsBar } from './logs-bar';
import { spanProblem, windowOptions, type Span, type WindowName } from './log-window';

const wrapPreference = preference('logs.wrap', v.boolean(), true);
const timePreference = preference('logs.timestamps', v.boolean(), false);

const noSpan: Span = { since: undefined, until: undefined };

/** The log of a container: followed, searched, with older lines on the way up. */
@customElement('dm-logs-tab')
export class LogsTab extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) row!: ContainerRow;
  @state() private wrap = wrapPreference.read();
  @state() private timestamps = timePreference.read();
  @state() private window: WindowName = 'tail200';
  @state() private span = noSpan;
  @state() private query = '';
  @state() private regex = false;
  @state() private pattern: SearchPattern = {};
  @state() private currentLine: number | undefined;
  @state() private older: 'idle' | 'loading' = 'idle';
  @state() private saving = false;
  @query('dm-log-view') private readonly view!: LogView | null;
  #stream: LogStream | undefined;
  #marks: { of: readonly number[]; pattern: SearchPattern; find: NonNullable<LogView['found']> } | undefined;
  readonly #log = new Subscription(this, () => this.#stream);
  readonly #search = new LogSearch(() => this.requestUpdate());

  override connectedCallback(): void {
    addSheet('logs', logStyles);
    this.#stream ??= this.#open();
    super.connectedCallback();
    const { query } = this.app.host.place.value;
    this.#find(query.get('q') ?? '', query.get('regex') === '1');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#search.stop();
  }

  #open(): LogStream {
    return this.app.engine.logs(this.row.id, windowOptions(this.window, this.span, Date.now()));
  }

  #reopen(): void {
    this.#stream = this.#open();
    this.currentLine = undefined;
    this.#log.refresh();
    this.#search.start(this.pattern);
    this.view?.follow();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('row') as ContainerRow | undefined;
    if (before && before.id !== this.row.id) this.#reopen();
    if (this.#log.value) this.#search.update(this.#log.value.lines);
  }

  /** What is searched for stands in the address: it survives a login, and can be sent to somebody. */
  #type(query: string, regex: boolean): void {
    const { segments } = this.app.host.place.value;
    const search = { ...(query === '' ? {} : { q: query }), ...(regex ? { regex: '1' } : {}) };
    this.app.host.navigate(segments, search, { replace: true });
    this.#find(query, regex);
  }

  #find(query: string, regex: boolean): void {
    this.query = query;
    this.regex = regex;
    this.pattern = searchPattern(query, regex);
    this.currentLine = undefined;
    this.#search.start(this.pattern);
  }

  /** Why there is no search, or no end of it. */
  #problem(): string | undefined {
    if (this.pattern.error !== undefined) return _('Not a regular expression');
    switch (this.#search.problem) {
      case 'slow':
        return _('Takes too long: try a simpler one');
      case 'unavailable':
        return _('This browser cannot try it: search for words');
      default:
        return undefined;
    }
  }

  /** The same function as long as the same is found, so that the log is not drawn again without need. */
  #found(): LogView['found'] {
    const { matches } = this.#search;
    if (this.#marks?.of !== matches || this.#marks.pattern !== this.pattern) {
      const find = (line: number, text: string) => this.#search.placesIn(line, text);
      this.#marks = { of: matches, pattern: this.pattern, find };
    }
    return this.#marks.find;
  }

  #step(step: 1 | -1): void {
    // the first step goes up from the end, or on from what is seen
    const from = this.currentLine ?? (step === -1 ? Infinity : (this.view?.topLine ?? -1) - 1);
    this.currentLine = this.#search.next(from, step);
  }

  #older = async (): Promise<void> => {
    if (this.older === 'loading' || !this.#stream) return;
    this.older = 'loading';
    await this.#stream.older(1000);
    this.older = 'idle';
  };

  async #download(): Promise<void> {
    this.saving = true;
    try {
      const file = await this.app.engine.downloadLog(this.row.id, { timestamps: this.timestamps });
      saveFile(file.name, file.blob);
    } catch (error) {
      this.app.notes.error(
        _('%s: %s', this.row.name, error instanceof Error ? error.message : String(error)),
      );
    }
    this.saving = false;
  }

  protected override render(): TemplateResult {
    const log = this.#log.value;
    const { matches } = this.#search;
    return html`${logsBar({
      query: this.query,
      regex: this.regex,
      error: this.#problem(),
      searching: this.#search.running,
      found: matches.length,
      at: this.currentLine === undefined ? undefined : matches.indexOf(this.currentLine) + 1,
      window: this.window,
      wrap: this.wrap,
      timestamps: this.timestamps,
      saving: this.saving,
      find: (query, regex) => this.#type(query, regex),
      step: (step) => this.#step(step),
      span: this.span,
      spanError: spanProblem(this.span),
      choose: (name) => {
        this.window = name;
        this.span = noSpan;
        // a span is asked for when there is one
        if (name !== 'span') this.#reopen();
      },
      setSpan: (span) => {
        this.span = span;
        if (spanProblem(span) === undefined) this.#reopen();
      },
      setWrap: (on) => wrapPreference.write((this.wrap = on)),
      setTimestamps: (on) => timePreference.write((this.timestamps = on)),
      clear: () => this.#stream?.clear(),
      download: () => void this.#download(),
    })}
    ${
      log === undefined
        ? nothing
        : html`${logStatus(this.row, log, this.older === 'loading', () => this.#reopen())}
            <dm-log-view
              .log=${log}
              .wrap=${this.wrap}
              .timestamps=${this.timestamps}
              .found=${this.pattern.expression && this.#found()}
              .currentLine=${this.currentLine}
              .wantsOlder=${this.#older}
            ></dm-log-view>`
    }`;
  }
}
