import { allows, type App } from '../../app/context';
import { loadLate } from '../../app/load-late';
import type { MenuItem } from '../../elements/menu';
import { _ } from '../../host/translate';
import type { ContainerRow } from '../../model/container-row';

/** The menu's entry for a container's files as one archive; nothing for sessions that may not have them. */
export function exportItem(app: App, { id, name, gone }: ContainerRow): readonly MenuItem[] {
  if (gone || !allows(app.engine.role.value, 'admin')) return [];
  const run = async () => {
    const found = await loadLate(app.notes, () => import('./export-dialog'));
    await found?.askExport(app, { id, name });
  };
  return [{ label: _('Export'), icon: 'download', run: () => void run() }];
}
