import type { App } from '../../app/context';
import type { DownloadRequest } from '../../model/downloads';
import { imageName, shortId, type ImageRow } from '../../model/image-row';
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

/** Saves images as one tar file in the browser; how far it is shows among the images' work. */
export async function saveImages(app: App, rows: readonly ImageRow[]): Promise<void> {
  const request = saveRequest(rows);
  if (!request) return;
  try {
    imagesView(app).work.add(await app.engine.downloads.start(request));
  } catch (error) {
    app.notes.error(sentence(error));
  }
}
