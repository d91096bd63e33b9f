import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { Refusal } from './refusal';
import { pagePolicy } from './security-headers';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

interface StaticFile {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
  readonly caching: string;
}

/** The files of a folder by the paths that they are served at. Nothing else can be asked for, however a path is written. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

/**
 * Reads a built web interface into memory, so that a build under a running gateway does not tear pages apart. Plain files only, no
 * symbolic links.
 * Raises an error that says what to do where there is no `index.html`.
 */
export async function staticFiles(folder: string): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const parts = path.relative(folder, file).split(path.sep);
    const hashed = /[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$/.test(entry.name) && parts.length > 1;
    const body = await readFile(file);
    files.set(`/${parts.join('/')}`, {
      body,
      type: types[path.extname(entry.name)] ?? 'application/octet-stream',
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
      caching: hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  }
  if (!files.has('/index.html'))
    throw new Error(`${folder} holds no built web interface (index.html); run: npm run build`);
  return files;
}

function wantsPage(request: IncomingMessage): boolean {
  return (request.headers.accept ?? '').includes('text/html');
}

/** Answers from `files`: the file of that path, or the page itself for a deep link that a browser opens, or 404. */
export function serveStatic(
  files: StaticFiles,
  request: IncomingMessage,
  response: ServerResponse,
  asked: string,
): void {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw new Refusal(405, `${request.method} is not allowed here`, 'refused', { Allow: 'GET, HEAD' });
  const found =
    files.get(asked === '/' ? '/index.html' : asked) ??
    (wantsPage(request) ? files.get('/index.html') : undefined);
  if (!found) throw new Refusal(404, `there is nothing at ${asked}`);
  const headers: Record<string, string> = { ETag: found.etag, 'Cache-Control': found.caching };
  if (found.type.startsWith('text/html')) headers['Content-Security-Policy'] = pagePolicy;
  if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(found.etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'Content-Type': found.type, 'Content-Length': found.body.length });
  response.end(request.method === 'HEAD' ? undefined : found.body);
}
