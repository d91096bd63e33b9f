import type { ContainerRow } from '../model/container-row';
import { _ } from '../host/translate';

/** How good the news is. */
export type Tone = 'good' | 'warn' | 'bad' | 'none';

/** How a state is drawn, told apart without colour. */
export type DotShape = 'full' | 'half' | 'ring' | 'bars' | 'turning' | 'cross';

/** A state as it is shown: a word and a dot. */
export interface StateWord {
  readonly word: string;
  readonly tone: Tone;
  readonly shape: DotShape;
}

type Stateful = Pick<ContainerRow, 'state' | 'health' | 'exitCode' | 'pending' | 'gone'>;

/** Ends that somebody asked for: interrupt, kill and terminate. */
const asked = new Set([0, 130, 137, 143]);

/** The container ended by itself and not well, or is not well. */
export function inTrouble(row: Stateful): boolean {
  if (row.gone) return false;
  if (row.state === 'running') return row.health === 'unhealthy';
  if (row.state === 'exited') return row.exitCode !== undefined && !asked.has(row.exitCode);
  return row.state === 'restarting' || row.state === 'dead';
}

function pendingWord(row: Stateful): string | undefined {
  switch (row.pending) {
    case 'start':
      return _('starting');
    case 'stop':
      return _('stopping');
    case 'restart':
      return _('restarting');
    case 'kill':
      return _('being killed');
    case 'pause':
      return _('pausing');
    case 'unpause':
      return _('resuming');
    case 'remove':
      return _('being removed');
    case 'rename':
      return _('being renamed');
    default:
      return undefined;
  }
}

function runningWord(row: Stateful): StateWord {
  if (row.health === 'healthy') return { word: _('healthy'), tone: 'good', shape: 'full' };
  if (row.health === 'unhealthy') return { word: _('unhealthy'), tone: 'bad', shape: 'half' };
  if (row.health === 'starting') return { word: _('health starting'), tone: 'warn', shape: 'half' };
  return { word: _('running'), tone: 'good', shape: 'full' };
}

/** The word, tone and shape for a container's state. */
export function stateWord(row: Stateful): StateWord {
  if (row.gone) return { word: _('removed'), tone: 'none', shape: 'cross' };
  const pending = pendingWord(row);
  if (pending !== undefined) return { word: pending, tone: 'warn', shape: 'turning' };
  switch (row.state) {
    case 'running':
      return runningWord(row);
    case 'paused':
      return { word: _('paused'), tone: 'warn', shape: 'bars' };
    case 'restarting':
      return { word: _('restarting'), tone: 'bad', shape: 'turning' };
    case 'removing':
      return { word: _('being removed'), tone: 'warn', shape: 'turning' };
    case 'created':
      return { word: _('created'), tone: 'none', shape: 'ring' };
    case 'dead':
      return { word: _('dead'), tone: 'bad', shape: 'cross' };
    case 'exited':
      return {
        word: row.exitCode === undefined ? _('exited') : _('exited (%s)', row.exitCode),
        tone: inTrouble(row) ? 'bad' : 'none',
        shape: 'ring',
      };
    default:
      return { word: _('unknown'), tone: 'none', shape: 'ring' };
  }
}
