/** A figure is made from what happened in so many milliseconds; of less than the first nobody could say anything. */
const window = 10_000;
const least = 1_000;

/** How fast something grows. */
export class Rate {
  #samples: { readonly time: number; readonly value: number }[] = [];

  /** Takes how much there is at a time (milliseconds); gives the growth per second, undefined as long as there is no figure. */
  take(value: number, time: number): number | undefined {
    const last = this.#samples.at(-1);
    // it begins anew: a layer that is fetched again
    if (last && value < last.value) this.#samples = [];
    this.#samples.push({ value, time });
    while (this.#samples.length > 2 && time - (this.#samples[1]?.time ?? time) >= window)
      this.#samples.shift();
    const [first] = this.#samples;
    if (!first || time - first.time < least) return undefined;
    return ((value - first.value) / (time - first.time)) * 1000;
  }
}
