import { Store, type Readable } from '../model/store';

/** The relative luminance below which a background is dark (0 black, 1 white). */
const darkBelow = 0.35;

/** Whether the page is dark: LuCI's themes say so on the root element; others show it by their background. */
export function isDark(root: HTMLElement = document.documentElement): boolean {
  const said = root.dataset['darkmode'];
  if (said === 'true') return true;
  if (said === 'false') return false;
  const parts = /rgba?\((\d+)[, ]+(\d+)[, ]+(\d+)(?:[,/ ]+([\d.]+))?/.exec(
    getComputedStyle(document.body).backgroundColor,
  );
  if (!parts || parts[4] === '0') return matchMedia('(prefers-color-scheme: dark)').matches;
  const [red = 255, green = 255, blue = 255] = parts.slice(1, 4).map(Number);
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255 < darkBelow;
}

/** Follows the theme. `stop` ends it. */
export function followTheme(): { readonly dark: Readable<boolean>; readonly stop: () => void } {
  const dark = new Store(isDark());
  const look = () => dark.set(isDark());
  const observer = new MutationObserver(look);
  const attributes = { attributes: true, attributeFilter: ['data-darkmode', 'class', 'data-theme', 'style'] };
  observer.observe(document.documentElement, attributes);
  observer.observe(document.body, attributes);
  const preference = matchMedia('(prefers-color-scheme: dark)');
  preference.addEventListener('change', look);
  return {
    dark,
    stop: () => {
      observer.disconnect();
      preference.removeEventListener('change', look);
    },
  };
}
