import { flag, loose, text } from './lenient';

/** A mount of a container as the engine reports it (`Type` is bind, volume, tmpfs, …). */
export const mountPoint = loose({
  Type: text,
  Name: text,
  Source: text,
  Destination: text,
  Driver: text,
  Mode: text,
  RW: flag,
  Propagation: text,
});
