import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { count } from '../../../elements/format';
import { LightElement } from '../../../elements/light-element';
import { _, N_ } from '../../../host/translate';
import { icon } from '../../../icons/icon';
import type { LogLine, LogState } from '../../../model/logs';
import { segments, type Segment } from './ansi-line';
import { logLine } from './log-line';
import { LogLayout } from './log-layout';
import type { Places } from './places';
import { logTime } from './log-time';
import { SkipMarks } from './skip-marks';

/** Height of a row of text in px; the style sheet takes it from here. */
const row = 18;
/** Rows drawn beyond what is seen, on each side. */
const ahead = 12;

/**
 * A log as a window over its lines: only what is seen is in the document, whatever its length and speed. It stays at the end
 * until the reader scrolls up, and then holds what is read where it is.
 */
@customElement('dm-log-view')
export class LogView extends LightElement {
  @property({ attribute: false }) log!: LogState;
  @property({ type: Boolean }) wrap = true;
  @property({ type: Boolean }) timestamps = false;
  /** What a search has found in a line, by its number and mere text; a new function when that has changed. */
  @property({ attribute: false }) found: ((line: number, text: string) => Places) | undefined;
  /** The line that the search stands at. */
  @property({ attribute: false }) currentLine: number | undefined;
  /** Called when the reader comes to the first line and there may be older ones. */
  @property({ attribute: false }) wantsOlder: () => void = () => undefined;
  @state() private following = true;
  @state() private view = { width: 0, height: 0, character: 8 };
  @query('.dm-log') private readonly box!: HTMLElement | null;
  @query('.dm-log-measure') private readonly measure!: HTMLElement | null;
  readonly #marks = new SkipMarks();
  readonly #layout = new LogLayout(this.#marks.lines);
  readonly #parsed = new Map<number, readonly Segment[]>();
  readonly #resize = new ResizeObserver(() => this.#measure());
  #top = 0;
  #setTop = 0;
  #anchor: { readonly line: number; readonly offset: number } | undefined;
  #seen = -1;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    window.removeEventListener('resize', this.#resized);
  }

  protected override firstUpdated(): void {
    if (this.box) this.#resize.observe(this.box);
    window.addEventListener('resize', this.#resized);
    this.#measure();
  }

  readonly #resized = (): void => this.#measure();

  #measure(): void {
    const { box, measure } = this;
    if (!box || !measure) return;
    // down to the window's edge, wherever the theme's head and our bars end
    const top = box.getBoundingClientRect().top + (document.scrollingElement?.scrollTop ?? 0);
    const height = `${Math.max(300, Math.floor(window.innerHeight - top - 20))}px`;
    if (box.style.height !== height) box.style.height = height;
    const character = measure.getBoundingClientRect().width / 100 || 8;
    const next = { width: box.clientWidth, height: box.clientHeight, character };
    if (JSON.stringify(next) !== JSON.stringify(this.view)) this.view = next;
  }

  /** Columns that are left for the text, beside time and stream. */
  get #columns(): number {
    if (!this.wrap) return 0;
    const before = (this.timestamps ? 19 : 0) + (this.log.separated ? 4 : 0);
    return Math.max(10, Math.floor((this.view.width - 16) / this.view.character) - before);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('log')) this.#marks.update(this.log);
    const { lines } = this.log;
    this.#layout.update(lines, this.#columns);
    const last = lines.at(-1)?.number ?? -1;
    if (this.following) this.#seen = last;
    if (changed.has('currentLine') && this.currentLine !== undefined) {
      this.following = false;
      this.#anchor = { line: this.currentLine, offset: -this.view.height / 3 };
    }
    const most = Math.max(0, this.#layout.rows * row - this.view.height);
    if (this.following) this.#top = most;
    else if (this.#anchor)
      this.#top = Math.min(
        most,
        Math.max(0, this.#layout.top(this.#anchor.line) * row - this.#anchor.offset),
      );
  }

  protected override updated(): void {
    const { box } = this;
    if (!box || box.clientHeight === 0) return;
    if (Math.abs(box.scrollTop - this.#top) >= 1) box.scrollTop = this.#top;
    this.#setTop = box.scrollTop;
    this.#askOlder();
  }

  #askOlder(): void {
    if (this.#top < row * 4 && !this.following && !this.log.complete) this.wantsOlder();
  }

  #scrolled(): void {
    const { box } = this;
    if (!box) return;
    const top = box.scrollTop;
    const end = box.scrollHeight - box.clientHeight;
    // our own scrolling only goes to the end: a place above it is the reader's wish
    if (top < this.#setTop - 1) this.following = false;
    else if (end - top < 4) this.follow();
    this.#top = top;
    this.#setTop = top;
    const line = this.#layout.lineAt(Math.floor(top / row));
    this.#anchor = { line, offset: this.#layout.top(line) * row - top };
    this.requestUpdate();
  }

  /** Goes to the end and stays there. */
  follow(): void {
    this.following = true;
    this.#anchor = undefined;
  }

  #pieces(line: LogLine): readonly Segment[] {
    const known = this.#parsed.get(line.number);
    if (known) return known;
    if (this.#parsed.size > 600) this.#parsed.clear();
    const made = segments(line.text);
    this.#parsed.set(line.number, made);
    return made;
  }

  /** The line at the top of the window. */
  get topLine(): number {
    return this.#layout.lineAt(Math.floor(this.#top / row));
  }

  #lines(): { readonly lines: readonly LogLine[]; readonly top: number } {
    const { lines } = this.log;
    const first = lines[0]?.number ?? 0;
    const from = this.#layout.lineAt(Math.max(0, Math.floor(this.#top / row) - ahead));
    const to = this.#layout.lineAt(Math.ceil((this.#top + this.view.height) / row) + ahead);
    return { lines: lines.slice(from - first, to - first + 1), top: this.#layout.top(from) * row };
  }

  #pill(): TemplateResult | typeof nothing {
    if (this.following) return nothing;
    const fresh = (this.log.lines.at(-1)?.number ?? -1) - this.#seen;
    return html`<button
      type="button"
      class="btn cbi-button cbi-button-action important dm-log-pill"
      @click=${() => this.follow()}
    >
      ${icon('descending')}
      <span class="dm-number"
        >${fresh > 0 ? N_(fresh, '%s new line', '%s new lines', count(fresh)) : _('To the end')}</span
      >
    </button>`;
  }

  protected override render(): TemplateResult {
    const { lines, top } = this.#lines();
    const width = this.wrap ? '100%' : `${Math.ceil((this.#layout.widest + 26) * this.view.character)}px`;
    return html`<div class="dm-log-frame">
      <div
        class="dm-log dm-mono ${this.wrap ? 'dm-wrap' : ''}"
        style="--dm-log-row:${row}px"
        role="region"
        aria-label=${_('Log')}
        tabindex="0"
        @scroll=${() => this.#scrolled()}
      >
        <span class="dm-log-measure" aria-hidden="true">${'0'.repeat(100)}</span>
        <div class="dm-log-space" style="height:${this.#layout.rows * row}px;min-width:${width}">
          <div class="dm-log-lines" style="transform:translateY(${top}px)">
            ${lines.map((line) =>
              logLine(line, {
                rows: this.#layout.rowsOf(line.number),
                pieces: this.#pieces(line),
                time: this.timestamps ? logTime(line.timestamp) : undefined,
                separated: this.log.separated,
                found: this.found && ((text: string) => this.found?.(line.number, text) ?? []),
                current: line.number === this.currentLine,
                skipped: this.#marks.lines.get(line.number),
              }),
            )}
          </div>
        </div>
      </div>
      ${this.#pill()}
    </div>`;
  }
}
