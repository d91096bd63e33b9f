/**
 * The colour that the page has behind an element: the first ancestor's that has one. Themes name it differently or not at
 * all, and what sticks above scrolled lines needs it.
 */
export function backgroundBehind(element: Element): string {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (backgroundColor !== '' && backgroundColor !== 'transparent' && !/[,/] ?0\)$/.test(backgroundColor))
      return backgroundColor;
  }
  return 'Canvas';
}
