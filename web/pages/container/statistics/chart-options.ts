import type uPlot from 'uplot';
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
  /** The figures of a sample in words. */
  readonly now: (sample: Sample) => string;
  /** The axis reaches at least this far. */
  readonly floor: number;
  /** Steps of powers of two, for bytes. */
  readonly binary?: boolean;
  /** Whole steps, for what is counted. */
  readonly whole?: boolean;
}

const height = 154;
const binarySteps = Array.from({ length: 44 }, (_unused, power) => 2 ** power);
const wholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
const minutes = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit', second: '2-digit' });

interface Colors {
  readonly ink: string;
  readonly line: string;
  readonly lines: readonly string[];
}

/** The theme's colours as a canvas takes them: resolved. */
function colorsOf(element: Element): Colors {
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

function series(spec: ChartSpec, { ink, lines }: Colors): uPlot.Series[] {
  return spec.series.map(({ label, color }) => {
    const stroke = lines[color] ?? ink;
    const fill = spec.series.length === 1 ? { fill: `color-mix(in srgb, ${stroke} 14%, transparent)` } : {};
    return { label: label(), stroke, width: 1.5, points: { show: false }, ...fill };
  });
}

/** uPlot's options for a chart in an element: the theme's colours, an axis from zero, time up to now. */
export function chartOptions(
  element: Element,
  spec: ChartSpec,
  hover: (index: number | null) => void,
): uPlot.Options {
  const colors = colorsOf(element);
  const font = `11px ${getComputedStyle(element).fontFamily}`;
  const axis = {
    stroke: colors.ink,
    font,
    grid: { stroke: colors.line, width: 1 },
    ticks: { show: false },
  };
  const now = () => Date.now() / 1000;
  const steps = spec.binary ? { incrs: binarySteps } : spec.whole ? { incrs: wholeSteps } : {};
  return {
    width: Math.max(200, element.clientWidth),
    height,
    padding: [8, 34, 0, 0],
    cursor: { y: false, drag: { x: false, y: false } },
    legend: { show: false },
    scales: {
      // at least the last two minutes, at most the hour that is kept
      x: { time: true, range: (_plot, low) => [Math.min(low ?? Infinity, now() - 120), now()] },
      y: { range: (_plot, _low, high) => [0, Math.max(spec.floor, (high ?? 0) * 1.1)] },
    },
    axes: [
      {
        ...axis,
        space: 90,
        size: 30,
        gap: 9,
        values: (_plot, times, _axis, _space, step) =>
          times.map((time) => (step < 60 ? seconds : minutes).format(time * 1000)),
      },
      { ...axis, size: 66, space: 34, values: (_plot, values) => values.map(spec.write), ...steps },
    ],
    series: [{}, ...series(spec, colors)],
    hooks: { setCursor: [(plot) => hover(plot.cursor.idx ?? null)] },
  };
}
