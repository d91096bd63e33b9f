import { expect, test } from 'vitest';
import { fakeEngine } from './fake-engine';
import { gatewayUnderTest } from './gateway-under-test';

/** A gateway before an engine that answers everything with 200 and notes what it was asked. */
async function noted() {
  const engine = await fakeEngine((request, response) => {
    request.resume();
    request.on('end', () => response.end('{}'));
  });
  const gateway = await gatewayUnderTest({ engines: [engine.setting] });
  const auth = `Host: localhost\r\nAuthorization: Bearer ${gateway.token}\r\n`;
  return { engine, gateway, auth, close: 'Connection: close\r\n' };
}

const smuggled = 'POST /v1.41/containers/create HTTP/1.1\r\nHost: docker\r\nContent-Length: 2\r\n\r\n{}';

test('bytes behind a Content-Length of 0 are a request of their own, and are checked as one', async () => {
  const { engine, gateway, auth } = await noted();
  const answer = await gateway.raw(
    `POST /engine/local/containers/web/start HTTP/1.1\r\n${auth}Content-Length: 0\r\n\r\n${smuggled.replace('Host: docker', 'Host: localhost\r\nConnection: close')}`,
  );
  // the second one is no path of ours, and comes without a session
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 405']);
  expect(engine.seen).toEqual(['POST /containers/web/start']);
});

const create = 'POST /engine/local/containers/create HTTP/1.1\r\n';
test.each([
  ['a length and chunks', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
  ['chunks and a length', 'Transfer-Encoding: chunked\r\nContent-Length: 2\r\n', '0\r\n\r\n'],
  ['two lengths that differ', 'Content-Length: 2\r\nContent-Length: 60\r\n', '{}'],
  ['two lengths that agree', 'Content-Length: 2\r\nContent-Length: 2\r\n', '{}'],
  ['a list of lengths', 'Content-Length: 2, 2\r\n', '{}'],
  ['a signed length', 'Content-Length: +2\r\n', '{}'],
  ['a hexadecimal length', 'Content-Length: 0x2\r\n', '{}'],
  ['two codings', 'Transfer-Encoding: gzip, chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'],
  ['chunked twice', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'],
  ['an unknown coding', 'Transfer-Encoding: identity\r\n', '{}'],
  ['a coding with a vertical tab', 'Transfer-Encoding: \x0bchunked\r\n', '2\r\n{}\r\n0\r\n\r\n'],
  ['a blank before the colon', 'Content-Length : 2\r\n', '{}'],
  ['a folded header', 'X-A: b\r\n Content-Length: 2\r\n', '{}'],
  ['a bare line feed', 'X-A: b\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
  ['a bare carriage return', 'X-A: b\rTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
  ['a NUL in a header', 'X-A: b\0c\r\nContent-Length: 2\r\n', '{}'],
  ['two hosts', 'Host: localhost\r\nContent-Length: 2\r\n', '{}'],
  ['a chunk size that is no number', 'Transfer-Encoding: chunked\r\n', 'z\r\n{}\r\n0\r\n\r\n'],
  ['a chunk without its end of line', 'Transfer-Encoding: chunked\r\n', '2\r\n{}x0\r\n\r\n'],
])('%s is refused, and nothing behind it reaches the engine', async (_, headers, body) => {
  const { engine, gateway, auth } = await noted();
  const answer = await gateway.raw(
    `${create}${auth}Connection: close\r\nContent-Type: application/json\r\n${headers}\r\n${body}${smuggled}`,
  );
  expect(answer).not.toMatch(/^HTTP\/1\.1 200/m);
  // a body that breaks in its middle may have begun to flow: the engine sees its beginning, and never a request of the client's making
  expect(engine.seen.filter((line) => line !== 'POST /containers/create')).toEqual([]);
});

test('chunks with HTTP/1.0 are refused', async () => {
  const { engine, gateway, auth } = await noted();
  const answer = await gateway.raw(
    `${create.replace('1.1', '1.0')}${auth}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 400/);
  expect(engine.seen).toEqual([]);
});

test('a request without Host is refused', async () => {
  const { gateway } = await noted();
  expect(await gateway.raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
  expect(await gateway.raw('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 4/);
  expect(await gateway.raw('GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 421/,
  );
});

test.each([
  ['absolute', 'http://localhost/engine/local/info'],
  ['absolute, for another host', 'http://evil.example/engine/local/info'],
  ['an asterisk', '*'],
  ['without a slash', 'engine/local/info'],
  ['with two slashes', '/engine/local//info'],
  ['with a dot', '/engine/local/./info'],
  ['with two dots', '/engine/local/containers/../info'],
  ['with a fragment', '/engine/local/info#x'],
  ['with a backslash', '/engine/local\\info'],
  ['with a non-ASCII byte', '/engine/local/inf\u00f6'],
])('a target that is %s is refused', async (_, target) => {
  const { engine, gateway, auth, close } = await noted();
  const answer = await gateway.raw(`GET ${target} HTTP/1.1\r\n${auth}${close}\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 4/);
  expect(engine.seen).toEqual([]);
});

test.each(['h2c', 'tcp', 'websocket, h2c', 'TLS/1.0'])(
  'what follows an upgrade to %j that did not happen is not looked at',
  async (protocol) => {
    const { engine, gateway, auth } = await noted();
    const pipelined = `DELETE /engine/local/containers/web HTTP/1.1\r\n${auth}\r\n`;
    const answer = await gateway.raw(
      `POST /engine/local/exec/abc/start HTTP/1.1\r\n${auth}Connection: Upgrade\r\nUpgrade: ${protocol}\r\nContent-Length: 0\r\n\r\n${pipelined}`,
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toHaveLength(1);
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect(engine.seen).toEqual([]);
  },
);

test('what follows a refused WebSocket is not looked at', async () => {
  const { engine, gateway, auth } = await noted();
  const upgrade = `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n`;
  const pipelined = `DELETE /engine/local/containers/web HTTP/1.1\r\n${auth}\r\n`;
  for (const target of ['/engine/local/events', '/engine/none/exec/abc/start', '/session', '/'])
    expect(await gateway.raw(`GET ${target} HTTP/1.1\r\n${auth}${upgrade}\r\n${pipelined}`)).toMatch(
      /^HTTP\/1\.1 40[34]/,
    );
  expect(engine.seen).toEqual([]);
});

test('CONNECT opens nothing', async () => {
  const { engine, gateway, auth } = await noted();
  const answer = await gateway.raw(`CONNECT docker:80 HTTP/1.1\r\n${auth}\r\n${smuggled}`);
  expect(answer).not.toMatch(/^HTTP\/1\.1 2/);
  expect(engine.seen).toEqual([]);
});

test('a body that the operation does not take is refused', async () => {
  const { engine, gateway, auth, close } = await noted();
  const answer = await gateway.raw(
    `POST /engine/local/containers/web/start HTTP/1.1\r\n${auth}${close}Content-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 403/);
  expect(engine.seen).toEqual([]);
});
