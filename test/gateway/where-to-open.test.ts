import { expect, test } from 'vitest';
import { whereToOpen } from '../../gateway/where-to-open';

test.each([
  ['127.0.0.1', 'Open http://127.0.0.1:8375/'],
  ['::1', 'Open http://[::1]:8375/'],
  ['localhost', 'Open http://localhost:8375/'],
])('on loopback (%s) the address is all that is printed', (host, line) => {
  expect(whereToOpen(host, 8375, false)).toEqual([line]);
});

test.each([
  ['0.0.0.0', 'Open https://127.0.0.1:8375/'],
  ['::', 'Open https://[::1]:8375/'],
])('for all addresses (%s) one is named that can be opened, and how others reach it', (host, line) => {
  const lines = whereToOpen(host, 8375, true);
  expect(lines.at(-1)).toBe(line);
  expect(lines.join('\n')).toContain('--allow-host');
  expect(lines.join('\n')).not.toContain('plain text');
});

test('who listens on the network without TLS is told', () => {
  expect(whereToOpen('192.168.1.5', 80, false).join('\n')).toContain('--tls-cert');
  expect(whereToOpen('192.168.1.5', 80, true)).toEqual(['Open https://192.168.1.5:80/']);
});
