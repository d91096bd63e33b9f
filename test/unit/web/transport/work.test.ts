import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../../lib/engine/errors';
import type { Transport } from '../../../../lib/engine/request';
import type { Live, LiveRequest } from '../../../../web/live/live';
import { GatewayWork } from '../../../../web/transport/gateway-work';
import { KeeperCalls } from '../../../../web/transport/keeper-calls';
import { KeeperWork } from '../../../../web/transport/keeper-work';
import { KeeperControl, RpcdCarrier } from '../../../../web/transport/slices/rpcd-carrier';
import { Ubus } from '../../../../web/transport/ubus';
import { fakeFetch, json, textOf, type Seen } from '../fakes/fetch';

const noFiles = new AbortController().signal;

function liveUnderTest() {
  const opened: LiveRequest[] = [];
  const live = {
    open: (request: LiveRequest) => {
      opened.push(request);
      return Promise.resolve({ status: 200, headers: new Headers(), body: new ReadableStream() });
    },
  } as unknown as Live;
  return { live, opened };
}

const files: Transport = {
  name: 'direct',
  carries: () => true,
  send: () =>
    Promise.resolve({
      status: 200,
      headers: new Headers({ 'Content-Length': '4' }),
      body: new Response('file').body as ReadableStream<Uint8Array>,
    }),
};

describe('long work over the keeper', () => {
  interface Call {
    readonly method: string;
    readonly operation: string;
    readonly parameters: Record<string, string>;
    readonly api_version: string;
    readonly engine: string;
    readonly client: string;
  }

  function keeperUnderTest(reply: (call: Call) => object, preferred = false) {
    const calls: Call[] = [];
    const { fetch } = fakeFetch(({ body }) => {
      const { id, params } = JSON.parse(body) as {
        id: number;
        params: [string, string, string, Omit<Call, 'method'>];
      };
      const call = { method: params[2], ...params[3] };
      calls.push(call);
      return json({ jsonrpc: '2.0', id, result: [0, reply(call)] });
    });
    const ubus = new Ubus({ url: '/ubus/', session: () => 'sid', fetch });
    const keeper = new KeeperCalls({ ubus, engine: 'nas', apiVersion: () => '1.43' });
    const carrier = new RpcdCarrier(keeper);
    const { live, opened } = liveUnderTest();
    const work = new KeeperWork({
      calls: keeper,
      live,
      luci: '/cgi-bin/luci/admin/docker-api',
      files: { transport: files, preferred: () => preferred },
      carrier: () => carrier,
      control: new KeeperControl(keeper),
    });
    return { work, calls, opened };
  }

  it('starts a job with the method of its row, its parameters as JSON text', async () => {
    const { work, calls } = keeperUnderTest(() => ({ job: 'j1' }));
    const started = await work.start({
      operation: 'ContainerExport',
      parameters: { container: 'web' },
      apiVersion: '1.43',
      to: '/mnt/web.tar',
    });
    expect(started).toEqual({ job: 'j1' });
    expect(calls).toMatchObject([
      {
        method: 'admin',
        operation: 'JobStart',
        parameters: { operation: 'ContainerExport', parameters: '{"container":"web"}', to: '/mnt/web.tar' },
        api_version: '1.43',
        engine: 'nas',
      },
    ]);
    expect(calls[0]?.client).toMatch(/^[0-9a-f]{24}$/);
  });

  it('tells the engine’s refusal as such, and the keeper’s own', async () => {
    const start = {
      operation: 'ContainerExport',
      parameters: { container: 'web' },
      apiVersion: '1.43',
    } as const;
    const engine = keeperUnderTest(() => ({
      status: 409,
      type: 'application/json',
      body: '{"message":"in use"}',
    }));
    await expect(engine.work.start(start)).rejects.toEqual(new EngineError(409, 'in use'));
    const keeper = keeperUnderTest(() => ({ failure: 'refused', message: 'Eight jobs run already.' }));
    await expect(keeper.work.start(start)).rejects.toMatchObject({
      failure: 'refused',
      message: 'Eight jobs run already.',
    });
  });

  it('follows jobs as a viewer, in one stream for all tabs, and a log with the role of its job', async () => {
    const { work, opened } = keeperUnderTest(() => ({}));
    await work.news(noFiles);
    await work.log({ id: 'j1', operation: 'ContainerStop' }, noFiles);
    await work.log({ id: 'j2', operation: 'SomethingNew' }, noFiles);
    expect(opened).toMatchObject([
      { source: { operation: 'Jobs', method: 'view' }, shared: true, keeps: 'jobs' },
      { source: { operation: 'JobLog', method: 'operate', parameters: { job: 'j1' } }, shared: false },
      { source: { operation: 'JobLog', method: 'admin', parameters: { job: 'j2' } }, shared: false },
    ]);
  });

  it('gets a file in slices of a transfer, to its told end, and lets go of it', async () => {
    const file = 'the whole file';
    const { work, calls } = keeperUnderTest(({ operation, parameters }) => {
      if (operation === 'TransferOpen')
        return { transfer: 't1', name: 'web.tar', size: 524_288, length: file.length };
      if (operation === 'TransferState') return { begin: 0, end: 8, size: 524_288, room: 524_280 };
      if (operation === 'TransferClose') return { closed: true };
      const offset = Number(parameters['offset']);
      const piece = file.slice(offset, offset + 8);
      return {
        offset,
        base64: btoa(piece),
        ...(offset + piece.length === file.length ? { end: file.length } : {}),
      };
    });
    const { body, length } = await work.receive({
      operation: 'ContainerExport',
      parameters: { container: 'web' },
    });
    expect(length).toBe(file.length);
    await expect(textOf(body)).resolves.toBe(file);
    expect(calls.at(-1)).toMatchObject({ operation: 'TransferClose', parameters: { transfer: 't1' } });
  });

  it('sends a file in slices of its job’s transfer, and again those for which there was no room', async () => {
    const content = 'the body of the job';
    const written: string[] = [];
    let refusals = 2;
    const { work } = keeperUnderTest(({ operation, parameters }) => {
      if (operation === 'TransferState') return { begin: 0, end: 0, size: 524_288, room: 524_288 };
      if (refusals-- > 0) return { failure: 'busy', message: 'Send it again in a moment.' };
      written.push(`${parameters['offset']}:${atob(parameters['base64'] ?? '')}`);
      return { end: content.length };
    });
    const told: number[] = [];
    await work.send({ job: 'j1', transfer: 't1' }, new Blob([content]), {
      signal: noFiles,
      sent: (n) => told.push(n),
    });
    expect(written).toEqual([`0:${content}`]);
    expect(told).toEqual([content.length]);
  });

  it('gives an address for a file on the router, by a ticket', async () => {
    const { work } = keeperUnderTest(() => ({ ticket: 'a b', name: 'web.tar', size: 5 }));
    await expect(work.fileAddress?.('j1')).resolves.toMatch(
      /^\/cgi-bin\/luci\/admin\/docker-api\/RouterFile\?ticket=a%20b/,
    );
  });

  it('gets a file straight from the engine where that is preferred', async () => {
    const { work, calls } = keeperUnderTest(() => ({}), true);
    const { body, length } = await work.receive({
      operation: 'ContainerExport',
      parameters: { container: 'web' },
    });
    expect(length).toBe(4);
    await expect(textOf(body)).resolves.toBe('file');
    expect(calls).toEqual([]);
  });
});

