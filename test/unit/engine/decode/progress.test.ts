import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { progress } from '../../../../lib/engine/decode/progress';
import { EngineError, TransportError } from '../../../../lib/engine/errors';
import { progressMessage, type ProgressMessage } from '../../../../lib/engine/types/progress-message';
import { bodyOf, bytes, splits } from './splits';

const message = (value: object): ProgressMessage => v.parse(progressMessage, value);
const json = (...values: readonly object[]) => values.map((value) => `${JSON.stringify(value)}\r\n`).join('');

async function run(chunks: readonly Uint8Array[]): Promise<{ messages: ProgressMessage[]; error: unknown }> {
  const messages: ProgressMessage[] = [];
  try {
    for await (const batch of progress(bodyOf(chunks))) messages.push(...batch);
    return { messages, error: undefined };
  } catch (error) {
    return { messages, error };
  }
}

describe('progress', () => {
  const first = { status: 'Downloading', id: 'a1', progressDetail: { current: 5, total: 9 } };

  it('gives the messages, whatever the split', async () => {
    for (const chunks of splits(bytes(json(first, { status: 'Done' }))))
      expect(await run(chunks)).toEqual({
        messages: [message(first), message({ status: 'Done' })],
        error: undefined,
      });
  });

  it.each([
    [
      'as Docker before 29 says it',
      { errorDetail: { message: 'no space left' }, error: 'no space left' },
      500,
    ],
    ['as Docker 29 says it', { errorDetail: { message: 'no space left' } }, 500],
    ['with a code', { errorDetail: { code: 404, message: 'no space left' } }, 404],
    ['in old words only', { error: 'no space left' }, 500],
    ['with an empty detail', { errorDetail: {}, error: 'no space left' }, 500],
  ])('raises a failure inside a 200, after what came before it: %s', async (_, failure, status) => {
    const whole = bytes(json({ status: 'one' }, failure, { status: 'never' }));
    for (let cut = 0; cut <= whole.length; cut++) {
      const { messages, error } = await run([whole.subarray(0, cut), whole.subarray(cut)]);
      expect(messages).toEqual([message({ status: 'one' })]);
      expect(error).toBeInstanceOf(EngineError);
      expect(error).toMatchObject({ status, message: 'no space left' });
    }
  });

  it('raises a failure that gives no reason', async () => {
    const { error } = await run([bytes(json({ errorDetail: {} }))]);
    expect(error).toMatchObject({ status: 500, message: 'The engine gave no reason.' });
  });

  it('says so when the stream ends in the middle of a message', async () => {
    const { messages, error } = await run([bytes(`${json(first)}{"stat`)]);
    expect(messages).toEqual([message(first)]);
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ failure: 'broken' });
  });
});
