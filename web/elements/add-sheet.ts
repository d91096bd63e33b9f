const added = new Set<string>();

/** Adds a style sheet to the document once. It comes after the theme's own, so that equal rules of ours win. */
export function addSheet(name: string, text: string): void {
  if (added.has(name)) return;
  added.add(name);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
