/**
 * The commands that `if …; then …; elif …; then …; else …; fi` comes down to; `holds` runs a condition. A line that is no such thing comes
 * back as it is.
 */
export function chosenBranch(line: string, holds: (condition: string) => boolean): string {
  if (!/^\s*if\s/.test(line)) return line;
  let rest = line.trim();
  for (;;) {
    const [, condition, commands, after] =
      /^(?:if|elif)\s+(.*?);\s*then\s+(.*?);\s*((?:elif|else|fi)\b.*)$/s.exec(rest) ?? [];
    if (condition === undefined || commands === undefined || after === undefined) break;
    if (holds(condition)) return commands;
    rest = after;
  }
  return /^else\s+(.*?);\s*fi$/s.exec(rest)?.[1] ?? '';
}
