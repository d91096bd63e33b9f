/** Where `sessionStorage` keeps what was typed into a dialog and not sent (pages/actions/unsent.ts). */
export const unsentKey = 'dockerman.unsent';

/** Whether a dialog was open when the page was left. */
export function hasUnsent(): boolean {
  try {
    return sessionStorage.getItem(unsentKey) !== null;
  } catch {
    return false;
  }
}
