import { addSheet } from '../elements/add-sheet';
import popups from './popups.css?inline';

/** Brings the sheet of dialogs, menus and panels; each of them calls it before it shows. */
export function addPopupStyles(): void {
  addSheet('popups', popups);
}
