import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, until } from '../processes';

/** The machine that docs/direct.md speaks of. */
export const host = 'router.lan';
/** LuCI's origin there. */
export const page = `https://${host}`;

/** The configurations of docs/direct.md in their order: under one name, on a port of its own, and Caddy. */
export function documented(language: 'nginx' | 'caddyfile'): string[] {
  const text = readFileSync('docs/direct.md', 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(
    ([, code = '']) => code,
  );
}

/** What of a documented configuration is another thing here. */
export interface Here {
  readonly socket: string;
  readonly port: number;
  /** The only address that may come in. */
  readonly from: string;
  /** LuCI's port. */
  readonly luci: number;
}

/** A proxy that runs. */
export interface Proxy {
  /** Its certificate. */
  readonly ca: string;
  stop(): Promise<void>;
}

/** Why a proxy cannot run here, in a sentence; undefined when it can. */
export function whyNoProxy(program: 'nginx' | 'caddy'): string | undefined {
  const path = { nginx: '/usr/sbin/nginx', caddy: '/usr/bin/caddy' }[program];
  return existsSync(path) ? undefined : `${path} is missing`;
}

function settled(code: string, folder: string, { socket, port, from, luci }: Here): string {
  return code
    .replaceAll('/var/run/docker.sock', socket)
    .replaceAll('/etc/ssl/router.', join(folder, 'router.'))
    .replaceAll('/etc/nginx/docker-engine.htpasswd', join(folder, 'htpasswd'))
    .replaceAll('192.168.1.10', from)
    .replaceAll('http://127.0.0.1:80', `http://127.0.0.1:${luci}`)
    .replace(/listen (443|2376) ssl/, `listen 127.0.0.1:${port} ssl`)
    .replaceAll(`${page}:2376`, `${page}:${port}`);
}

/** Starts a proxy with a documented configuration, and waits until it listens. The password under one name is docker:secret. */
export async function startProxy(program: 'nginx' | 'caddy', code: string, here: Here): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), 'dockerman-proxy-'));
  const file = (name: string) => join(folder, name);
  const openssl = (...flags: string[]) => execFileSync('openssl', flags, { encoding: 'utf8', stdio: 'pipe' });
  // prettier-ignore
  openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${host}`,
    '-addext', `subjectAltName=DNS:${host}`, '-keyout', file('router.key'), '-out', file('router.crt'));
  writeFileSync(file('htpasswd'), `docker:${openssl('passwd', '-apr1', 'secret')}`);
  const own = settled(code, folder, here);
  if (program === 'nginx') {
    const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (kind) => `${kind}_temp_path ${file(kind)};`,
    );
    writeFileSync(
      file('configuration'),
      `user root; worker_processes 1; daemon off; pid ${file('pid')};\nevents {}\nhttp {\naccess_log off; ${folders.join(' ')}\n${own}\n}\n`,
    );
  } else
    writeFileSync(
      file('configuration'),
      `{\n\tadmin off\n\tauto_https off\n\tlog {\n\t\toutput discard\n\t}\n}\n${own}`,
    );
  const child =
    program === 'nginx'
      ? spawn('/usr/sbin/nginx', ['-c', file('configuration'), '-e', file('log')], { stdio: 'ignore' })
      : spawn('/usr/bin/caddy', ['run', '--adapter', 'caddyfile', '--config', file('configuration')], {
          stdio: 'ignore',
          env: { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
        });
  const stop = async () => {
    await end(child.pid ?? 0, 10);
    rmSync(folder, { recursive: true, force: true });
  };
  await until(
    () => {
      if (child.exitCode !== null) throw new Error(`${program} does not take its configuration`);
      return listens(here.port);
    },
    `${program} listening`,
    20,
  ).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { ca: readFileSync(file('router.crt'), 'utf8'), stop };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
