import { _ } from '../host/translate';

/** Numbers and dates are written as the user's browser writes them; only the words are translated. */
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** A whole number with the user's separators. */
export function count(value: number): string {
  return whole.format(value);
}

/** Bytes in the unit that people use: `412 MiB`, `1.2 GiB`. One decimal below ten of a unit. */
export function bytes(value: number): string {
  let unit = 0;
  let amount = Math.max(0, value);
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  const number = unit > 0 && amount < 9.95 ? tenth.format(amount) : whole.format(amount);
  return `${number} ${units[unit] ?? ''}`;
}

/** Bytes per second. */
export function rate(value: number): string {
  return `${bytes(value)}/s`;
}

/** A share as per cent with one decimal, whole from a hundred on; 1 is `100 %`. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value >= 99.95 ? whole.format(value) : tenth.format(value)} %`;
}

/** A length of time in its largest unit; milliseconds: `40 s`, `5 min`, `3 h`, `12 d`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return _('%s s', whole.format(seconds));
  if (seconds < 3600) return _('%s min', whole.format(Math.floor(seconds / 60)));
  if (seconds < 86_400) return _('%s h', whole.format(Math.floor(seconds / 3600)));
  return _('%s d', whole.format(Math.floor(seconds / 86_400)));
}

/** A point in time, milliseconds since 1970, with date and seconds. */
export function dateTime(time: number): string {
  return moment.format(time);
}