describe('long work over the gateway', () => {
  function gatewayUnderTest(answer: (request: Seen) => Response) {
    const { fetch, seen } = fakeFetch(answer);
    const { live, opened } = liveUnderTest();
    const work = new GatewayWork({ base: 'http://host:8080/engine/my%20nas', live, transport: files, fetch });
    return { work, seen, opened };
  }

  it('starts, cancels and forgets jobs below /work of its own origin', async () => {
    const { work, seen } = gatewayUnderTest(() => json({ job: 'j1' }));
    await work.start({
      operation: 'ContainerStop',
      parameters: { container: 'web', t: 3 },
      apiVersion: '1.43',
    });
    await work.cancel({ id: 'j/1', operation: 'ContainerStop' });
    await work.forget({ id: 'j/1', operation: 'ContainerStop' });
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST http://host:8080/work/jobs',
      'POST http://host:8080/work/jobs/j%2F1/cancel',
      'DELETE http://host:8080/work/jobs/j%2F1',
    ]);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      operation: 'ContainerStop',
      parameters: { container: 'web', t: '3' },
      api_version: '1.43',
      engine: 'my nas',
    });
  });

  it('tells a refusal in the gateway’s words', async () => {
    const { work } = gatewayUnderTest(() => json({ message: 'upload is missing', failure: 'refused' }, 400));
    const start = work.start({
      operation: 'ContainerStop',
      parameters: { container: 'web' },
      apiVersion: '1.43',
    });
    await expect(start).rejects.toMatchObject({ failure: 'refused', message: 'upload is missing' });
  });

  it('follows jobs and logs over the connection that tabs share', async () => {
    const { work, opened } = gatewayUnderTest(() => json({}));
    await work.news(noFiles);
    await work.log({ id: 'j1', operation: 'ContainerStop' }, noFiles);
    expect(opened).toMatchObject([
      { source: { transport: 'direct', url: 'http://host:8080/work/jobs' }, shared: true, keeps: 'jobs' },
      { source: { transport: 'direct', url: 'http://host:8080/work/jobs/j1/log' }, shared: false },
    ]);
  });
});
