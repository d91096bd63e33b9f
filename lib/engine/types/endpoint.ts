import type * as v from 'valibot';
import { list, loose, map, number, text } from './lenient';

/** A container's end of a network (Docker's EndpointSettings). */
export const endpoint = loose({
  NetworkID: text,
  EndpointID: text,
  Gateway: text,
  IPAddress: text,
  IPPrefixLen: number,
  IPv6Gateway: text,
  GlobalIPv6Address: text,
  GlobalIPv6PrefixLen: number,
  MacAddress: text,
  Aliases: list(text),
});
/** A container's end of a network. */
export type Endpoint = v.InferOutput<typeof endpoint>;

/** A host's side of a published port. `HostPort` is a number in a string, empty while none is assigned. */
export const portBinding = loose({ HostIp: text, HostPort: text });

/** `80/tcp` to the host's sides of it; exposed and not published is an empty list. */
export const portMap = map(list(portBinding));
