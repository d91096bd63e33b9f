import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import uPlot from 'uplot';
import sheet from 'uplot/dist/uPlot.min.css?inline';
import { LightElement } from '../../../elements/light-element';
import { addSheet } from '../../../elements/add-sheet';
import type { History, Sample } from '../../../model/statistics';

type Column = Exclude<keyof History, 'time'>;

export interface ChartSpec {
  readonly key: string;
  readonly title: () => string;
  readonly series: readonly {
    readonly from: Column;
    readonly label: () => string;
    readonly color: 0 | 1 | 2;
  }[];
  /** Writes a value with its unit. */
  readonly write: (value: number) => string;
  /** The axis reaches at least this far. */
  readonly floor: number;
  /** Steps of powers of two, for bytes. */
  readonly binary?: boolean;
}

const height = 150;
const binarySteps = Array.from({ length: 44 }, (_unused, power) => 2 ** power);

function colors(element: Element): { ink: string; line: string; lines: readonly string[] } {
  const probe = document.createElement('span');
  element.append(probe);
  const resolved = (value: string) => {
    probe.style.color = value;
    return getComputedStyle(probe).color;
  };
  const found = {
    ink: resolved('var(--dm-dim)'),
    line: resolved('var(--dm-line-soft)'),
    lines: ['var(--dm-accent)', 'var(--dm-good)', 'var(--dm-warn-text)'].map(resolved),
  };
  probe.remove();
  return found;
}

/** One chart over time, drawn by uPlot in the theme's colours. */
@customElement('dm-usage-chart')
export class UsageChart extends LightElement {
  @property({ attribute: false }) spec!: ChartSpec;
  @property({ attribute: false }) history!: History;
  /** The newest sample: a change draws again. */
  @property({ attribute: false }) sample: Sample | undefined;
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
    if (this.clientWidth > 0) this.#plot?.setSize({ width: this.clientWidth, height });
  }

  #data(): uPlot.AlignedData {
    const { history, spec } = this;
    return [history.time, ...spec.series.map((one) => history[one.from])];
  }

  #make(): void {
    const target = this.querySelector<HTMLElement>('.dm-plot');
    if (!target) return;
    this.#plot?.destroy();
    const { ink, line, lines } = colors(this);
    const { spec } = this;
    const font = `11px ${getComputedStyle(this).fontFamily}`;
    const axis = { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
    const now = () => Date.now() / 1000;
    this.#plot = new uPlot(
      {
        width: Math.max(200, this.clientWidth),
        height,
        padding: [8, 8, 0, 0],
        cursor: { y: false, drag: { x: false, y: false } },
        legend: { show: true, live: true },
        scales: {
          // at least the last two minutes, at most the hour that is kept
          x: { time: true, range: (_plot, low) => [Math.min(low ?? Infinity, now() - 120), now()] },
          y: { range: (_plot, _low, high) => [0, Math.max(spec.floor, (high ?? 0) * 1.1)] },
        },
        axes: [
          { ...axis, space: 80, size: 28 },
          {
            ...axis,
            size: 74,
            space: 34,
            values: (_plot, values) => values.map((value) => spec.write(value)),
            ...(spec.binary ? { incrs: binarySteps } : {}),
          },
        ],
        series: [
          { value: (_plot, value) => (value == null ? '' : new Date(value * 1000).toLocaleTimeString()) },
          ...spec.series.map(({ label, color }) => ({
            label: label(),
            stroke: lines[color] ?? ink,
            width: 1.5,
            ...(spec.series.length === 1
              ? { fill: `color-mix(in srgb, ${lines[color] ?? ink} 14%, transparent)` }
              : {}),
            points: { show: false },
            value: (_plot: uPlot, value: number | null) => (value === null ? '' : spec.write(value)),
          })),
        ],
      },
      this.#data(),
      target,
    );
    this.#plot.ctx.canvas.setAttribute('aria-hidden', 'true');
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.#plot) this.#make();
    else if (changed.has('sample') || changed.has('history')) this.#plot.setData(this.#data());
  }

  protected override render(): TemplateResult {
    return html`<div class="dm-plot"></div>`;
  }
}
