import { duration } from '../../elements/format';
import { _ } from '../../host/translate';
import type { RouterLimit } from '../../model/router-settings';

/** What a limit means for the user, in a sentence; empty for one that this page does not know. */
export function limitMeaning(name: string): string {
  switch (name) {
    case 'uhttpd.script_timeout':
      return _(
        'A request that a script answers is cut after this time. A file that is fetched in one piece needs more; what goes in slices does not.',
      );
    case 'uhttpd.network_timeout':
      return _(
        'A connection on which nothing moves is closed after this time. Live data sends a sign of life before.',
      );
    case 'uhttpd.max_requests':
      return _(
        'So many requests to scripts run at a time, for all users of this router together. The others wait.',
      );
    case 'uhttpd.max_connections':
      return _('So many connections are open at a time. A browser opens up to six.');
    case 'uhttpd.http_keepalive':
      return _('A connection is kept for the next request for so long. 0 closes it after each request.');
    case 'rpcd.timeout':
      return _(
        'A call may take so long. What takes longer goes on by itself, and its end is seen in events.',
      );
    case 'dockerman.console_idle':
      return _('A console through the router is closed after so long without a key. 0 is never.');
    default:
      return '';
  }
}

/** Whether a limit counts seconds. */
export function inSeconds(name: string): boolean {
  return name !== 'uhttpd.max_requests' && name !== 'uhttpd.max_connections';
}

/** A value of a limit with its unit. */
export function limitValue(name: string, value: number): string {
  if (!inSeconds(name)) return String(value);
  if (name === 'dockerman.console_idle' && value === 0) return _('never');
  return value >= 3600 && value % 3600 === 0 ? duration(value * 1000) : _('%s s', value);
}

/** What stands in a limit's place before it was changed. */
export function valueBefore({ name, before, standard }: RouterLimit): string {
  return before === null || before === 'unset' ? limitValue(name, standard) : limitText(name, before);
}

/** A configured text: a number with its unit, anything else as it is. */
export function limitText(name: string, text: string): string {
  return /^\d{1,9}$/.test(text) ? limitValue(name, Number(text)) : text;
}

/** What changing a limit does beside writing it. */
export function limitEffect(name: string): string {
  const [service] = name.split('.');
  if (service === 'uhttpd')
    return _(
      'uhttpd, the web server, is started anew for that: what anybody has open breaks off, and goes on by itself here.',
    );
  if (service === 'rpcd') return _('rpcd is started anew for that: everybody has to log in again, also you.');
  return _('It holds for open consoles as well.');
}

/** A limit that hinders this interface: it allows less than is recommended. */
export function isTight({ name, value, recommended }: RouterLimit): boolean {
  return value !== null && value < recommended && (name !== 'dockerman.console_idle' || value !== 0);
}
