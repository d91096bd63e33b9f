import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { allows, type App } from '../../../app/context';
import { LightElement } from '../../../elements/light-element';
import type { Detail } from '../../../model/collection';
import type { ContainerDetails } from '../../../model/container-details';
import type { ContainerRow } from '../../../model/container-row';
import './last-lines';
import { diagnosis } from './diagnosis';
import { environmentSection, labelsSection } from './environment';
import { healthSection } from './health';
import { howItRuns } from './how-it-runs';
import { reachSection } from './reach';
import { mountsSection, networksSection } from './storage-and-networks';
import { Subscription } from '../../../model/subscription';

/** The answers first (is it up, why not, how is it reached), then what it is made of. */
@customElement('dm-summary-tab')
export class SummaryTab extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) row!: ContainerRow;
  @property({ attribute: false }) detail: Detail<ContainerDetails> | undefined;
  readonly #role = new Subscription(this, () => this.app.engine.role);

  protected override render(): TemplateResult {
    const details = this.detail?.value;
    const verdict = diagnosis(this.row, details);
    return html`${
      verdict === undefined
        ? nothing
        : html`<section class="dm-alert dm-alert-${verdict.kind} dm-verdict">
            <strong>${verdict.title}</strong>
            ${verdict.lines.map((line) => html`<p>${line}</p>`)}
            ${
              allows(this.#role.value, 'operator')
                ? html`<dm-last-lines
                    .app=${this.app}
                    .container=${this.row.name}
                    .id=${this.row.id}
                  ></dm-last-lines>`
                : nothing
            }
          </section>`
    }
    ${reachSection(this.row, details)}
    ${
      details === undefined
        ? nothing
        : html` <div class="dm-columns-2">
              ${howItRuns(details)}
              <div>${networksSection(details)} ${mountsSection(details)} ${healthSection(details)}</div>
            </div>
            ${environmentSection(details, this.#role.value)} ${labelsSection(details)}`
    }`;
  }
}
