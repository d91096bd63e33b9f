import type { Duplex, EngineRequest, EngineResponse, Transport } from '../../../lib/engine/request';

/** An answer to give: a body as text, bytes in chunks, or a stream. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | readonly Uint8Array[] | ReadableStream<Uint8Array>;
}

/** A transport that gives prepared answers and keeps the requests. */
export class FakeTransport implements Transport {
  readonly name = 'fake';
  readonly requests: EngineRequest[] = [];
  open?: (request: EngineRequest) => Promise<Duplex>;

  constructor(private readonly answerTo: (request: EngineRequest) => Answer) {}

  carries(): boolean {
    return true;
  }

  async send(request: EngineRequest): Promise<EngineResponse> {
    this.requests.push(request);
    const { status = 200, headers = {}, body = '' } = this.answerTo(request);
    return { status, headers: new Headers(headers), body: stream(body) };
  }
}

function stream(body: NonNullable<Answer['body']>): ReadableStream<Uint8Array> {
  if (body instanceof ReadableStream) return body;
  const chunks = typeof body === 'string' ? [new TextEncoder().encode(body)] : body;
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}
