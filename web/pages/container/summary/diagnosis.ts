import { dateTime } from '../../../elements/format';
import { inTrouble } from '../../../elements/container-state';
import { _ } from '../../../host/translate';
import type { ContainerDetails } from '../../../model/container-details';
import type { ContainerRow } from '../../../model/container-row';

/** What is the matter with a container. */
export interface Diagnosis {
  readonly kind: 'error' | 'warning' | 'notice';
  readonly title: string;
  /** Sentences, most telling first. */
  readonly lines: readonly string[];
}

/** What an exit code means by the shells' and Docker's convention; undefined for a program's own. */
export function exitMeaning(code: number): string | undefined {
  if (code === 125) return _('Docker itself could not run it.');
  if (code === 126) return _('The command was found but could not be executed.');
  if (code === 127) return _('The command was not found in the container.');
  if (code === 137)
    return _('It was killed (SIGKILL): by hand, by a stop that took too long, or by the kernel.');
  if (code === 139) return _('It crashed (segmentation fault).');
  if (code === 143) return _('It was asked to end (SIGTERM).');
  if (code === 130) return _('It was interrupted (SIGINT).');
  return code > 128 && code < 160 ? _('It was ended by signal %s.', code - 128) : undefined;
}

function ended(row: ContainerRow, details: ContainerDetails | undefined): Diagnosis {
  const code = details?.exitCode ?? row.exitCode ?? 0;
  const lines: string[] = [];
  if (details?.oomKilled)
    lines.push(
      _('The kernel killed it because memory ran out. Give it more memory, or find what takes so much.'),
    );
  if (details && details.error !== '') lines.push(details.error);
  const meaning = details?.oomKilled ? undefined : exitMeaning(code);
  if (meaning !== undefined) lines.push(meaning);
  const finished = details?.finished ?? 0;
  if (finished > 0) lines.push(_('Ended %s.', dateTime(finished)));
  if (details && details.restarts > 0) lines.push(_('Restarted %s times by the engine.', details.restarts));
  const title =
    code === 0
      ? _('Not running: it ended by itself, without an error')
      : _('Not running: ended with exit code %s', code);
  return { kind: inTrouble(row) || details?.oomKilled ? 'error' : 'notice', title, lines };
}

/** Why the container is not well; undefined when it is. */
export function diagnosis(row: ContainerRow, details: ContainerDetails | undefined): Diagnosis | undefined {
  if (row.pending) return undefined;
  if (row.state === 'exited' || row.state === 'dead') return ended(row, details);
  if (row.state === 'restarting') {
    const cause = ended(row, details);
    return {
      kind: 'error',
      title: _('It ends again and again, and the engine restarts it'),
      lines: cause.lines,
    };
  }
  if (row.state === 'created') {
    const error = details?.error ?? '';
    if (error !== '') return { kind: 'error', title: _('It could not be started'), lines: [error] };
    return { kind: 'notice', title: _('Made, and never started'), lines: [] };
  }
  if (row.state === 'running' && row.health === 'unhealthy') {
    const health = details?.health;
    const last = health?.probes.at(-1);
    const lines = [
      ...(health ? [_('The healthcheck failed %s times in a row.', health.failing)] : []),
      ...(last && last.output.trim() !== '' ? [last.output.trim()] : []),
    ];
    return { kind: 'error', title: _('Running, and not healthy'), lines };
  }
  return undefined;
}
