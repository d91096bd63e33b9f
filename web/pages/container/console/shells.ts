import { EngineError, TransportError } from '../../../../lib/engine/errors';

/** A command line as words: quotes keep spaces, a backslash keeps the next character. */
export function splitCommand(line: string): readonly string[] {
  const words: string[] = [];
  const pattern = /\s*(?:((?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+))/gy;
  for (let match = pattern.exec(line); match?.[1] !== undefined; match = pattern.exec(line))
    words.push(
      match[1].replace(
        /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g,
        (_all, single?: string, double?: string, one?: string) =>
          single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? one ?? '',
      ),
    );
  return words;
}

/** A sentence for why a console could not be had. */
export function consoleProblem(error: unknown): string {
  if (error instanceof EngineError || error instanceof TransportError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
