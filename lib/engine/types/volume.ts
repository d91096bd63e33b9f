import * as v from 'valibot';
import { list, loose, map, text } from './lenient';

/** A volume, as listed. */
export const volume = loose({
  Name: v.string(),
  Driver: text,
  Mountpoint: text,
  CreatedAt: text,
  Labels: map(text),
  Scope: text,
  Options: map(text),
});
/** A volume, as listed. */
export type Volume = v.InferOutput<typeof volume>;

/** The list of volumes, with what the drivers complained about. */
export const volumeList = loose({ Volumes: list(volume), Warnings: list(text) });
/** The list of volumes. */
export type VolumeList = v.InferOutput<typeof volumeList>;
