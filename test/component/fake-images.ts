import type { Detail, LateCollection, LiveDetail, Snapshot } from '../../web/model/collection';
import type { ImageDetails } from '../../web/model/image-details';
import type { ImageRow } from '../../web/model/image-row';
import type { ImageResult, Images } from '../../web/model/images';
import { Store } from '../../web/model/store';

/** A row with everything that a test does not name; of no name it is a dangling image. */
export function imageOf(tag: string, over: Partial<ImageRow> = {}): ImageRow {
  const sum = [...tag].reduce((all, one) => (all * 31 + one.charCodeAt(0)) >>> 0, 7).toString(16);
  return {
    id: `sha256:${sum.padStart(8, '0').repeat(8)}`,
    tags: tag === '' ? [] : [tag],
    digests: [],
    created: Date.now() - 40 * 86_400_000,
    size: 50 * 1024 ** 2,
    labels: {},
    ...over,
  };
}

/** Details that fit a row. */
export function imageDetailsOf(of: ImageRow, over: Partial<ImageDetails> = {}): ImageDetails {
  return {
    id: of.id,
    tags: of.tags,
    digests: of.digests,
    created: of.created,
    size: of.size,
    platform: 'linux/arm64',
    author: '',
    comment: '',
    entrypoint: [],
    command: ['/start'],
    environment: [],
    ports: [],
    volumes: [],
    workingDirectory: '/',
    user: '',
    labels: of.labels,
    layers: 1,
    steps: [],
    inspect: { Id: of.id },
    ...over,
  };
}

class FakeImageDetail extends Store<Detail<ImageDetails>> implements LiveDetail<ImageDetails> {
  refresh = (): Promise<void> => Promise.resolve();
}

/** Images in memory: a test sets what there is and reads what was asked. */
export class FakeImages
  extends Store<Snapshot<ImageRow>>
  implements Images, LateCollection<ImageRow, Images>
{
  refreshes = 0;
  readonly removed: { readonly ids: readonly string[]; readonly force: boolean }[] = [];
  readonly untagged: string[] = [];
  readonly tagged: { readonly id: string; readonly repository: string; readonly tag: string }[] = [];
  readonly detail = new Map<string, FakeImageDetail>();
  /** What a removal, a tag or an untag says; undefined: it is done. */
  refuse: (what: string) => string | undefined = () => undefined;

  constructor() {
    super({ phase: 'live', rows: [] });
  }

  source(): Promise<this> {
    return Promise.resolve(this);
  }

  show(...rows: readonly ImageRow[]): void {
    this.set({ phase: 'live', rows });
  }

  get(id: string): ImageRow | undefined {
    return this.value.rows.find((row) => row.id === id);
  }

  refresh(): Promise<void> {
    this.refreshes++;
    return Promise.resolve();
  }

  details(id: string): FakeImageDetail {
    let detail = this.detail.get(id);
    if (!detail) {
      const row = this.get(id);
      detail = new FakeImageDetail(row ? { phase: 'live', value: imageDetailsOf(row) } : { phase: 'gone' });
      this.detail.set(id, detail);
    }
    return detail;
  }

  remove(
    ids: readonly string[],
    options: { readonly force?: boolean } = {},
  ): Promise<readonly ImageResult[]> {
    this.removed.push({ ids, force: options.force === true });
    return Promise.resolve(
      ids.map((id) => {
        const refusal = this.refuse(id);
        return refusal === undefined
          ? { id, outcome: 'done' as const, message: `${id} removed` }
          : {
              id,
              outcome: 'failed' as const,
              message: refusal,
              failure: { failure: 'engine' as const, message: refusal },
            };
      }),
    );
  }

  untag(name: string): Promise<void> {
    const refusal = this.refuse(name);
    if (refusal !== undefined) return Promise.reject(new Error(refusal));
    this.untagged.push(name);
    return Promise.resolve();
  }

  tag(id: string, repository: string, tag: string): Promise<void> {
    const refusal = this.refuse(`${repository}:${tag}`);
    if (refusal !== undefined) return Promise.reject(new Error(refusal));
    this.tagged.push({ id, repository, tag });
    return Promise.resolve();
  }
}
