/** How dockerd writes a line: a time, a level, and the rest (logrus, TextFormatter). */
const written = /^time="?[^" ]{1,64}"? level=([a-z]{1,12}) (.*)$/;

const tones: Readonly<Record<string, string>> = {
  warning: 'dm-log-warn',
  error: 'dm-bad',
  fatal: 'dm-bad',
  panic: 'dm-bad',
};

/** A line of dockerd's without the time that stands beside it anyway, and the class for how bad it is. */
export function logWords(line: string): { readonly text: string; readonly tone: string } {
  const [, level, rest] = written.exec(line) ?? [];
  if (level === undefined || rest === undefined) return { text: line, tone: '' };
  return { text: `${level} ${rest}`, tone: tones[level] ?? '' };
}
