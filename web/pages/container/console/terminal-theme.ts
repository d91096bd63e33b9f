import type { ITheme } from '@xterm/xterm';

const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** The theme's colours for a terminal inside an element, as `#rrggbb`: the terminal reads no others. */
export function terminalTheme(element: Element): ITheme {
  const probe = document.createElement('span');
  element.append(probe);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  // a canvas reads every colour that a style sheet can hold, and tells it as bytes
  const hex = (color: string): string => {
    if (!context) return '#000000';
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  };
  const resolved = (value: string): string => {
    probe.style.color = value;
    return hex(getComputedStyle(probe).color);
  };
  const foreground = resolved('var(--dm-ink)');
  const theme: ITheme = {
    foreground,
    cursor: foreground,
    background: resolved('var(--dm-terminal)'),
    selectionBackground: `${resolved('var(--dm-accent)')}55`,
  };
  for (const name of names) {
    const color = resolved(`var(--ansi-${name})`);
    theme[name] = color;
    theme[`bright${name[0]?.toUpperCase() ?? ''}${name.slice(1)}` as `bright${Capitalize<typeof name>}`] =
      color;
  }
  probe.remove();
  return theme;
}
