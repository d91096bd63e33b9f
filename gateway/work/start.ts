import * as v from 'valibot';
import { ParameterError, operation, target, type Operation } from '../../lib/engine/operations';
import type { OperationName, ParameterValue } from '../../lib/engine/request';
import { queryValue, type EngineCall } from '../engine/call';
import type { EngineBody } from '../engine/engine';
import { Refusal } from '../http/refusal';
import type { Gateway } from '../server';
import type { Job } from './job';
import { PromisedBody } from './promised-body';
import type { Registries } from './registries';
import { runJob } from './run';
import { shownParameters, type WireParameters } from './shown-job';

const StartBody = v.strictObject({
  operation: v.string(),
  parameters: v.optional(v.record(v.string(), v.union([v.string(), v.array(v.string())])), {}),
  api_version: v.pipe(v.string(), v.regex(/^1\.[0-9]{1,3}$/)),
  engine: v.string(),
  body: v.optional(v.unknown()),
  upload: v.optional(v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,14}$/))),
  from: v.optional(v.string()),
  to: v.optional(v.string()),
});
type Start = v.InferOutput<typeof StartBody>;

/** Rows of the kind `stream` that end by themselves. */
const ending = new Set<string>(['ImageCreate', 'ImagePush']);

/** Starts the job that a request's body asks for; everything is checked before anything happens. A {@link Refusal} names the fault. */
export async function startJob(
  gateway: Gateway,
  bodies: WeakMap<Job, PromisedBody>,
  body: unknown,
): Promise<Job> {
  const start = parsed(body);
  const row = rowOf(start.operation);
  checkParts(row, start);
  const engine = gateway.engines.get(start.engine);
  if (!engine)
    throw new Refusal(404, `there is no engine ${JSON.stringify(start.engine.slice(0, 80))} on this gateway`);
  const call = callOf(row, start.parameters, start.api_version);
  const headers = await registryHeaders(gateway.registries, call);
  const size = start.upload === undefined ? undefined : Number(start.upload);
  const names = { operation: row.name, parameters: shownParameters(start.parameters), engine: start.engine };
  const job = gateway.jobs.add(names, size);
  const promised = size === undefined ? undefined : new PromisedBody(job, size);
  if (promised) bodies.set(job, promised);
  void runJob(job, { engine, call, headers, body: () => content(start, job, promised) }, gateway.log);
  return job;
}

async function content(start: Start, job: Job, promised?: PromisedBody): Promise<EngineBody | undefined> {
  if (promised) {
    const over = new Promise<undefined>((resolve) =>
      job.over.addEventListener('abort', () => resolve(undefined), { once: true }),
    );
    const bytes = await Promise.race([promised.arrived, over]);
    return bytes && { content: bytes, length: promised.size, type: 'application/x-tar' };
  }
  if (start.body === undefined) return undefined;
  const bytes = Buffer.from(JSON.stringify(start.body));
  return { content: bytes, length: bytes.length, type: 'application/json' };
}

function parsed(body: unknown): Start {
  const { success, output, issues } = v.safeParse(StartBody, body);
  if (success) return output;
  const field = v.getDotPath(issues[0]) ?? 'the body';
  const rules: Readonly<Record<string, string>> = {
    api_version: 'must be like 1.41',
    upload: 'must be a number of bytes as text, more than none',
    operation: 'must be the name of an operation',
    engine: 'must be the name of an engine',
  };
  throw new Refusal(400, `${field} ${rules[field] ?? 'is not what starts a job'}`);
}

function rowOf(name: string): Operation {
  try {
    return operation(name as OperationName);
  } catch {
    throw new Refusal(400, `operation: ${JSON.stringify(name.slice(0, 80))} is none of the Engine API`);
  }
}

/** An import of a tar archive has a body, all other rows of its kind have none. */
const imports = (row: Operation, { fromSrc }: WireParameters) =>
  row.name === 'ImageCreate' && fromSrc === '-';

function checkParts(row: Operation, { parameters, body, upload, from, to }: Start): void {
  const refuse = (sentence: string) => {
    throw new Refusal(400, sentence);
  };
  const takesArchive = row.body === 'tar' || imports(row, parameters);
  if (from !== undefined) refuse('from: a gateway reads no files of its machine; upload the file');
  if (to !== undefined) refuse('to: a gateway writes no files on its machine; download the file');
  if (row.kind === 'download') refuse(`operation: ${row.name} gives a file, which is no job; download it`);
  if (row.kind !== 'json' && row.kind !== 'upload' && !ending.has(row.name))
    refuse(`operation: ${row.name} is no work that ends, it cannot be a job`);
  if (body !== undefined && row.body !== 'json') refuse(`body: ${row.name} takes no JSON body`);
  if (upload !== undefined && !takesArchive) refuse(`upload: ${row.name} takes no archive`);
  if (takesArchive && upload === undefined && !(row.name === 'ImageBuild' && parameters.remote !== undefined))
    refuse(`upload is missing: ${row.name} needs an archive, and its size in bytes`);
}

function callOf(row: Operation, given: WireParameters, apiVersion: string): EngineCall {
  const parameters: Record<string, ParameterValue> = {};
  for (const [name, value] of Object.entries(given))
    parameters[name] = row.path.includes(`{${name}}`)
      ? value
      : queryValue(row, name, typeof value === 'string' ? [value] : value);
  try {
    return { row, parameters, target: `/v${apiVersion}${target(row, parameters)}` };
  } catch (error) {
    if (error instanceof ParameterError) throw new Refusal(400, error.message);
    throw error;
  }
}

/** What the engine needs to know for the registry. */
function registryHeaders(
  registries: Registries,
  { row, parameters }: EngineCall,
): Promise<Record<string, string>> | Record<string, string> {
  if (row.name === 'ImageBuild') return registries.forBuild();
  const image = row.name === 'ImagePush' ? parameters.image : parameters.fromImage;
  const wants = row.name === 'ImagePush' || row.name === 'ImageCreate';
  return wants && typeof image === 'string' ? registries.forImage(image) : {};
}
