import { expect, test, vi } from 'vitest';
import { TransportError } from '../../../../lib/engine/errors';
import { TypedInput, type InputAnswer } from '../../../../web/transport/typed-input';

const bytes = (text: string) => new TextEncoder().encode(text);

/** The other side: takes what fits its count, and answers when it is told to. */
class Program {
  typed = '';
  calls: number[] = [];
  errors: unknown[] = [];
  full = 0;
  readonly #answers: (() => void)[] = [];
  readonly input = new TypedInput(
    (at, data) =>
      new Promise<InputAnswer>((resolve, reject) => {
        this.calls.push(data.length);
        this.#answers.push(() => {
          const error = this.lost.shift();
          const fresh = data.subarray(this.typed.length - at);
          const full = this.full > 0;
          if (full) this.full--;
          else this.typed += new TextDecoder('latin1').decode(fresh);
          if (error) reject(error);
          else resolve({ at: this.typed.length, full });
        });
      }),
    (error) => this.errors.push(error),
  );
  lost: (Error | undefined)[] = [];

  /** Answers all calls until nothing more comes. */
  async answer(): Promise<void> {
    await vi.waitFor(() => expect(this.#answers.length).toBeGreaterThan(0));
    this.#answers.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  }
}

test('the first key goes at once, and what is typed meanwhile goes together', async () => {
  const program = new Program();
  program.input.write(bytes('a'));
  program.input.write(bytes('b'));
  program.input.write(bytes('c'));
  expect(program.calls).toEqual([1]);
  await program.answer();
  await program.answer();
  expect(program.calls).toEqual([1, 2]);
  expect(program.typed).toBe('abc');
});

test('a paste goes in slices of 44 KiB', async () => {
  const program = new Program();
  const pasted = 'x'.repeat(100_000);
  program.input.write(bytes(pasted));
  for (let slice = 0; slice < 3; slice++) await program.answer();
  expect(program.calls).toEqual([45_056, 45_056, 9_888]);
  expect(program.typed).toBe(pasted);
});

test('an answer that got lost makes the same call again, and nothing is typed twice', async () => {
  const program = new Program();
  program.lost = [new TransportError('broken', 'lost')];
  program.input.write(bytes('ls'));
  await program.answer();
  await program.answer();
  expect(program.calls).toEqual([2, 2]);
  expect(program.typed).toBe('ls');
  program.input.write(bytes('\r'));
  await program.answer();
  expect(program.typed).toBe('ls\r');
});

test('what a program does not read yet is sent again', async () => {
  const program = new Program();
  program.full = 2;
  program.input.write(bytes('later'));
  await program.answer();
  await program.answer();
  await program.answer();
  expect(program.typed).toBe('later');
});

test('Ctrl-C goes before what has not been sent', async () => {
  const program = new Program();
  program.input.write(bytes('x'.repeat(200_000)));
  program.input.write(bytes('\u0003'));
  await program.answer();
  await program.answer();
  expect(program.typed).toBe(`${'x'.repeat(45_056)}\u0003`);
});

test('a refusal ends it, and is told', async () => {
  const program = new Program();
  const refusal = new TransportError('refused', 'There is no such console (any more).');
  program.lost = [refusal];
  program.input.write(bytes('ls'));
  await program.answer();
  expect(program.errors).toEqual([refusal]);
  program.input.write(bytes('x'));
  expect(program.calls).toEqual([2]);
});
