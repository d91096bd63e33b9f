import { EngineRefusal } from '../refusal';

/** A step of a Dockerfile. */
export interface Instruction {
  /** In capitals. */
  readonly name: string;
  readonly text: string;
}

const known = new Set([
  ...[
    'ADD',
    'ARG',
    'CMD',
    'COPY',
    'ENTRYPOINT',
    'ENV',
    'EXPOSE',
    'FROM',
    'HEALTHCHECK',
    'LABEL',
    'MAINTAINER',
  ],
  ...['ONBUILD', 'RUN', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'],
]);

/** The steps of a Dockerfile (https://docs.docker.com/reference/dockerfile/). Refuses (400) what is none, with the engine's words. */
export function parseDockerfile(text: string, name: string): readonly Instruction[] {
  const steps: Instruction[] = [];
  let carried = '';
  let first = 0;
  text.split(/\r?\n/).forEach((line, at) => {
    if (/^\s*#/.test(line) || (line.trim() === '' && carried === '')) return;
    if (carried === '') first = at + 1;
    const more = /\\\s*$/.test(line);
    carried += line.replace(/\\\s*$/, '').trim() + (more ? ' ' : '');
    if (more) return;
    steps.push(instruction(carried, first));
    carried = '';
  });
  if (carried !== '') steps.push(instruction(carried, first));
  if (steps.length === 0) throw new EngineRefusal(400, `the Dockerfile (${name}) cannot be empty`);
  const start = steps.find(({ name: step }) => step !== 'ARG');
  if (start?.name !== 'FROM')
    throw new EngineRefusal(400, `dockerfile parse error: no build stage in current context`);
  return steps;
}

function instruction(line: string, number: number): Instruction {
  const [, word = '', text = ''] = /^(\S+)\s*([^]*)$/.exec(line.trim()) ?? [];
  const name = word.toUpperCase();
  if (!known.has(name))
    throw new EngineRefusal(400, `dockerfile parse error on line ${number}: unknown instruction: ${word}`);
  if (text === '')
    throw new EngineRefusal(
      400,
      `dockerfile parse error on line ${number}: ${name} requires at least one argument`,
    );
  return { name, text };
}

/** A command as JSON (`["a", "b"]`), or as a line for the shell. */
export function commandOf(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  } catch {
    // the shell's, then
  }
  return ['/bin/sh', '-c', text];
}

/** The pairs of ENV and LABEL: `a=b c="d e"`, or the old `a b`. */
export function pairsOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/([^\s=]+)=("(?:[^"\\]|\\.)*"|\S*)/g)];
  if (pairs.length === 0) {
    const [, name = '', value = ''] = /^(\S+)\s+([^]*)$/.exec(text) ?? [];
    return { [name]: value };
  }
  return Object.fromEntries(
    pairs.map(([, name = '', value = '']) => [
      name,
      value.replace(/^"([^]*)"$/, '$1').replace(/\\(.)/g, '$1'),
    ]),
  );
}
