import { packTar } from 'modern-tar';
import { expect } from 'vitest';
import { records } from '../../lib/engine/call';
import { WorkProgress } from '../../lib/engine/decode/work-progress';
import type { OperationName, ParameterValue } from '../../lib/engine/request';
import { progressMessage, type ProgressMessage } from '../../lib/engine/types/progress-message';
import { createSimulation } from '../../simulation/simulation';
import { simulationTransport } from '../../simulation/transport';
import { collect } from './stream-items';
import { TestClock } from './test-clock';

/** An image's row of the list, as far as tests look at it. */
export interface ImageRow {
  readonly Id: string;
  readonly RepoTags: readonly string[];
  readonly Size: number;
  readonly SharedSize: number;
}

/** A simulated engine on a clock of its own, and what tests ask it. */
export function simulatedWork() {
  const clock = new TestClock();
  const simulation = createSimulation({ clock });
  const transport = simulationTransport(simulation);
  const send = (
    operation: OperationName,
    parameters: Readonly<Record<string, ParameterValue>> = {},
    options: { readonly body?: Uint8Array; readonly signal?: AbortSignal } = {},
  ) => transport.send({ operation, parameters, apiVersion: '1.51', ...options });
  const json = async (...request: Parameters<typeof send>): Promise<unknown> => {
    const answer = await send(...request);
    return new Response(answer.body).json();
  };
  const refusal = async (...request: Parameters<typeof send>) => {
    const answer = await send(...request);
    const { message } = (await new Response(answer.body).json()) as { message: string };
    return [answer.status, message] as const;
  };
  const images = async (parameters: Readonly<Record<string, ParameterValue>> = {}) =>
    (await json('ImageList', parameters)) as readonly ImageRow[];
  /** Does work to its end, on a clock that goes on as long as it takes. */
  const work = async (...request: Parameters<typeof send>) => {
    const answer = await send(...request);
    expect(answer.status).toBe(200);
    const stream = collect<ProgressMessage>(records(answer, progressMessage));
    let over = false;
    void stream.ended.finally(() => (over = true)).catch(() => undefined);
    const begun = clock.now();
    while (!over) {
      if (clock.waiting) await clock.pass(100);
      else await new Promise((resolve) => setImmediate(resolve));
    }
    await stream.ended;
    const progress = new WorkProgress();
    const log = stream.items.map((message) => progress.take(message)).join('');
    return { progress, log, took: clock.now() - begun };
  };
  return { clock, simulation, send, json, refusal, images, work };
}

/** A tar archive of these files. */
export const context = (files: Readonly<Record<string, string>>) =>
  packTar(
    Object.entries(files).map(([name, body]) => ({
      header: { name, size: new TextEncoder().encode(body).length },
      body,
    })),
  );
