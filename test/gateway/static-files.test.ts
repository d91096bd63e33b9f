import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { staticFiles } from '../../gateway/http/static-files';
import { gatewayUnderTest, temporaryFolder } from './gateway-under-test';

const files = {
  'index.html': '<!doctype html><title>page</title>',
  'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'assets/app-B1c2D3e4.js': 'export {};',
  'assets/app-B1c2D3e4.css': 'body {}',
};

test('the page comes with a policy that lets only its own scripts run', async () => {
  const gateway = await gatewayUnderTest({ files });
  const answer = await fetch(`${gateway.origin}/`);
  expect(await answer.text()).toBe(files['index.html']);
  expect(answer.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('Cache-Control')).toBe('no-cache');
  const policy = answer.headers.get('Content-Security-Policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
  expect(answer.headers.get('X-Frame-Options')).toBe('DENY');
});

test.each([
  ['/assets/app-B1c2D3e4.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
  ['/assets/app-B1c2D3e4.css', 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'],
  ['/favicon.svg', 'image/svg+xml', 'no-cache'],
])('%s has its type and may be kept as long as its name holds', async (path, type, caching) => {
  const gateway = await gatewayUnderTest({ files });
  const answer = await fetch(gateway.origin + path);
  expect(answer.headers.get('Content-Type')).toBe(type);
  expect(answer.headers.get('Cache-Control')).toBe(caching);
});

test('an unchanged file is not sent again', async () => {
  const gateway = await gatewayUnderTest({ files });
  const etag = (await fetch(`${gateway.origin}/`)).headers.get('ETag') ?? '';
  expect(etag).toMatch(/^"[\w-]+"$/);
  const again = await fetch(`${gateway.origin}/`, { headers: { 'If-None-Match': etag } });
  expect(again.status).toBe(304);
  const other = await fetch(`${gateway.origin}/`, { headers: { 'If-None-Match': '"other"' } });
  expect(other.status).toBe(200);
});

test('a deep link that a browser opens is the page, anything else that is missing is missing', async () => {
  const gateway = await gatewayUnderTest({ files });
  const link = `${gateway.origin}/containers/my.container/logs`;
  const page = await fetch(link, { headers: { Accept: 'text/html,application/xhtml+xml' } });
  expect(page.status).toBe(200);
  expect(await page.text()).toBe(files['index.html']);
  expect((await fetch(link, { headers: { Accept: '*/*' } })).status).toBe(404);
  expect((await fetch(`${gateway.origin}/assets/gone-B1c2D3e4.js`)).status).toBe(404);
});

test.each([
  '/../secret',
  '/..%2fsecret',
  '/%2e%2e/secret',
  '/assets/../../secret',
  '/assets/..\\..\\secret',
  '//secret',
  '/link',
])('no path leads out of the web interface: %s', async (path) => {
  const folder = join(temporaryFolder(), 'web');
  mkdirSync(folder);
  writeFileSync(join(folder, '..', 'secret'), 'secret');
  writeFileSync(join(folder, 'index.html'), 'page');
  symlinkSync(join(folder, '..', 'secret'), join(folder, 'link'));
  expect([...(await staticFiles(folder)).keys()]).toEqual(['/index.html']);
  const gateway = await gatewayUnderTest({ files });
  const answer = await gateway.raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1.1 40[04] /);
  expect(answer).not.toContain('secret\n');
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s on a file is refused', async (method) => {
  const gateway = await gatewayUnderTest({ files });
  const answer = await gateway.fetch('/', { method });
  expect(answer.status).toBe(405);
  expect(answer.headers.get('Allow')).toBe('GET, HEAD');
});

test('HEAD has the headers and no body', async () => {
  const gateway = await gatewayUnderTest({ files });
  const answer = await fetch(`${gateway.origin}/`, { method: 'HEAD' });
  expect(answer.headers.get('Content-Length')).toBe(String(files['index.html'].length));
  expect(await answer.text()).toBe('');
});

test('a folder without a built page is an error that says what to do', async () => {
  await expect(staticFiles(join(temporaryFolder(), 'web'))).rejects.toThrow('npm run build');
});
