import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { workAnswer } from '../../../../lib/engine/decode/work-answer';
import { WorkProgress, type WorkSummary } from '../../../../lib/engine/decode/work-progress';
import { progressMessage } from '../../../../lib/engine/types/progress-message';

const recordings = join(import.meta.dirname, '../../../fixtures/engine-output');

/** What is left of messages, and the summary after each of them. */
function reduce(messages: readonly object[]) {
  const progress = new WorkProgress();
  const wholes: (WorkSummary | undefined)[] = [];
  let log = '';
  for (const message of messages) {
    log += progress.take(v.parse(progressMessage, message));
    wholes.push(progress.summary);
  }
  const { layers, failure, message, result } = progress;
  return { wholes, layers, failure, message, result, log };
}

const recorded = (version: string, name: string) =>
  reduce(
    readFileSync(join(recordings, version, `${name}.ndjson`), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as object),
  );

describe.each(readdirSync(recordings))('the progress of work, as dockerd %s tells it', (version) => {
  const rising = (numbers: readonly number[]) => expect(numbers).toEqual([...numbers].sort((a, b) => a - b));

  it('of a pull goes from layer to layer and never back, in bytes as well', () => {
    const { wholes, layers, failure, result, message } = recorded(version, 'pull');
    const told = wholes.filter((one) => one !== undefined);
    rising(told.slice(4).map(({ done }) => done));
    rising(told.flatMap(({ bytes }) => (bytes ? [bytes.done] : [])));
    expect(told.at(-1)).toMatchObject({ done: 4, total: 4, unit: 'layers' });
    expect(told.at(-1)?.bytes?.done).toBe(told.at(-1)?.bytes?.total);
    expect(layers.map(({ status }) => status)).toEqual([
      ...['Already exists', 'Pull complete', 'Pull complete', 'Pull complete'],
    ]);
    expect(failure).toBeUndefined();
    expect(result).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(message).toContain('Downloaded newer image');
  });

  it('of a push counts its layers once, and ends with its digest', () => {
    const { wholes, result } = recorded(version, 'push');
    expect(wholes.at(-1)).toMatchObject({ done: 4, total: 4, unit: 'layers' });
    expect(result).toMatch(/^sha256:/);
    for (const whole of wholes)
      if (whole?.bytes) expect(whole.bytes.done).toBeLessThanOrEqual(whole.bytes.total);
  });

  it('of a build counts steps and ends with its image', () => {
    const { wholes, result, log } = recorded(version, 'build');
    expect(wholes[0]).toEqual({ done: 0, total: 5, unit: 'steps' });
    expect(wholes.at(-1)).toEqual({ done: 4, total: 5, unit: 'steps' });
    expect(result).toMatch(/^sha256:/);
    expect(log).toContain('Step 2/5 : COPY a /a\n');
  });

  it.each(['load', 'load-quiet'])('of a load ends with the name of its image (%s)', (name) => {
    expect(recorded(version, name).result).toBe('127.0.0.1:5000/household/several-layers:1');
  });

  it('of an import ends with the id of its image', () => {
    expect(recorded(version, 'import-base').result).toMatch(/^sha256:/);
  });

  it.each([
    ['build-that-fails', 'code: 9'],
    ['push-without-login', 'does not exist locally'],
    ['load-of-garbage', 'invalid tar header'],
    ['load-of-half-a-file', 'unexpected EOF'],
  ])('%s has failed, inside its 200', (name, words) => {
    expect(recorded(version, name).failure).toContain(words);
  });

  it('of a prune is what it freed and removed', () => {
    const answer = (name: string) => workAnswer(readFileSync(join(recordings, version, name), 'utf8'));
    expect(answer('prune.json')).toEqual({ result: 0, log: 'Untagged: busybox:1\n' });
    expect(answer('container-prune.json')).toEqual({
      result: 0,
      log: expect.stringMatching(/^Deleted: \w{64}\n$/) as string,
    });
    expect(answer('network-prune.json')).toEqual({ log: '' });
    expect(answer('delete.json').log).toMatch(/^Untagged: .*\n(.*\n)*Deleted: sha256:/);
  });
});

describe('the progress of work', () => {
  it('counts a layer anew that is downloaded again', () => {
    const at = (current: number) => ({
      id: 'a',
      status: 'Downloading',
      progressDetail: { current, total: 100 },
    });
    const { wholes } = reduce([at(80), { id: 'a', status: 'Retrying in 5 seconds' }, at(10)]);
    expect(wholes.map((one) => one?.done)).toEqual([0.4, 0.4, 0.05]);
  });

  it('says nothing of bytes where an extraction counts seconds', () => {
    const { layers, wholes } = reduce([
      { id: 'a', status: 'Extracting', progressDetail: { current: 7, units: 's' } },
    ]);
    expect(layers).toMatchObject([{ id: 'a', status: 'Extracting', done: 0, total: 0 }]);
    expect(wholes[0]).toEqual({ done: 0.5, total: 1, unit: 'layers' });
  });

  it('has a layer as done that comes from another repository of the registry', () => {
    expect(reduce([{ id: 'a', status: 'Mounted from library/x' }]).wholes[0]).toMatchObject({ done: 1 });
  });

  it('takes no more memory after an hour than after a moment', () => {
    const messages = Array.from({ length: 20_000 }, (_, at) => ({
      id: `layer${at % 400}`,
      status: 'Downloading',
      progressDetail: { current: at, total: 20_000 },
    }));
    const { layers, log } = reduce(messages);
    expect(layers).toHaveLength(160);
    expect(log.length).toBeLessThan(10_000);
  });

  it('has an error without words as one all the same', () => {
    expect(reduce([{ errorDetail: {} }]).failure).toBe('The engine gave no reason.');
  });

  it.each(['', 'null', '5', '[1,{"a":1}]', '{"SpaceReclaimed":{}}', '{"ImagesDeleted":[null,5]}'])(
    'of an answer that says nothing is nothing (%s)',
    (text) => expect(workAnswer(text)).toEqual({ log: '' }),
  );
});
