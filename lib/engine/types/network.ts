import * as v from 'valibot';
import { flag, list, loose, map, part, text } from './lenient';

/** A network, as listed. */
export const network = loose({
  Name: v.string(),
  Id: v.string(),
  Created: text,
  Scope: text,
  Driver: text,
  EnableIPv6: flag,
  IPAM: part(loose({ Driver: text, Config: list(loose({ Subnet: text, IPRange: text, Gateway: text })) })),
  Internal: flag,
  Attachable: flag,
  Ingress: flag,
  Options: map(text),
  Labels: map(text),
});
/** A network, as listed. */
export type Network = v.InferOutput<typeof network>;

/** The list of networks. */
export const networks = v.array(network);
