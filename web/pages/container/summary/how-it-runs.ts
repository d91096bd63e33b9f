import { html, type TemplateResult } from 'lit';
import { bytes, count, dateTime } from '../../../elements/format';
import '../../../elements/copy-button';
import { _ } from '../../../host/translate';
import type { ContainerDetails } from '../../../model/container-details';
import { facts, section } from './facts';

/** The engine's restart policy in words. */
export function restartWords({ name, retries }: ContainerDetails['restartPolicy']): string {
  switch (name) {
    case 'always':
      return _('always');
    case 'unless-stopped':
      return _('unless stopped');
    case 'on-failure':
      return retries > 0 ? _('on failure, at most %s times', count(retries)) : _('on failure');
    default:
      return _('never');
  }
}

function limits({ limits: { memory, cpus, pids } }: ContainerDetails): string {
  const parts = [
    memory > 0 ? _('%s memory', bytes(memory)) : '',
    cpus > 0 ? _('%s CPUs', cpus) : '',
    pids > 0 ? _('%s processes', count(pids)) : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(', ') : _('none');
}

/** A command line with what needs quotes in quotes, to be read. */
export function commandLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

/** What it is made from and how it runs. */
export function howItRuns(details: ContainerDetails): TemplateResult {
  const command = commandLine([...details.entrypoint, ...details.command]);
  const time = (value: number) => (value > 0 ? dateTime(value) : undefined);
  return section(
    _('Runs'),
    facts([
      [_('Image'), html`<span class="dm-mono">${details.image}</span>`],
      [_('Command'), html`<span class="dm-mono">${command}</span>`],
      [_('Stack'), [details.stack, details.service].filter((part) => part !== undefined).join(' / ')],
      [_('Restarts'), restartWords(details.restartPolicy)],
      [_('Limits'), limits(details)],
      [_('User'), details.user],
      [_('Directory'), details.workingDirectory],
      [_('Privileged'), details.privileged ? _('yes') : undefined],
      [_('Started'), time(details.started)],
      [_('Created'), time(details.created)],
      [_('Log driver'), details.logDriver],
      [
        _('Id'),
        html`<span class="dm-mono">${details.id.slice(0, 12)}</span
          ><dm-copy .text=${details.id} label=${_('Copy id')}></dm-copy>`,
      ],
    ]),
  );
}
