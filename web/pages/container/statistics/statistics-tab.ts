import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../../../app/context';
import { bytes, count, percent, rate } from '../../../elements/format';
import { LightElement } from '../../../elements/light-element';
import { _ } from '../../../host/translate';
import { icon } from '../../../icons/icon';
import type { ContainerRow } from '../../../model/container-row';
import type { Sample } from '../../../model/statistics';
import { Subscription } from '../../../model/subscription';
import './usage-chart';
import type { ChartSpec } from './chart-options';

const charts: readonly ChartSpec[] = [
  {
    key: 'cpu',
    title: () => _('CPU'),
    series: [{ from: 'cpu', label: () => _('CPU'), color: 0 }],
    write: percent,
    floor: 0.05,
    now: ({ cpu }) => (cpu === null ? '…' : percent(cpu)),
  },
  {
    key: 'memory',
    title: () => _('Memory'),
    series: [{ from: 'memory', label: () => _('Memory'), color: 1 }],
    write: bytes,
    floor: 4 * 1024 * 1024,
    binary: true,
    now: ({ memory, memoryLimit }) =>
      memoryLimit > 0 ? _('%s of %s', bytes(memory), bytes(memoryLimit)) : bytes(memory),
  },
  {
    key: 'network',
    title: () => _('Network'),
    series: [
      { from: 'receiveRate', label: () => _('received'), color: 0 },
      { from: 'sendRate', label: () => _('sent'), color: 2 },
    ],
    write: rate,
    floor: 1024,
    binary: true,
    now: ({ received, sent }) => _('%s received, %s sent', bytes(received), bytes(sent)),
  },
  {
    key: 'block',
    title: () => _('Block I/O'),
    series: [
      { from: 'readRate', label: () => _('read'), color: 0 },
      { from: 'writeRate', label: () => _('written'), color: 2 },
    ],
    write: rate,
    floor: 1024,
    binary: true,
    now: ({ read, written }) => _('%s read, %s written', bytes(read), bytes(written)),
  },
  {
    key: 'pids',
    title: () => _('Processes'),
    series: [{ from: 'pids', label: () => _('Processes'), color: 1 }],
    write: count,
    floor: 4,
    whole: true,
    now: (sample) => count(sample.pids),
  },
];

/** Live charts of one container with what is known of the last hour. */
@customElement('dm-statistics-tab')
export class StatisticsTab extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) row!: ContainerRow;
  readonly #sample = new Subscription(this, () => this.app.engine.statistics.latest(this.row.id));
  readonly #failure = new Subscription(this, () => this.app.engine.statistics.failure);
  #watch: ReturnType<App['engine']['statistics']['watch']> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch = this.app.engine.statistics.watch([this.row.id]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch?.release();
  }

  protected override willUpdate(): void {
    this.#watch?.show([this.row.id]);
    this.#sample.refresh();
  }

  #note(sample: Sample | undefined): TemplateResult | typeof nothing {
    const failure = this.#failure.value;
    if (failure !== undefined)
      return html`<div class="dm-alert dm-alert-warning dm-banner" role="alert">${failure}</div>`;
    const running = this.row.state === 'running' || this.row.state === 'paused';
    if (!running && !sample)
      return html`<div class="dm-empty">
        ${icon('chart')}
        <h3>${_('%s does not run', this.row.name)}</h3>
        <p class="dm-dim">${_('There are figures as soon as it does.')}</p>
      </div>`;
    return nothing;
  }

  protected override render(): TemplateResult {
    const sample = this.#sample.value;
    const running = this.row.state === 'running' || this.row.state === 'paused';
    if (!running && !sample) return html`${this.#note(sample)}`;
    const history = this.app.engine.statistics.history(this.row.id);
    return html`${this.#note(sample)}
      <div class="dm-charts">
        ${charts.map(
          (spec) =>
            html`<section class="dm-chart-box" aria-label=${spec.title()}>
              <dm-usage-chart .spec=${spec} .history=${history} .sample=${sample}></dm-usage-chart>
            </section>`,
        )}
      </div>
      <p class="dm-dim">
        ${_('Figures are taken while somebody looks, in any tab, and kept for an hour. 100 % is one core.')}
      </p>`;
  }
}
