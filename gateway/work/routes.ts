import type { IncomingMessage, ServerResponse } from 'node:http';
import { engineSession } from '../engine/engine-request';
import { jsonBody } from '../http/json-body';
import type { Source } from '../http/origin';
import { Refusal } from '../http/refusal';
import type { Gateway } from '../server';
import { startBytes } from './bounds';
import type { Job } from './job';
import { streamJobs, streamLog } from './job-streams';
import type { PromisedBody } from './promised-body';
import { answerRegistries } from './registry-routes';
import { startJob } from './start';

const bodies = new WeakMap<Job, PromisedBody>();

/**
 * Answers a request below `/work`: jobs and the credentials of registries (docs/long-work.md). Work goes on without whoever began it;
 * streams and uploads end with their session.
 */
export async function workRequest(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  source: Source,
): Promise<void> {
  const session = await engineSession(gateway, request, source, request.method !== 'GET');
  const [, name, rest = ''] = /^\/work\/(jobs|registries)(?:\/(.+))?$/.exec(path) ?? [];
  if (name === 'registries') return json(response, await answerRegistries(gateway.registries, request, rest));
  if (name !== 'jobs') throw new Refusal(404, `there is nothing at ${path}`);
  const [id = '', part = ''] = rest.split('/', 2);
  const route = routes[`${request.method} ${id === '' ? '' : '/id'}${part && `/${part}`}`];
  if (!route || rest.split('/').length > 2) throw notServed(request, path);
  await route(gateway, id, request, response, session.ended);
}

type Route = (
  gateway: Gateway,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
  stop: AbortSignal,
) => Promise<void> | void;

const routes: Readonly<Record<string, Route>> = {
  'GET ': ({ jobs }, _, __, response, stop) => streamJobs(jobs, response, stop),
  async 'POST '(gateway, _, request, response) {
    const job = await startJob(gateway, bodies, await jsonBody(request, startBytes));
    json(response, { job: job.id });
  },
  'POST /id/cancel'({ jobs }, id, _, response) {
    const job = jobs.find(id);
    if (!job?.running) throw new Refusal(409, 'this job has ended already');
    job.settle('cancelled', 'It was cancelled.');
    json(response, {});
  },
  'DELETE /id'({ jobs }, id, _, response) {
    jobs.forget(id);
    json(response, {});
  },
  async 'PUT /id/body'({ jobs }, id, request, response, stop) {
    const job = jobs.find(id);
    const body = job && bodies.get(job);
    if (!body) throw new Refusal(409, 'this job takes no body');
    await body.take(request, stop);
    json(response, {});
  },
  'GET /id/log'({ jobs }, id, _, response, stop) {
    const job = jobs.find(id);
    // what an earlier run of the gateway heard is gone with it
    if (job) streamLog(job, response, stop);
    else response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end();
  },
};

function notServed(request: IncomingMessage, path: string): Refusal {
  return new Refusal(404, `${request.method} ${path} is nothing that the gateway does`);
}

function json(response: ServerResponse, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  });
  // what is left of a body is not read, so the connection cannot be used again
  if (!response.req.complete) response.shouldKeepAlive = false;
  response.end(text);
}
