import { Store } from '../../model/store';

/** Jobs and downloads, by their ids, that the pages of images show: started there, or at work while somebody looked. */
export class ShownWork extends Store<ReadonlySet<string>> {
  constructor() {
    super(new Set());
  }

  add(id: string): void {
    if (!this.value.has(id)) this.set(new Set([...this.value, id]));
  }

  remove(ids: readonly string[]): void {
    if (ids.some((id) => this.value.has(id)))
      this.set(new Set([...this.value].filter((id) => !ids.includes(id))));
  }
}
