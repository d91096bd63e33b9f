import type { SimulatedEngine } from '../model/engine';
import type { Image } from '../model/image';

/** Tells that something happened to an image; `name` is what it was called in the request. */
export function imageEvent(engine: SimulatedEngine, action: string, image: Image, name: string): void {
  engine.events.emit('image', action, image.id, { ...image.config.labels, name });
}
