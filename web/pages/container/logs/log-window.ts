import { _ } from '../../../host/translate';
import type { LogOptions } from '../../../model/logs';
import { count } from '../../../elements/format';

/** How much of a log is asked for. */
export type WindowName = 'tail200' | 'tail2000' | 'all' | 'min5' | 'hour1' | 'hour24' | 'span';

/** A span of time, milliseconds since 1970; open at an end that is missing. */
export interface Span {
  readonly since: number | undefined;
  readonly until: number | undefined;
}

/** In the order of the choice. */
export const windowNames: readonly WindowName[] = [
  'tail200',
  'tail2000',
  'all',
  'min5',
  'hour1',
  'hour24',
  'span',
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
    case 'span':
      return _('A span of time');
  }
}

/** Why a span cannot be asked for; undefined when it can. */
export function spanProblem({ since, until }: Span): string | undefined {
  if (since !== undefined && until !== undefined && until <= since)
    return _('Until has to be later than Since.');
  return undefined;
}

/** What to ask the engine for. `span` is that of the window of this name; `now`: milliseconds since 1970. */
export function windowOptions(name: WindowName, { since, until }: Span, now: number): LogOptions {
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
    case 'span':
      if (since === undefined && until === undefined) return { tail: 200 };
      // the engine counts `tail` from the end of the log, not from `until`
      return {
        tail: 'all',
        ...(since === undefined ? {} : { since: Math.floor(since / 1000) }),
        ...(until === undefined ? {} : { until: Math.ceil(until / 1000), follow: until > now }),
      };
  }
}
