import type { App } from '../../app/context';
import type { MenuItem } from '../../elements/menu';
import { _ } from '../../host/translate';
import type { ContainerRow } from '../../model/container-row';
import { imageName, shortId, type ImageRow } from '../../model/image-row';
import { askPush } from './push-dialog';
import { askRemove } from './remove-dialog';
import { saveImages } from './save';
import { startPull } from './start-job';
import { askTag } from './tag-dialog';

/** What can be done with an image, destructive last. */
export function imageActions(app: App, row: ImageRow, users: readonly ContainerRow[]): readonly MenuItem[] {
  const tagged = row.tags.length > 0;
  return [
    ...(tagged
      ? ([
          { label: _('Pull again'), icon: 'download', run: () => void startPull(app, row.tags[0] ?? '') },
        ] as const)
      : []),
    { label: _('Tag'), icon: 'rename', run: () => void askTag(app, row) },
    ...(tagged ? ([{ label: _('Push'), icon: 'up', run: () => void askPush(app, row) }] as const) : []),
    { label: _('Save'), icon: 'download', run: () => void saveImages(app, [row]) },
    'line',
    {
      label: _('Remove'),
      icon: 'remove',
      danger: true,
      run: () => void askRemove(app, [{ row, users }]),
    },
  ];
}

/** An image's menu in the list. */
export function showImageMenu(
  app: App,
  anchor: HTMLElement,
  row: ImageRow,
  users: readonly ContainerRow[],
): void {
  const open = {
    label: _('Layers and details'),
    icon: 'stack' as const,
    run: () => app.host.navigate(['images', shortId(row.id)]),
  };
  void app.menu(anchor, imageName(row), () => [open, ...imageActions(app, row, users)]);
}
