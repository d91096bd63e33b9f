import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { workAnswer } from '../../lib/engine/decode/work-answer';
import { RecordDecoder } from '../../lib/engine/decode/records';
import { progressMessage } from '../../lib/engine/types/progress-message';
import { Refusal } from '../http/refusal';
import type { EngineCall } from '../engine/call';
import type { Engine, EngineBody } from '../engine/engine';
import { engineRefusal, smallBody } from '../engine/small-body';
import { answerBytes } from './bounds';
import type { Job } from './job';

/** Rows whose answers are messages, one after the other. */
const messages = new Set(['ImageCreate', 'ImagePush', 'ImageBuild', 'ImageLoad']);

/** The request that a job makes. */
export interface JobWork {
  readonly engine: Engine;
  readonly call: EngineCall;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: () => Promise<EngineBody | undefined>;
}

/** Makes the request of a job and reads its answer to the end; settles the job with how that came out. Never rejects. */
export async function runJob(job: Job, { engine, call, headers, body }: JobWork, log: Logger): Promise<void> {
  try {
    const content = await body();
    if (!job.running) return;
    const answer = await engine.run(call, {
      headers,
      signal: job.over,
      ...(content && { body: content }),
    });
    if (answer.status >= 400) throw engineRefusal(answer.status, await smallBody(answer.body));
    if (messages.has(call.row.name)) await follow(job, answer.body);
    else await read(job, answer.body);
    // a failure inside a 200 is one
    if (job.failure === undefined) job.settle('done');
    else job.settle('failed', job.failure);
  } catch (error) {
    if (!job.running) return;
    if (!(error instanceof Refusal) && !broke(error))
      log.error({ err: error, job: job.names }, 'a job failed by a fault of the gateway');
    job.settle('failed', job.failure ?? reason(error));
  }
}

async function follow(job: Job, body: Readable): Promise<void> {
  const decoder = new RecordDecoder(progressMessage);
  for await (const part of body as AsyncIterable<Buffer>)
    for (const message of decoder.push(part)) job.said(message);
  for (const message of decoder.end()) job.said(message);
  if (decoder.failure !== undefined) throw new Refusal(502, decoder.failure, 'broken');
}

async function read(job: Job, body: Readable): Promise<void> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    length += part.length;
    // one that is too long is read to its end, and not understood
    if (length <= answerBytes) parts.push(part);
  }
  const { result, log } = workAnswer(length <= answerBytes ? Buffer.concat(parts).toString() : '');
  job.made(result);
  if (log !== '') job.note(log);
}

const broke = (error: unknown) =>
  /^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/.test((error as NodeJS.ErrnoException).code ?? '');

function reason(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  return broke(error)
    ? 'The connection to the engine broke before it had told how this came out.'
    : 'The gateway failed at this job; its log says why.';
}
