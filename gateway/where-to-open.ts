import { isLoopback } from './http/origin';

/** The loopback address that belongs to an address which stands for all of a machine's. */
const loopbackOf: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * What is printed once the gateway listens on `host` and `port`: an address that a browser can open, and what to know where other
 * machines reach it. `0.0.0.0` and `::` are no addresses to open: no Host header may read so.
 */
export function whereToOpen(host: string, port: number, tls: boolean): readonly string[] {
  const here = loopbackOf[host];
  const name = here ?? host;
  const open = `Open ${tls ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${port}/`;
  if (isLoopback(name) && here === undefined) return [open];
  return [
    ...(here === undefined
      ? []
      : [`From other machines: any address of this one, port ${port}; a name needs --allow-host.`]),
    ...(tls ? [] : ['Without --tls-cert and --tls-key the password crosses the network as plain text.']),
    open,
  ];
}
