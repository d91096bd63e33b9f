import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { bytes, percent } from '../../elements/format';
import { LightElement } from '../../elements/light-element';
import type { Statistics } from '../../model/statistics';
import { usageSum } from './usage-cells';

/** What the running containers of a stack use together. Empty until there are figures of all of them. */
@customElement('dm-group-sum')
export class GroupSum extends LightElement {
  @property({ attribute: false }) statistics!: Statistics;
  @property({
    attribute: false,
    hasChanged: (next: string[], last?: string[]) => next.join() !== last?.join(),
  })
  ids: readonly string[] = [];
  /** Where the sums stand in the list's grid; 1: the column is not shown. */
  @property({ attribute: false }) cpuColumn = 1;
  @property({ attribute: false }) memoryColumn = 1;
  #releases: (() => void)[] = [];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  #release(): void {
    for (const release of this.#releases) release();
    this.#releases = [];
  }

  #follow(): void {
    this.#release();
    if (!this.isConnected) return;
    this.#releases = this.ids.map((id) => this.statistics.latest(id).subscribe(() => this.requestUpdate()));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('ids')) this.#follow();
  }

  protected override render(): TemplateResult | typeof nothing {
    const sum = usageSum(this.statistics, this.ids);
    if (!sum) return nothing;
    const cell = (column: number, kind: string, text: string) =>
      column === 1
        ? nothing
        : html`<span class="dm-cell dm-right dm-dim dm-number ${kind}" style="grid-column:${column}"
            >${text}</span
          >`;
    return html`${cell(this.cpuColumn, 'dm-c-cpu', percent(sum.cpu))}${cell(
      this.memoryColumn,
      'dm-c-memory',
      bytes(sum.memory),
    )}`;
  }
}
