import type { App } from '../../app/context';
import { _, N_ } from '../../host/translate';
import type { DownloadRequest } from '../../model/downloads';
import { imageName, shortId, type ImageRow } from '../../model/image-row';
import { askFile } from '../actions/file-dialog';
import { sentence } from './start-job';
import { imagesView } from './view-state';

/** A name for a file on any system: what stands between letters and digits becomes one dash. */
function fileName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|-+$/g, '') || 'image';
}

/** What to ask for: an image with all its names, so that a load gives them back; by its id where it has none. */
export function saveRequest(rows: readonly ImageRow[]): DownloadRequest | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const names = rows.flatMap((row) => (row.tags.length === 0 ? [row.id] : row.tags));
  const expected = rows.reduce((sum, row) => sum + row.size, 0);
  if (rows.length > 1)
    return {
      operation: 'ImageGetAll',
      parameters: { names },
      name: `images-${rows.length}.tar`,
      expected,
    };
  const name = `${fileName(first.tags.length === 0 ? shortId(first.id) : imageName(first))}.tar`;
  return names.length === 1
    ? { operation: 'ImageGet', parameters: { image: names[0] ?? first.id }, name, expected }
    : { operation: 'ImageGetAll', parameters: { names }, name, expected };
}

/**
 * Saves images as one tar file: in LuCI it asks whether to this browser or to a file on the router, elsewhere the browser has it at once.
 * How far it is shows among the images' work.
 */
export async function saveImages(app: App, rows: readonly ImageRow[]): Promise<void> {
  const [first] = rows;
  const request = saveRequest(rows);
  if (!first || !request) return;
  const begun = (id: string) => imagesView(app).work.add(id);
  if (app.host.kind === 'luci')
    return askFile(app, {
      heading:
        rows.length === 1
          ? _('Save %s', imageName(first))
          : N_(rows.length, 'Save %s image', 'Save %s images', rows.length),
      note: _('All layers and names, as one tar archive that Load takes.'),
      confirm: _('Save'),
      request,
      begun,
    });
  try {
    begun(await app.engine.downloads.start(request));
  } catch (error) {
    app.notes.error(sentence(error));
  }
}
