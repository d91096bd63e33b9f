import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkout, hasUcode, titled } from '../ucode/ucode';
import { evaluate } from './evaluate';

interface Whole {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly bytes?: { readonly done: number; readonly total: number };
}

interface Reduced {
  readonly wholes: readonly (Whole | null)[];
  readonly parts: readonly { id: string; status: string; done?: number; total?: number }[];
  readonly failure: string | null;
  readonly message: string;
  readonly result: string | null;
  readonly log: string;
}

const recordings = join(checkout, 'test/fixtures/engine-output');

/** What is left of messages, one to a line, after each of them. */
function reduce(lines: string): Reduced {
  const body = `
    let p = progress.create(), wholes = [], log = '';
    for (let line in split(b64dec('${Buffer.from(lines).toString('base64')}'), '\\n'))
      if (length(trim(line))) { log += progress.take(p, json(line)); push(wholes, progress.summary(p)); }
    return { wholes, parts: progress.parts(p), failure: p.failure, message: p.message, result: p.result, log };`;
  return evaluate(['jobs.progress'], body) as Reduced;
}

const recorded = (version: string, name: string) =>
  reduce(readFileSync(join(recordings, version, `${name}.ndjson`), 'utf8'));

const messages = (...all: object[]) => reduce(all.map((one) => JSON.stringify(one)).join('\n'));

