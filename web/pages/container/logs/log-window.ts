import { _ } from '../../../host/translate';
import type { LogOptions } from '../../../model/logs';
import { count } from '../../../elements/format';

export type WindowName = 'tail200' | 'tail2000' | 'all' | 'min5' | 'hour1' | 'hour24' | 'since';

export const windowNames: readonly WindowName[] = [
  'tail200',
  'tail2000',
  'all',
  'min5',
  'hour1',
  'hour24',
  'since',
];

/** The words for how much of the log is asked for. */
export function windowLabel(name: WindowName): string {
  switch (name) {
    case 'tail200':
      return _('Last %s lines', count(200));
    case 'tail2000':
      return _('Last %s lines', count(2000));
    case 'all':
      return _('Everything');
    case 'min5':
      return _('Last 5 minutes');
    case 'hour1':
      return _('Last hour');
    case 'hour24':
      return _('Last 24 hours');
    case 'since':
      return _('Since a time');
  }
}

/** What to ask the engine for. `since`: milliseconds since 1970, for the window of that name. */
export function windowOptions(name: WindowName, since: number | undefined, now: number): LogOptions {
  const after = (seconds: number): LogOptions => ({ tail: 'all', since: Math.floor(now / 1000) - seconds });
  switch (name) {
    case 'tail200':
      return { tail: 200 };
    case 'tail2000':
      return { tail: 2000 };
    case 'all':
      return { tail: 'all' };
    case 'min5':
      return after(300);
    case 'hour1':
      return after(3600);
    case 'hour24':
      return after(86_400);
    case 'since':
      return since === undefined ? { tail: 200 } : { tail: 'all', since: Math.floor(since / 1000) };
  }
}
