/** Where a search has found something in a text: from, and up to. */
export type Places = readonly (readonly [from: number, to: number])[];

/** The places of an expression (global) in a text; empty ones are none. At most a hundred. */
export function places(expression: RegExp, text: string): Places {
  const found: [number, number][] = [];
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match && found.length < 100; match = expression.exec(text)) {
    if (match[0] === '') expression.lastIndex++;
    else found.push([match.index, match.index + match[0].length]);
  }
  return found;
}
