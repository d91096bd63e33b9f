import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import uPlot from 'uplot';
import sheet from 'uplot/dist/uPlot.min.css?inline';
import { addSheet } from '../../../elements/add-sheet';
import { LightElement } from '../../../elements/light-element';
import type { History, Sample } from '../../../model/statistics';
import { alignedData } from './aligned-data';
import { chartOptions, type ChartSpec } from './chart-options';

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** One chart over time with its heading: the figures of now, or of the moment under the pointer. */
@customElement('dm-usage-chart')
export class UsageChart extends LightElement {
  @property({ attribute: false }) spec!: ChartSpec;
  @property({ attribute: false }) history!: History;
  /** The newest sample: a change draws again. */
  @property({ attribute: false }) sample: Sample | undefined;
  @state() private hovered: number | null = null;
  #plot: uPlot | undefined;
  readonly #resize = new ResizeObserver(() => this.#fit());
  readonly #dark = new MutationObserver(() => this.#make());

  override connectedCallback(): void {
    super.connectedCallback();
    addSheet('uplot', sheet);
    this.#resize.observe(this);
    this.#dark.observe(document.documentElement, { attributeFilter: ['data-darkmode', 'class'] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#dark.disconnect();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  #fit(): void {
    if (this.#plot && this.clientWidth > 0)
      this.#plot.setSize({ width: this.clientWidth, height: this.#plot.height });
  }

  #data(): uPlot.AlignedData {
    const { history, spec } = this;
    return alignedData(
      history.time,
      spec.series.map((one) => history[one.from]),
    );
  }

  #make(): void {
    const target = this.querySelector<HTMLElement>('.dm-plot');
    if (!target) return;
    this.#plot?.destroy();
    const options = chartOptions(this, this.spec, (index) => (this.hovered = index));
    this.#plot = new uPlot(options, this.#data(), target);
    this.#plot.ctx.canvas.setAttribute('aria-hidden', 'true');
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.#plot) this.#make();
    else if (changed.has('sample') || changed.has('history')) this.#plot.setData(this.#data());
  }

  #figures(): string {
    const { spec, sample, hovered } = this;
    const data = this.#data();
    const time = hovered === null ? undefined : data[0][hovered];
    if (hovered === null || time === undefined) return sample ? spec.now(sample) : '…';
    const values = spec.series.map((one, index) => {
      const figure = data[index + 1]?.[hovered];
      const value = figure == null ? '…' : spec.write(figure);
      return spec.series.length > 1 ? `${value} ${one.label()}` : value;
    });
    return `${clock.format(time * 1000)}  ${values.join(', ')}`;
  }

  protected override render(): TemplateResult {
    const { spec } = this;
    return html`<div class="dm-chart-head">
        <h3>${spec.title()}</h3>
        ${
          spec.series.length > 1
            ? spec.series.map(
                (one) => html`<span class="dm-dim dm-key-${one.color}"><i></i>${one.label()}</span>`,
              )
            : ''
        }
        <span class="dm-space"></span>
        <span class="dm-number">${this.#figures()}</span>
      </div>
      <div class="dm-plot"></div>`;
  }
}
