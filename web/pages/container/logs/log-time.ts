const clock = new Intl.DateTimeFormat(undefined, {
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});

let lastText = '';
let lastTime = '';

/** A log's timestamp in the user's zone, to the millisecond; as it is when it is no time. */
export function logTime(timestamp: string): string {
  // many lines of the same millisecond follow each other
  const key = timestamp.slice(0, 23);
  if (key === lastText) return lastTime;
  const time = Date.parse(timestamp.replace(/(\.\d{3})\d+/, '$1'));
  lastText = key;
  lastTime = Number.isNaN(time) ? timestamp : clock.format(time).replace(',', '');
  return lastTime;
}
