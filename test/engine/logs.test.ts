import { expect, it } from 'vitest';
import { milliseconds } from '../../lib/engine/decode/timestamp';
import { all, describeEngines, takeUntil } from './engines';

const both = { stdout: true, stderr: true };

describeEngines('a log', (engine) => {
  it('of a container without a TTY has stdout and stderr apart, with their times', async () => {
    const container = await engine.run('echo out; echo "<b>äö€😀</b>"; echo err >&2; printf "no end"');
    await engine.client.containerWait({ container });
    const lines = await all(
      await engine.client.containerLogs({ container, ...both, timestamps: true }, { tty: false }),
    );
    const of = (stream: string) => lines.filter((line) => line.stream === stream).map(({ text }) => text);
    expect(of('stdout')).toEqual(['out', '<b>äö€😀</b>', 'no end']);
    expect(of('stderr')).toEqual(['err']);
    for (const { time } of lines) expect(milliseconds(time)).toBeGreaterThan(Date.now() - 600_000);
  });

  it('of a container with a TTY is one stream', async () => {
    const container = await engine.run('echo out; echo err >&2', { Tty: true });
    await engine.client.containerWait({ container });
    const lines = await all(await engine.client.containerLogs({ container, ...both }, { tty: true }));
    expect(lines.map(({ stream, text }) => [stream, text])).toEqual([
      ['stdout', 'out'],
      ['stdout', 'err'],
    ]);
  });

  it('is followed, and left', async () => {
    const container = await engine.run('i=0; while :; do echo line $i; i=$((i+1)); sleep 0.05; done');
    const controller = new AbortController();
    const stream = await engine.client.containerLogs(
      { container, ...both, follow: true },
      { tty: false, signal: controller.signal },
    );
    const lines = await takeUntil(stream, ({ text }) => text === 'line 5');
    expect(lines.map(({ text }) => text)).toEqual([0, 1, 2, 3, 4, 5].map((number) => `line ${number}`));
  });

  it('that is followed ends with an error when its signal is aborted', async () => {
    const container = await engine.run('echo here; sleep 1000');
    const controller = new AbortController();
    const stream = await engine.client.containerLogs(
      { container, ...both, follow: true },
      { tty: false, signal: controller.signal },
    );
    await stream.next();
    const next = stream.next();
    controller.abort();
    await expect(next).rejects.toThrow();
  });

  it('of many lines comes whole and in order', async () => {
    const container = await engine.run('seq 1 20000');
    await engine.client.containerWait({ container });
    const stream = await engine.client.containerLogs(
      { container, ...both, timestamps: true },
      { tty: false },
    );
    const lines = await all(stream);
    expect(lines.map(({ text }) => text)).toEqual(Array.from({ length: 20_000 }, (_, at) => String(at + 1)));
  });

  it('has a line of 100,000 characters whole, without the times that the engine writes into it', async () => {
    const container = await engine.run(`head -c 100000 /dev/zero | tr '\\0' x; echo; echo next`);
    await engine.client.containerWait({ container });
    for (const timestamps of [false, true]) {
      const lines = await all(
        await engine.client.containerLogs({ container, ...both, timestamps }, { tty: false }),
      );
      expect(lines.at(-1)?.text).toBe('next');
      expect(lines.slice(0, -1).map(({ continues }) => continues)).toEqual([false, true]);
      expect(
        lines
          .slice(0, -1)
          .map(({ text }) => text)
          .join(''),
      ).toBe('x'.repeat(100_000));
    }
  });

  it('gives its last lines, and those since a time', async () => {
    const container = await engine.run('echo 1; echo 2; sleep 1.1; echo 3');
    await engine.client.containerWait({ container });
    const { client } = engine;
    const tail = await all(await client.containerLogs({ container, ...both, tail: '2' }, { tty: false }));
    expect(tail.map(({ text }) => text)).toEqual(['2', '3']);
    const timed = await all(
      await client.containerLogs({ container, ...both, timestamps: true }, { tty: false }),
    );
    const since = Math.floor((milliseconds(timed.at(-1)?.time ?? '') ?? 0) / 1000);
    const later = await all(await client.containerLogs({ container, ...both, since }, { tty: false }));
    expect(later.at(-1)?.text).toBe('3');
    expect(later.map(({ text }) => text)).not.toContain('1');
  });
});
