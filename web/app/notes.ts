import { Store } from '../model/store';

/** A message in the corner. */
export interface Note {
  readonly id: number;
  readonly kind: 'done' | 'error';
  readonly text: string;
}

/** Short messages in the corner. Good news goes by itself; an error stays until it is closed. */
export class Notes extends Store<readonly Note[]> {
  #next = 1;

  constructor(private readonly seconds = 5) {
    super([]);
  }

  /** Shows a sentence that names the thing: "web stopped". */
  done(text: string): void {
    const id = this.#add('done', text);
    setTimeout(() => this.close(id), this.seconds * 1000);
  }

  /** Shows what went wrong, until it is closed. */
  error(text: string): void {
    this.#add('error', text);
  }

  close(id: number): void {
    this.set(this.value.filter((note) => note.id !== id));
  }

  #add(kind: Note['kind'], text: string): number {
    const id = this.#next++;
    // the same sentence twice is one note
    const others = this.value.filter((note) => note.kind !== kind || note.text !== text);
    this.set([...others.slice(-3), { id, kind, text }]);
    return id;
  }
}
