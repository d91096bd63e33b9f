import type { StateWord } from '../elements/container-state';
import { _ } from '../host/translate';
import type { ConnectionState } from '../model/connection';

/** The word and dot for a connection's state. */
export function connectionWord(state: ConnectionState): StateWord {
  switch (state) {
    case 'connecting':
      return { word: _('connecting'), tone: 'warn', shape: 'turning' };
    case 'online':
      return { word: _('online'), tone: 'good', shape: 'full' };
    case 'idle':
      return { word: _('paused'), tone: 'none', shape: 'bars' };
    case 'engine-down':
      return { word: _('engine down'), tone: 'bad', shape: 'ring' };
    case 'offline':
      return { word: _('offline'), tone: 'bad', shape: 'cross' };
    case 'session-ended':
      return { word: _('session ended'), tone: 'bad', shape: 'cross' };
    case 'forbidden':
      return { word: _('not allowed'), tone: 'bad', shape: 'cross' };
    case 'unsupported':
      return { word: _('not supported'), tone: 'bad', shape: 'cross' };
  }
}
