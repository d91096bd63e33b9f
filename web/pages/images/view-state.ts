import * as v from 'valibot';
import { preference } from '../../app/preferences';
import type { App } from '../../app/context';
import type { ImageRow } from '../../model/image-row';
import type { ImageResult } from '../../model/images';
import { Results } from '../actions/results';
import type { ListSort } from '../list/line';
import { Selection } from '../list/selection';
import { StableOrder } from '../list/stable-order';
import { ShownWork } from './shown-work';
import type { SortKey } from './sorting';

const sortSchema = v.looseObject({
  key: v.picklist(['name', 'used', 'created', 'size']),
  descending: v.boolean(),
});

/** How the list is sorted. */
export const sortPreference = preference<ListSort<SortKey>>('images.sort', sortSchema, {
  key: 'name',
  descending: false,
});

/** What the pages of images keep while other pages are open. */
export class ImagesView {
  readonly selection = new Selection();
  readonly order = new StableOrder<ImageRow>();
  readonly results = new Results<ImageResult>();
  /** The line that the keyboard stood at. */
  current = '';
  readonly work = new ShownWork();
  /** What was typed into a form and not sent, by the form's name. */
  readonly typed = new Map<string, Readonly<Record<string, string>>>();
}

/** The one of this application. */
export function imagesView(app: App): ImagesView {
  const known = app.memory.get('images');
  if (known instanceof ImagesView) return known;
  const view = new ImagesView();
  app.memory.set('images', view);
  return view;
}
