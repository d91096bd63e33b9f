import type { Archive } from '../archive';
import { hash, hex } from '../random';
import { commandOf, pairsOf, type Instruction } from '../model/dockerfile';
import type { ImageConfig } from '../model/image';
import { EngineRefusal } from '../refusal';

/** What a command of a build prints, and how it ends. */
export interface Outcome {
  readonly lines: readonly string[];
  readonly code: number;
}

/** Runs a command of a build as far as it can be guessed: package managers, `echo`, `exit` and `false`. */
export function runLine(text: string): Outcome {
  const lines: string[] = [];
  const commands = text.split(/\s*(?:&&|;)\s*/).map((command) => command.trim());
  for (const command of commands) {
    const [word = '', ...rest] = command.split(/\s+/);
    if (word === 'false') return { lines, code: 1 };
    if (word === 'exit') return { lines, code: Number(rest[0] ?? 0) % 256 };
    if (word === 'echo') lines.push(rest.join(' ').replace(/^(["'])(.*)\1$/, '$2'));
    else if (word === 'apk' && rest[0] === 'add')
      lines.push(...apk(rest.filter((one) => /^[a-z]/.test(one)).slice(1)));
    else if (/^apt(-get)?$/.test(word) && rest.includes('install'))
      lines.push(...apt(rest.filter((one) => /^[a-z]/.test(one) && one !== 'install')));
  }
  return { lines, code: 0 };
}

function apk(packages: readonly string[]): string[] {
  const all = packages.map((name, at) => {
    const version = `${hash(name) % 9}.${hash(name, 'minor') % 20}-r${at}`;
    return `(${at + 1}/${packages.length}) Installing ${name} (${version})`;
  });
  return [
    'fetch https://dl-cdn.alpinelinux.org/alpine/v3.20/main/aarch64/APKINDEX.tar.gz',
    ...all,
    `OK: ${8 + (hash(...packages) % 60)} MiB in ${14 + packages.length} packages`,
  ];
}

function apt(packages: readonly string[]): string[] {
  return [
    'Reading package lists...',
    'Building dependency tree...',
    ...packages.flatMap((name) => [`Get:1 http://deb.debian.org/debian ${name}`, `Setting up ${name} ...`]),
  ];
}

/** Refuses sources of ADD and COPY that the archive does not hold. */
export function checkSources({ name, text }: Instruction, archive: Archive): void {
  if (/(^|\s)--from=/.test(text)) return;
  const words = text.startsWith('[')
    ? commandOf(text)
    : text.split(/\s+/).filter((word) => !word.startsWith('--'));
  for (const source of words.slice(0, -1)) {
    if (name === 'ADD' && /^https?:/.test(source)) continue;
    const path = source.replace(/^(\.?\/)+/, '').replace(/\/$/, '');
    const pattern = path
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]');
    const expression = new RegExp(`^${pattern}(/|$)`);
    if (path !== '' && path !== '.' && ![...archive.sizes.keys()].some((one) => expression.test(one)))
      throw new EngineRefusal(
        500,
        `${name} failed: file not found in build context or excluded by .dockerignore: stat ${path}: file does not exist`,
      );
  }
}

/** How many bytes a step adds. */
export function bytesAdded({ name, text }: Instruction, archive: Archive): number {
  if (name === 'RUN') return 200_000 + (hash('run', text) % 30_000_000);
  return [...archive.sizes.values()].reduce((sum, size) => sum + size, 0);
}

/** A configuration after a step that changes it. */
export function configured(config: ImageConfig, { name, text }: Instruction): ImageConfig {
  switch (name) {
    case 'CMD':
      return { ...config, command: commandOf(text) };
    case 'ENTRYPOINT':
      return { ...config, entrypoint: commandOf(text), command: null };
    case 'ENV':
      return { ...config, env: merged(config.env, pairsOf(text)) };
    case 'LABEL':
      return { ...config, labels: { ...config.labels, ...pairsOf(text) } };
    case 'EXPOSE':
      return { ...config, ports: [...config.ports, ...text.split(/\s+/).map(withProtocol)] };
    case 'WORKDIR':
      return { ...config, folder: text };
    case 'USER':
      return { ...config, user: text };
    default:
      return config;
  }
}

const withProtocol = (port: string) => (port.includes('/') ? port : `${port}/tcp`);

function merged(env: readonly string[], more: Readonly<Record<string, string>>): readonly string[] {
  const others = env.filter((one) => !Object.hasOwn(more, one.replace(/=.*$/s, '')));
  return [...others, ...Object.entries(more).map(([name, value]) => `${name}=${value}`)];
}

/** The id of a container or of an intermediate image of a build: twelve digits. */
export const buildId = (...parts: readonly (string | number)[]): string => hex(12, 'build', ...parts);
