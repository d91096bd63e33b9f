import { hex } from '../random';

/** A layer of an image. */
export interface ImageLayer {
  /** 64 hexadecimal digits. */
  readonly digest: string;
  /** Bytes on the disk, and packed on their way to and from a registry. */
  readonly size: number;
  readonly packed: number;
  /** The step of its Dockerfile. */
  readonly createdBy: string;
}

/** A layer; its digest follows from all that is said of it. */
export function layer(createdBy: string, size: number, ...salt: readonly (string | number)[]): ImageLayer {
  const bytes = Math.round(size);
  return {
    digest: hex(64, 'layer', createdBy, bytes, ...salt),
    size: bytes,
    packed: Math.round(bytes * 0.42),
    createdBy,
  };
}

const alpine = [layer('ADD alpine-minirootfs.tar.gz / # buildkit', 7_800_000)];
const debian = [layer('ADD rootfs.tar.xz / # buildkit', 74_800_000)];

/** What an image of that name stands on; images of one family share it. */
export function baseLayers(reference: string): readonly ImageLayer[] {
  return /alpine|linuxserver|home-assistant|zigbee|mosquitto|transmission|restic|exporter/.test(reference)
    ? alpine
    : debian;
}

/** What is shown of a layer while it travels: the first twelve digits. */
export const shortId = ({ digest }: ImageLayer): string => digest.slice(0, 12);
