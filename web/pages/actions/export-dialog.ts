import type { App } from '../../app/context';
import { _ } from '../../host/translate';
import { askFile } from './file-dialog';

/** Asks where a container's files are to go, to this browser or to a file on the router, and begins. */
export function askExport(
  app: App,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> {
  return askFile(app, {
    heading: _('Export %s', name),
    note: _('All files of the container, without those of its volumes, as one tar archive.'),
    confirm: _('Export'),
    request: { operation: 'ContainerExport', parameters: { container: id }, name: `${name}.tar` },
    begun: (_id, path) => {
      if (path !== undefined) app.notes.done(_('Exporting %s to %s', name, path));
    },
  });
}
