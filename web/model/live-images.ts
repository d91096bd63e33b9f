import * as v from 'valibot';
import { TransportError } from '../../lib/engine/errors';
import { imageClient } from '../../lib/engine/image-client';
import type { EngineEvent } from '../../lib/engine/types/event';
import { imageInspect } from '../../lib/engine/types/image-answers';
import { _ } from '../host/translate';
import type { EngineLink } from './engine-link';
import type { EventFeed } from './event-feed';
import { failureOf } from './failure';
import { FollowedDetail } from './followed-detail';
import { FollowedList } from './followed-list';
import { imageDetails, type ImageDetails } from './image-details';
import { imageName, shortId, type ImageRow } from './image-row';
import { imageRow, storedImages } from './image-rows';
import type { ImageResult, Images } from './images';
import { lastKnownRows } from './last-known';
import { isOpen, outcomeWithin } from './outcome';

/** A removal whose answer did not come is looked for in the list this often (milliseconds). */
const lookEvery = 3000;

/** The images of an engine; `key` tells engines apart in the browser's memory. */
export class LiveImages extends FollowedList<ImageRow> implements Images {
  readonly #details = new Map<string, FollowedDetail<ImageDetails>>();

  constructor(
    private readonly engine: EngineLink,
    private readonly feed: EventFeed,
    key: string,
  ) {
    super(
      {
        list: () =>
          engine.run(async (client) => (await imageClient(client).list({ digests: true })).map(imageRow)),
        concerns: ({ Type }) => Type === 'image',
      },
      engine,
      feed,
      lastKnownRows(`${key} images`, storedImages),
    );
  }

  details(id: string): FollowedDetail<ImageDetails> {
    const known = this.#details.get(id);
    if (known) return known;
    const effect = (event: EngineEvent) => {
      if (event.Type !== 'image') return undefined;
      if (event.Action === 'delete') return event.Actor.ID === id ? 'gone' : undefined;
      // events of pulls name the image by its name
      return 'changed';
    };
    const detail = new FollowedDetail<ImageDetails>(
      // a removal takes the names first, and then the image
      { ask: () => inspect(this.engine, id), effect, gatherFor: 1000 },
      this.engine,
      this.feed,
    );
    this.#details.set(id, detail);
    return detail;
  }

  async remove(
    ids: readonly string[],
    { force = false }: { readonly force?: boolean } = {},
  ): Promise<readonly ImageResult[]> {
    for (const id of ids) this.pend(id, 'remove');
    const results: ImageResult[] = [];
    // one after the other: an image may be the parent of another, and flash is slow
    for (const id of ids) results.push(await this.#remove(id, force));
    await this.refresh();
    return results;
  }

  async untag(name: string): Promise<void> {
    await this.engine.run((client) => imageClient(client).remove({ image: name, noprune: true }));
    await this.refresh();
  }

  async tag(id: string, repository: string, tag: string): Promise<void> {
    await this.engine.run((client) => imageClient(client).tag({ image: id, repo: repository, tag }));
    await this.refresh();
  }

  async #remove(id: string, force: boolean): Promise<ImageResult> {
    const row = this.get(id);
    const name = row ? imageName(row) : shortId(id);
    try {
      // with one name or none the id is enough; with several the engine wants each taken by itself, or force
      const several = !force && row !== undefined && row.tags.length > 1;
      for (const image of several ? row.tags : [id]) await this.#delete(id, image, force);
      return { id, outcome: 'done', message: _('%s removed', name) };
    } catch (error) {
      const failure = failureOf(error);
      return { id, outcome: 'failed', message: `${name}: ${failure.message}`, failure };
    } finally {
      this.pend(id, undefined);
    }
  }

  async #delete(id: string, image: string, force: boolean): Promise<void> {
    try {
      await this.engine.run((client) => imageClient(client).remove({ image, force }));
    } catch (error) {
      if (!isOpen(error) || !(await this.#wentAfterAll(id, image))) throw error;
    }
  }

  /** Waits until the list shows that a name, or the image, is gone; false when it does not in time. */
  async #wentAfterAll(id: string, image: string): Promise<boolean> {
    for (let waited = 0; waited < outcomeWithin; waited += lookEvery) {
      await new Promise((resolve) => setTimeout(resolve, lookEvery));
      await this.refresh();
      const row = this.get(id);
      if (!row || row.gone || (image !== id && !row.tags.includes(image))) return true;
    }
    return false;
  }
}

async function inspect(link: EngineLink, id: string): Promise<ImageDetails> {
  const [document, history] = await link.run((client) => {
    const images = imageClient(client);
    return Promise.all([images.document({ image: id }), images.history({ image: id })]);
  });
  const parsed = v.safeParse(imageInspect, document);
  if (!parsed.success)
    throw new TransportError('broken', _('The engine described the image in a way that cannot be read.'));
  return imageDetails(parsed.output, history, document);
}
