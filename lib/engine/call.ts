import * as v from 'valibot';
import { decoded } from './decode/decoder';
import { RecordDecoder } from './decode/records';
import { EngineError, TransportError } from './errors';
import { readText } from './read';
import type { EngineRequest, EngineResponse, OperationName, Parameters, Transport } from './request';
import { errorBody } from './types/system';

/** What a call takes beside its parameters. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** The arguments of a call of operation `N`: parameters may be left out where all are optional. */
export type Arguments<N extends OperationName> =
  object extends Parameters<N>
    ? [parameters?: Parameters<N>, options?: CallOptions]
    : [parameters: Parameters<N>, options?: CallOptions];

/** The longest answer that is parsed whole, in bytes. */
const longestAnswer = 64 * 1024 * 1024;

/** The most that is read of an answer with an error status, or without content, in bytes. */
const longestError = 16 * 1024;

/**
 * Sends a request; gives the answer when its status says that all is well. Raises an {@link EngineError} with the engine's
 * own words for a status of 400 and more, and passes on the {@link TransportError} of a transport.
 */
export async function answer(transport: Transport, request: EngineRequest): Promise<EngineResponse> {
  const response = await transport.send(request);
  if (response.status >= 400) throw new EngineError(response.status, await complaint(response));
  // 304: it is as asked already (a start of what runs, a stop of what does not)
  if (response.status >= 300 && response.status !== 304) {
    await drop(response);
    throw new TransportError('broken', `Something that is no engine answered (status ${response.status}).`);
  }
  return response;
}

/** Reads the body of an answer that says nothing, so that its connection can be used again; gives up a long one. */
export async function drop(response: EngineResponse): Promise<void> {
  await readText(response.body, longestError).catch(() => undefined);
}

/** The answer's body as JSON, parsed. Raises a {@link TransportError} `broken` where it is not what the API says. */
export async function parsed<T>(
  operation: OperationName,
  response: EngineResponse,
  schema: v.GenericSchema<unknown, T>,
): Promise<T> {
  const { text, whole } = await readText(response.body, longestAnswer);
  if (!whole) throw new TransportError('broken', `The answer to ${operation} is longer than 64 MiB.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TransportError('broken', `The answer to ${operation} is no JSON: ${excerpt(text)}`, { cause });
  }
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? 'it';
  throw new TransportError(
    'broken',
    `The answer to ${operation} is not as expected: ${where}: ${issue.message}`,
  );
}

/** The answer's body as a stream of JSON values, each parsed; a batch per chunk. */
export function records<T>(
  response: EngineResponse,
  schema: v.GenericSchema<unknown, T>,
): AsyncGenerator<T[], void, undefined> {
  return decoded(response.body, new RecordDecoder(schema));
}

async function complaint(response: EngineResponse): Promise<string> {
  const { text } = await readText(response.body, longestError).catch(() => ({ text: '' }));
  try {
    return v.parse(errorBody, JSON.parse(text)).message.trim() || fallback(response);
  } catch {
    // a page of a proxy says less than its status
    return text.trim() === '' || /^\s*</.test(text) ? fallback(response) : excerpt(text);
  }
}

function fallback({ status }: EngineResponse): string {
  return `The engine answered with status ${status} and no reason.`;
}

function excerpt(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
