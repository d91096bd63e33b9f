import { _ } from '../host/translate';
import type { ActionName } from './actions';

/** What is said when the engine has done it. */
export function doneWords(action: ActionName, name: string, newName?: string): string {
  switch (action) {
    case 'start':
      return _('%s started', name);
    case 'stop':
      return _('%s stopped', name);
    case 'restart':
      return _('%s restarted', name);
    case 'kill':
      return _('%s killed', name);
    case 'pause':
      return _('%s paused', name);
    case 'unpause':
      return _('%s resumed', name);
    case 'remove':
      return _('%s removed', name);
    case 'rename':
      return _('%s is now called %s', name, newName ?? '');
  }
}

/** What is said when there was nothing to do. */
export function unchangedWords(action: ActionName, name: string): string {
  if (action === 'start') return _('%s was running already', name);
  if (action === 'stop') return _('%s was stopped already', name);
  return doneWords(action, name);
}
