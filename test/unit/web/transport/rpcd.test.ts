import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../../lib/engine/operations';
import type { EngineRequest } from '../../../../lib/engine/request';
import type { Role } from '../../../../web/host/host';
import { RpcdTransport } from '../../../../web/transport/rpcd';
import { Ubus } from '../../../../web/transport/ubus';
import { NotSentError } from '../../../../web/transport/not-sent';
import { fakeFetch, json, textOf } from '../fakes/fetch';

interface Sent {
  method: string;
  args: Record<string, unknown>;
}

function rpcd(reply: object, role?: Role) {
  const sent: Sent[] = [];
  const { fetch } = fakeFetch(({ body }) => {
    const { id, params } = JSON.parse(body) as { id: number; params: [string, string, string, Sent['args']] };
    sent.push({ method: params[2], args: params[3] });
    return json({ jsonrpc: '2.0', id, result: [0, reply] });
  });
  const ubus = new Ubus({ url: '/ubus/', session: () => 'sid', fetch });
  return { transport: new RpcdTransport({ ubus, engine: 'nas', role: () => role }), sent };
}

const list: EngineRequest = {
  operation: 'ContainerList',
  parameters: { all: true, filters: { id: ['a', 'b'] } },
  apiVersion: '1.41',
};

describe('the rpcd transport', () => {
  it('writes parameters as text, JSON ones as JSON text, and gives the answer whole', async () => {
    const { transport, sent } = rpcd({ status: 200, type: 'application/json', body: '[]' });
    const response = await transport.send(list);
    expect(sent[0]).toEqual({
      method: 'view',
      args: {
        operation: 'ContainerList',
        parameters: { all: 'true', filters: '{"id":["a","b"]}' },
        body: '',
        api_version: '1.41',
        engine: 'nas',
      },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    await expect(textOf(response.body)).resolves.toBe('[]');
  });

  it('passes an error status of the engine on as it is', async () => {
    const { transport } = rpcd({ status: 404, type: 'application/json', body: '{"message":"none"}' });
    const response = await transport.send(list);
    expect(response.status).toBe(404);
    await expect(textOf(response.body)).resolves.toBe('{"message":"none"}');
  });

  it('gives the headers that the router keeps', async () => {
    const { transport } = rpcd({
      status: 200,
      type: 'text/plain',
      headers: { 'api-version': '1.41' },
      body: 'OK',
    });
    const response = await transport.send({ operation: 'SystemPing', parameters: {} });
    expect(response.headers.get('Api-Version')).toBe('1.41');
  });

  it('reads a body in base64', async () => {
    const { transport } = rpcd({ status: 200, type: 'application/octet-stream', base64: btoa('a\0b') });
    await expect(textOf((await transport.send(list)).body)).resolves.toBe('a\0b');
  });

  it.each<[EngineRequest['operation'], Role | undefined, string]>([
    ['ContainerInspect', 'viewer', 'view'],
    ['ContainerInspect', undefined, 'view'],
    ['ContainerInspect', 'operator', 'operate'],
    ['ContainerInspect', 'admin', 'operate'],
    ['ContainerStop', 'admin', 'operate'],
    ['ContainerDelete', 'admin', 'admin'],
  ])('asks %s as %s with the method %s', async (operation, role, method) => {
    const { transport, sent } = rpcd({ status: 200, type: '', body: '' }, role);
    await transport.send({ operation, parameters: { container: 'web' }, apiVersion: '1.41' });
    expect(sent[0]?.method).toBe(method);
  });

  it('sends a body as JSON text', async () => {
    const { transport, sent } = rpcd({ status: 201, type: 'application/json', body: '{"Id":"e"}' });
    await transport.send({
      operation: 'ContainerExec',
      parameters: { container: 'web' },
      body: { Cmd: ['sh'] },
      apiVersion: '1.41',
    });
    expect(sent[0]?.args['body']).toBe('{"Cmd":["sh"]}');
  });

  it.each(['session', 'forbidden', 'too-large', 'engine-down', 'timeout', 'pending', 'broken'])(
    'rejects with the failure %s and the sentence of the router',
    async (failure) => {
      const { transport } = rpcd({ failure, message: 'because' });
      const call = transport.send(list);
      await expect(call).rejects.toMatchObject({ failure, message: 'because' });
      await expect(call).rejects.not.toBeInstanceOf(NotSentError);
    },
  );

  it('says that the engine was not reached when the router refused', async () => {
    const { transport } = rpcd({ failure: 'refused', message: 'no' });
    await expect(transport.send(list)).rejects.toBeInstanceOf(NotSentError);
  });

  it.each([{}, { status: 'x' }, { status: 99 }, { failure: 'unheard-of' }])(
    'is broken when the router answers %j',
    async (reply) => {
      const { transport } = rpcd(reply);
      await expect(transport.send(list)).rejects.toMatchObject({ failure: 'broken' });
    },
  );

  it('is broken when the base64 is none', async () => {
    const { transport } = rpcd({ status: 200, type: '', base64: '%%%' });
    await expect(transport.send(list)).rejects.toMatchObject({ failure: 'broken' });
  });

  it('carries short calls that the router serves, and refuses others before they are sent', async () => {
    const { transport, sent } = rpcd({});
    expect(transport.carries('ContainerList')).toBe(true);
    expect(transport.carries('ContainerLogs')).toBe(false);
    expect(transport.carries('SwarmInspect')).toBe(false);
    await expect(
      transport.send({ operation: 'ContainerLogs', parameters: { container: 'web' } }),
    ).rejects.toMatchObject({ failure: 'refused' });
    expect(sent).toHaveLength(0);
  });

  it.each(['../x', 'a\r\nb', 'a\0b', 'x'.repeat(300), ''])(
    'sends nothing for the id %j',
    async (container) => {
      const { transport, sent } = rpcd({});
      const call = transport.send({ operation: 'ContainerInspect', parameters: { container } });
      await expect(call).rejects.toBeInstanceOf(ParameterError);
      expect(sent).toHaveLength(0);
    },
  );

  it("reads the answer to the router's own operations", async () => {
    const { transport, sent } = rpcd({ status: 200, type: 'application/json', body: '{"keeper":true}' });
    await expect(transport.router('RouterStatus', 'view')).resolves.toEqual({ keeper: true });
    expect(sent[0]).toMatchObject({ method: 'view', args: { operation: 'RouterStatus' } });
  });

  it.each([{ status: 200, body: '{' }, { nothing: 1 }])(
    'is broken when the router describes itself as %j',
    async (r) => {
      await expect(rpcd(r).transport.router('RouterStatus', 'view')).rejects.toMatchObject({
        failure: 'broken',
      });
    },
  );

  it("rejects the router's own operations with its sentence", async () => {
    const { transport } = rpcd({ failure: 'refused', message: 'dockerd is not installed on this router.' });
    await expect(transport.router('RouterService', 'admin', { action: 'start' })).rejects.toMatchObject({
      message: 'dockerd is not installed on this router.',
    });
  });
});
