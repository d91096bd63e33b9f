import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { engineAddress } from './engine/address';
import type { EngineSetting } from './engine/engines';
import { hostName } from './http/origin';

/** The gateway's settings, from flags first and the environment second. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  /** Empty: look for the local Docker. */
  readonly engines: readonly EngineSetting[];
  readonly hosts: readonly string[];
  readonly origins: readonly string[];
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly renewPassword: boolean;
  readonly logLevel: string;
}

/** What `--help` prints. */
export const help = `Serves the container manager's web interface and passes the Engine API through.

  --host ADDRESS             listen here (HOST; 127.0.0.1)
  --port NUMBER              listen here (PORT; 8375; 0 takes any free one)
  --engine NAME=URL          an engine: unix:///path, tcp://host:port, tls://host:port or simulated:; may be repeated
                             (without it the local Docker, by DOCKER_HOST or its usual sockets)
  --certificates NAME=FOLDER ca.pem, cert.pem and key.pem for a tls engine
  --containers NUMBER        how many containers a simulated engine begins with
  --allow-host NAME          answer to this host name too; may be repeated
  --allow-origin ORIGIN      let pages of this origin (https://router.lan) use the engines; may be repeated
  --tls-cert FILE, --tls-key FILE  speak https
  --new-password             make a new password and print it
  --log LEVEL                error, warn, info or debug (warn)
`;

const many = { type: 'string', multiple: true } as const;
const one = { type: 'string' } as const;
const yes = { type: 'boolean' } as const;

const options = {
  host: one,
  port: one,
  engine: many,
  certificates: many,
  containers: one,
  'allow-host': many,
  'allow-origin': many,
  'tls-cert': one,
  'tls-key': one,
  'new-password': yes,
  log: one,
  help: yes,
} as const;

function whole(text: string, flag: string, most: number): number {
  if (!/^[0-9]{1,6}$/.test(text) || Number(text) > most)
    throw new Error(`${flag} must be a number from 0 to ${most}, not ${JSON.stringify(text)}`);
  return Number(text);
}

function named(values: readonly string[], flag: string): [name: string, value: string][] {
  return values.map((value) => {
    const match = /^([a-z0-9][a-z0-9_-]{0,31})=(.+)$/.exec(value);
    if (!match?.[1] || !match[2])
      throw new Error(
        `${flag} must read name=value with a name of a-z, 0-9, - and _; not ${JSON.stringify(value)}`,
      );
    return [match[1], match[2]];
  });
}

function checkedOrigin(origin: string): string {
  if (!/^https?:\/\/[A-Za-z0-9.[\]:-]+$/.test(origin))
    throw new Error(`--allow-origin must read like https://router.lan, not ${JSON.stringify(origin)}`);
  return origin.toLowerCase();
}

function checkedHost(host: string): string {
  const name = hostName(host.includes(':') ? `[${host}]` : host);
  if (name === null)
    throw new Error(`--allow-host must be a host name without port, not ${JSON.stringify(host)}`);
  return name;
}

/**
 * Reads flags and environment; null where `--help` is asked for. Raises an error that names the flag and says what it must be.
 */
export async function settings(
  flags: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Settings | null> {
  const { values } = parseArgs({ args: [...flags], options, strict: true });
  if (values.help) return null;
  const certificates = new Map(named(values.certificates ?? [], '--certificates'));
  const containers =
    values.containers === undefined ? undefined : whole(values.containers, '--containers', 10_000);
  const engines = await Promise.all(
    named(values.engine ?? [], '--engine').map(async ([name, url]) => ({
      name,
      address: await engineAddress(url, certificates.get(name)),
      ...(containers !== undefined && { containers }),
    })),
  );
  const twice = engines.find(({ name }, at) => engines.findIndex((other) => other.name === name) !== at);
  if (twice) throw new Error(`--engine names ${twice.name} twice`);
  const stray = [...certificates.keys()].find((name) => !engines.some((engine) => engine.name === name));
  if (stray !== undefined) throw new Error(`--certificates names ${stray}, but no --engine does`);
  const [cert, key] = [values['tls-cert'], values['tls-key']];
  if ((cert === undefined) !== (key === undefined)) throw new Error('--tls-cert and --tls-key go together');
  const level = values.log ?? 'warn';
  if (!/^(error|warn|info|debug)$/.test(level)) throw new Error('--log must be error, warn, info or debug');
  return {
    host: values.host ?? (environment.HOST || '127.0.0.1'),
    port: whole(
      values.port ?? (environment.PORT || '8375'),
      values.port === undefined ? 'PORT' : '--port',
      65535,
    ),
    engines,
    hosts: (values['allow-host'] ?? []).map(checkedHost),
    origins: (values['allow-origin'] ?? []).map(checkedOrigin),
    ...(cert !== undefined &&
      key !== undefined && { tls: { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') } }),
    renewPassword: values['new-password'] ?? false,
    logLevel: level,
  };
}