describe.skipIf(!hasUcode)(titled("an engine's progress, reduced"), () => {
  describe.each(readdirSync(recordings))('as dockerd %s told it', (version) => {
    const rising = (numbers: readonly number[]) => {
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    };

    test('a pull goes from layer to layer and never back, in bytes as well', () => {
      const { wholes, parts, failure, result, message } = recorded(version, 'pull');
      const told = wholes.filter((one) => one !== null);
      rising(told.slice(4).map(({ done }) => done));
      rising(told.flatMap(({ bytes }) => (bytes ? [bytes.done] : [])));
      expect(told.at(-1)).toMatchObject({ done: 4, total: 4, unit: 'layers' });
      const crossed = told.at(-1)?.bytes;
      expect(crossed?.done).toBe(crossed?.total);
      expect(parts.map(({ status }) => status)).toEqual([
        'Already exists',
        ...Array<string>(3).fill('Pull complete'),
      ]);
      expect(failure).toBeNull();
      expect(result).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(message).toContain('Downloaded newer image');
    });

    test('a pull whose image is there is nothing but its last word', () => {
      const { failure, message } = recorded(version, 'pull-again');
      expect([failure, message]).toEqual([null, expect.stringContaining('127.0.0.1:5000/household')]);
    });

    test('a push counts its layers once, and ends with its digest', () => {
      const { wholes, result } = recorded(version, 'push');
      expect(wholes.at(-1)).toMatchObject({ done: 4, total: 4, unit: 'layers' });
      expect(result).toMatch(/^sha256:/);
      for (const whole of wholes)
        if (whole?.bytes) expect(whole.bytes.done).toBeLessThanOrEqual(whole.bytes.total);
    });

    test('a push of what is there is done at once', () => {
      const { wholes, parts } = recorded(version, 'push-again');
      expect(wholes.at(-1)).toMatchObject({ done: 4, total: 4 });
      expect(new Set(parts.map(({ status }) => status))).toEqual(new Set(['Layer already exists']));
    });

    test('a build counts steps and ends with its image', () => {
      const { wholes, result, log } = recorded(version, 'build');
      expect(wholes[0]).toEqual({ done: 0, total: 5, unit: 'steps' });
      expect(wholes.at(-1)).toEqual({ done: 4, total: 5, unit: 'steps' });
      expect(result).toMatch(/^sha256:/);
      expect(log).toContain('Step 2/5 : COPY a /a\n');
    });

    test('a load ends with the name of its image', () => {
      expect(recorded(version, 'load').result).toBe('127.0.0.1:5000/household/several-layers:1');
      expect(recorded(version, 'load-quiet').result).toBe('127.0.0.1:5000/household/several-layers:1');
    });

    test('an import ends with the id of its image', () => {
      expect(recorded(version, 'import-base').result).toMatch(/^sha256:/);
    });

    test.each([
      ['build-that-fails', 'code: 9'],
      ['push-without-login', 'does not exist locally'],
      ['load-of-garbage', 'invalid tar header'],
      ['load-of-half-a-file', 'unexpected EOF'],
    ])('%s has failed, inside its 200', (name, words) => {
      expect(recorded(version, name).failure).toContain(words);
    });
  });

  test('a layer that is downloaded again counts anew', () => {
    const at = (current: number) => ({
      id: 'a',
      status: 'Downloading',
      progressDetail: { current, total: 100 },
    });
    const { wholes } = messages(at(80), { id: 'a', status: 'Retrying in 5 seconds' }, at(10));
    expect(wholes.map((one) => one?.done)).toEqual([0.4, 0.4, 0.05]);
  });

  test('an extraction that counts seconds says nothing of bytes', () => {
    const { parts, wholes } = messages({
      id: 'a',
      status: 'Extracting',
      progressDetail: { current: 7, units: 's' },
    });
    expect(parts).toEqual([{ id: 'a', status: 'Extracting' }]);
    expect(wholes[0]).toEqual({ done: 0.5, total: 1, unit: 'layers' });
  });

  test('a layer that comes from another repository of the registry is there', () => {
    expect(messages({ id: 'a', status: 'Mounted from library/x' }).wholes[0]).toMatchObject({ done: 1 });
  });

  test('an hour of progress takes no more than a moment of it', () => {
    const body = `
      let p = progress.create(), log = 0;
      for (let i = 0; i < 20000; i++)
        log += length(progress.take(p, { id: 'layer' + (i % 400), status: 'Downloading', progressDetail: { current: i, total: 20000 } }));
      return [length(p.parts), length(p.known), log < 10000, length(sprintf('%J', progress.parts(p))) < 20000];`;
    expect(evaluate(['jobs.progress'], body)).toEqual([160, 160, true, true]);
  });

  test.each([
    null,
    5,
    'text',
    [],
    {},
    { aux: 'moby.buildkit.trace' },
    { errorDetail: 'x', status: 7 },
    { status: {}, id: [] },
    { status: 'Downloading', id: 'a', progressDetail: 'x' },
    { status: 'Downloading', id: 'a', progressDetail: { current: 'x', total: -5 } },
    { stream: 'Step 9/0 : x' },
  ])('is not disturbed by %j', (message) => {
    expect(() => messages(message as object)).not.toThrow();
  });

  test('an error without words is one all the same', () => {
    expect(messages({ errorDetail: {} }).failure).toBe('The engine gave no reason.');
    expect(messages({ error: 'why' }).failure).toBe('why');
  });
});

describe.skipIf(!hasUcode)(titled('an answer of JSON, reduced'), () => {
  const reduceAnswer = (text: string) =>
    evaluate(['jobs.answers'], `return answers.reduce(b64dec('${Buffer.from(text).toString('base64')}'));`);

  test.each(['20.10', '28.5'])('what prunes of dockerd %s freed and removed', (version) => {
    const prune = (name: string) => reduceAnswer(readFileSync(join(recordings, version, name), 'utf8'));
    expect(prune('prune.json')).toEqual({ result: 0, log: 'Untagged: busybox:1\n' });
    expect(prune('container-prune.json')).toEqual({
      result: 0,
      log: expect.stringMatching(/^Deleted: \w{64}\n$/),
    });
    expect(prune('network-prune.json')).toEqual({ result: null, log: '' });
    expect(prune('delete.json')).toEqual({
      result: null,
      log: expect.stringMatching(/^Untagged: .*\n(.*\n)*Deleted: sha256:/),
    });
  });

  test.each(['', 'null', '5', '[1,{"a":1}]', '{"SpaceReclaimed":{}}', '{"ImagesDeleted":[null,5]}'])(
    'is nothing for %s',
    (text) => {
      expect(reduceAnswer(text)).toEqual({ result: null, log: '' });
    },
  );
});
