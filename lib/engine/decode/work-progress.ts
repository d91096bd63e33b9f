import type { ProgressMessage } from '../types/progress-message';
import { advanced, untouched, type LayerProgress } from './layer-progress';
import { failureOf } from './progress';

/** How far a whole piece of work is. */
export interface WorkSummary {
  readonly done: number;
  readonly total: number;
  readonly unit: 'layers' | 'steps';
  /** What goes over the line, as far as the engine has told sizes. */
  readonly bytes?: { readonly done: number; readonly total: number };
}

/** Images have at most 127 layers (https://docs.docker.com/engine/storage/drivers/). */
const mostLayers = 160;
const longestMessage = 1024;
const longestStatus = 96;

/**
 * What an engine tells of a pull, a push, a build, a load or an import, reduced: how far each layer and the whole is, what went wrong,
 * and what was made. An hour of messages takes no more memory than the first minute.
 */
export class WorkProgress {
  #layers = new Map<string, LayerProgress>();
  #step = 0;
  #steps = 0;
  /** Why the work failed, in the engine's words. It may come in the middle of an answer that began well. */
  failure: string | undefined;
  /** The engine's last words that are about no layer. */
  message = '';
  /** What was made: an image's id, digest or name. */
  result: string | undefined;

  /** The layers, in the order in which they were met. */
  get layers(): readonly LayerProgress[] {
    return [...this.#layers.values()];
  }

  /** How far the whole is; undefined while nothing tells. A layer counts in fractions. */
  get summary(): WorkSummary | undefined {
    if (this.#steps > 0) return { done: this.#step - 1, total: this.#steps, unit: 'steps' };
    const { layers } = this;
    if (layers.length === 0) return undefined;
    const sum = (of: (layer: LayerProgress) => number) => layers.reduce((all, layer) => all + of(layer), 0);
    const done = Math.floor(sum(({ share }) => share) * 100) / 100;
    const total = sum(({ size }) => size);
    const bytes = total > 0 ? { bytes: { done: sum(({ crossed }) => crossed), total } } : {};
    return { done, total: layers.length, unit: 'layers', ...bytes };
  }

  /** Takes the next message; gives what it adds to the log: nothing, or text with its line ends. */
  take(message: ProgressMessage): string {
    const failure = failureOf(message);
    if (failure) {
      this.failure = failure.message.slice(0, longestMessage);
      return `${this.failure}\n`;
    }
    this.result = madeBy(message.aux) ?? this.result;
    if (message.stream !== '') return this.#said(message.stream);
    const status = message.status.slice(0, longestMessage);
    if (status === '') return '';
    // the id of this one is the tag
    if (message.id === '' || status.startsWith('Pulling from ')) return this.#noted(status);
    return this.#moved(message.id.slice(0, longestStatus), status.slice(0, longestStatus), message);
  }

  #said(stream: string): string {
    // the classic builder's: "Step 2/5 : RUN …"
    const step = /^Step (\d{1,5})\/(\d{1,5}) :/.exec(stream);
    if (step) {
      this.#step = Number(step[1]);
      this.#steps = Number(step[2]);
      this.#layers = new Map();
    }
    const loaded = /^Loaded image(?: ID)?: (.+)/.exec(stream)?.[1];
    if (loaded !== undefined) this.result = loaded.trim().slice(0, longestMessage);
    const words = stream.slice(0, longestMessage).trim();
    if (words !== '') this.message = words;
    return stream;
  }

  #noted(status: string): string {
    if (status.startsWith('Digest: ')) this.result = status.slice('Digest: '.length);
    else if (status.startsWith('sha256:')) this.result = status;
    this.message = status;
    return `${status}\n`;
  }

  #moved(id: string, status: string, { progressDetail }: ProgressMessage): string {
    const before = this.#layers.get(id);
    if (!before && this.#layers.size >= mostLayers) return '';
    this.#layers.set(id, advanced(before ?? untouched(id), status, progressDetail));
    return before?.status === status ? '' : `${id}: ${status}\n`;
  }
}

/** A build's image, or a push's digest. */
function madeBy(aux: unknown): string | undefined {
  if (typeof aux !== 'object' || aux === null) return undefined;
  const { ID, Digest } = aux as { readonly ID?: unknown; readonly Digest?: unknown };
  const made = [ID, Digest].find((one) => typeof one === 'string' && one !== '');
  return typeof made === 'string' ? made.slice(0, longestStatus) : undefined;
}
