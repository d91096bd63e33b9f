import { html, nothing, type TemplateResult } from 'lit';
import { stateDot } from '../elements/state-dot';
import { _ } from '../host/translate';
import { icon } from '../icons/icon';
import type { Candidate, Connection, TransportName } from '../model/connection';
import { addPopupStyles } from '../styles/popup-styles';
import { connectionWord } from './connection-word';
import type { App } from './context';
import './gateway-login';

function carriedWord(name: Candidate['carries'][number]): string {
  switch (name) {
    case 'calls':
      return _('calls');
    case 'streams':
      return _('streams');
    case 'files':
      return _('files');
    case 'console':
      return _('console');
  }
}

function candidate({ transport, state, reason, carries, took, login }: Candidate, app: App): TemplateResult {
  const ok = state === 'available';
  const unsure = state === 'unknown' || state === 'probing';
  const carried = carries.map(carriedWord).join(', ');
  return html`<li>
    ${icon(ok ? 'check' : unsure ? 'clock' : 'close')}
    <span
      ><strong>${transport}</strong> ${ok && carried !== '' ? carried : nothing}
      ${took === undefined || !ok ? nothing : html`<span class="dm-dim dm-number">${Math.round(took)} ms</span>`}</span
    >
    <small>${login === undefined ? reason : html`<strong>${_('Needs a login.')}</strong> ${reason}`}</small>
    ${
      login === undefined
        ? nothing
        : html`<dm-gateway-login
            .address=${login}
            .logIn=${(address: string, password: string) => app.engine.connection.logIn(address, password)}
          ></dm-gateway-login>`
    }
  </li>`;
}

/** What is known of the connection, why this way was chosen, and the choice by hand. */
export function connectionPanel(app: App, connection: Connection): TemplateResult {
  addPopupStyles();
  const choices: (TransportName | 'auto')[] = ['auto', ...connection.candidates.map((one) => one.transport)];
  return html`<h3>${_('Connection')}</h3>
    <p>${stateDot(connectionWord(connection.state))} ${connection.failure?.message ?? nothing}</p>
    ${connection.note === undefined ? nothing : html`<p class="dm-dim">${connection.note}</p>`}
    <ul class="dm-candidates">
      ${connection.candidates.map((one) => candidate(one, app))}
    </ul>
    <div class="dm-buttons">
      <label
        >${_('Use')}
        <select
          @change=${(event: Event) =>
            app.engine.connection.prefer((event.target as HTMLSelectElement).value as TransportName | 'auto')}
        >
          ${choices.map(
            (name) =>
              html`<option value=${name} ?selected=${connection.preference === name}>
                ${name === 'auto' ? _('chosen automatically') : name}
              </option>`,
          )}
        </select></label
      >
      <span class="dm-space"></span>
      <button
        type="button"
        class="btn cbi-button"
        ?disabled=${connection.candidates.some((one) => one.state === 'probing')}
        @click=${() => void app.engine.connection.probe()}
      >
        ${icon('restart')}<span>${_('Probe again')}</span>
      </button>
    </div>`;
}
