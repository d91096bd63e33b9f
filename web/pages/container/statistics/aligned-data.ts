/** Nobody looked for longer than this (seconds): the line has a gap there. Slow ways give a sample in five seconds. */
const gapAfter = 20;

/**
 * Figures as uPlot draws them: null (a gap) where a sample has none (NaN), and one between samples that are far apart, so that
 * no line runs through a time that nobody looked at.
 */
export function alignedData(
  times: Float64Array,
  columns: readonly Float64Array[],
): [number[], ...(number | null)[][]] {
  const time: number[] = [];
  const drawn = columns.map((): (number | null)[] => []);
  times.forEach((at, index) => {
    const before = times[index - 1];
    if (before !== undefined && at - before > gapAfter) {
      time.push((before + at) / 2);
      for (const column of drawn) column.push(null);
    }
    time.push(at);
    columns.forEach((column, which) => {
      const value = column[index] ?? NaN;
      drawn[which]?.push(Number.isNaN(value) ? null : value);
    });
  });
  return [time, ...drawn];
}
