/** A picture of the README. */
export interface Picture {
  readonly file: string;
  /** LuCI's theme, by the name of its folder. */
  readonly theme: string;
  readonly place: string;
  readonly width: number;
  readonly height: number;
  /** A text that shows when the page is ready to be taken. */
  readonly ready: string;
  readonly phone?: boolean;
}

const wide = { width: 1200, height: 760 };
const phone = { width: 390, height: 780, phone: true };
const list = { place: 'containers', ready: 'exited (1)' };

/** The pictures that the README shows. */
export const pictures: readonly Picture[] = [
  { file: 'containers', theme: 'bootstrap-light', ...wide, ...list },
  { file: 'containers-dark', theme: 'bootstrap-dark', ...wide, ...list },
  { file: 'containers-phone', theme: 'bootstrap-light', ...phone, ...list },
  {
    file: 'container',
    theme: 'bootstrap-light',
    ...wide,
    place: 'containers/jellyfin',
    ready: 'jellyfin-config',
  },
  {
    file: 'logs-dark',
    theme: 'bootstrap-dark',
    ...wide,
    height: 640,
    place: 'containers/jellyfin/logs',
    ready: 'Playback',
  },
  {
    file: 'statistics',
    theme: 'bootstrap-light',
    ...wide,
    place: 'containers/jellyfin/statistics',
    ready: 'Memory',
  },
  {
    file: 'container-phone',
    theme: 'bootstrap-dark',
    ...phone,
    place: 'containers/backup',
    ready: 'no space left',
  },
];
