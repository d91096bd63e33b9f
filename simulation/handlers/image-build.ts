import { readArchive, type Archive } from '../archive';
import { pause } from '../clock';
import { parseDockerfile, type Instruction } from '../model/dockerfile';
import type { SimulatedEngine } from '../model/engine';
import { plainConfig, withTag, type Image } from '../model/image';
import { checkName } from '../model/image-name';
import { layer } from '../model/layers';
import { checkPull } from '../model/registry';
import { hex } from '../random';
import { EngineRefusal } from '../refusal';
import { jsonLine, streamOf } from '../stream';
import { buildId, bytesAdded, checkSources, configured, runLine } from './build-steps';
import { imageEvent } from './image-events';
import { pull } from './image-pull';
import type { Call } from './operations';

/** Milliseconds that a step takes, and one line of a command's output. */
const stepTakes = 400;
const lineTakes = 120;

type Stage = Pick<Image, 'layers' | 'config'>;

const said = (stream: string) => jsonLine({ stream });

/** One build: the steps of a Dockerfile over an archive, told as the classic builder does. */
class Build {
  #stage: Stage = { layers: [], config: plainConfig };

  constructor(
    private readonly engine: SimulatedEngine,
    private readonly steps: readonly Instruction[],
    private readonly archive: Archive,
    private readonly number: number,
  ) {}

  async *run(tag: string | undefined, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const { engine, steps, number } = this;
    for (const [at, step] of steps.entries()) {
      yield said(`Step ${at + 1}/${steps.length} : ${step.name} ${step.text}`);
      yield said('\n');
      const failed = yield* this.#step(step, at, signal);
      if (signal.aborted || failed) return;
      yield said(` ---> ${buildId(engine.seed, number, at, step.text)}\n`);
    }
    const image = engine.images.add({
      id: `sha256:${hex(64, engine.seed, 'built', number)}`,
      tags: tag === undefined ? [] : [tag],
      digests: [],
      created: engine.clock.now(),
      ...this.#stage,
    });
    yield jsonLine({ aux: { ID: image.id } });
    yield said(`Successfully built ${image.id.slice(7, 19)}\n`);
    if (tag === undefined) return;
    yield said(`Successfully tagged ${tag}\n`);
    imageEvent(engine, 'tag', image, tag);
  }

  /** Makes a step; gives whether it failed. */
  async *#step(step: Instruction, at: number, signal: AbortSignal): AsyncGenerator<Uint8Array, boolean> {
    const { engine, number } = this;
    if (step.name === 'FROM') {
      yield* this.#from(step, signal);
      return false;
    }
    await pause(engine.clock, stepTakes, signal);
    if (signal.aborted) return true;
    this.#stage = { ...this.#stage, config: configured(this.#stage.config, step) };
    const container = buildId(engine.seed, 'container', number, at);
    const copies = step.name === 'COPY' || step.name === 'ADD';
    if (copies) checkSources(step, this.archive);
    else yield said(` ---> Running in ${container}\n`);
    if (step.name === 'RUN' && (yield* this.#command(step.text, signal))) return true;
    if (step.name === 'RUN' || copies) this.#add(step, at);
    if (!copies) yield said(` ---> Removed intermediate container ${container}\n`);
    return false;
  }

  async *#from({ text }: Instruction, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const { engine } = this;
    const name = text.replace(/^--platform=\S+\s+/, '').split(/\s+/)[0] ?? '';
    if (name === 'scratch') {
      this.#stage = { layers: [], config: plainConfig };
      return;
    }
    // an earlier stage of this Dockerfile is what it stands on already
    const stages = this.steps.flatMap((step) => / AS (\S+)$/i.exec(step.text)?.[1] ?? []);
    if (stages.includes(name)) return;
    if (!engine.images.find(name)) {
      checkPull(withTag(name), { username: '', password: '' });
      yield* pull(engine, withTag(name), signal);
    }
    if (signal.aborted) return;
    const { layers, config } = engine.images.required(name);
    this.#stage = { layers, config };
  }

  /** Runs a command; gives whether it failed. */
  async *#command(text: string, signal: AbortSignal): AsyncGenerator<Uint8Array, boolean> {
    const { lines, code } = runLine(text);
    for (const line of lines) {
      await pause(this.engine.clock, lineTakes, signal);
      if (signal.aborted) return true;
      yield said(`${line}\n`);
    }
    if (code === 0) return false;
    const message = `The command '/bin/sh -c ${text}' returned a non-zero code: ${code}`;
    yield jsonLine({ errorDetail: { code, message }, error: message });
    return true;
  }

  #add(step: Instruction, at: number): void {
    const bytes = bytesAdded(step, this.archive);
    const by = step.name === 'RUN' ? `RUN /bin/sh -c ${step.text}` : `${step.name} ${step.text}`;
    const added = layer(by, bytes, this.engine.seed, this.number, at);
    this.#stage = { ...this.#stage, layers: [...this.#stage.layers, added] };
    this.engine.images.buildCache.set(added.digest.slice(0, 25), bytes);
  }
}

/** Answers a build of an archive. What is wrong with the Dockerfile is refused; what fails later is told inside the 200. */
export async function imageBuild(engine: SimulatedEngine, call: Call): Promise<Response> {
  if (call.text('remote'))
    throw new EngineRefusal(400, 'the simulated engine reaches no network: build an archive');
  const tag = call.text('t') ? withTag(call.required('t')) : undefined;
  if (tag !== undefined) checkName(tag);
  const archive = await readArchive(call.body());
  const name = (call.text('dockerfile') || 'Dockerfile').replace(/^(\.?\/)+/, '');
  const text = archive.text(name);
  if (text === undefined) throw new EngineRefusal(500, `Cannot locate specified Dockerfile: ${name}`);
  const build = new Build(engine, parseDockerfile(text, name), archive, engine.next());
  const body = streamOf(async function* (signal) {
    try {
      yield* build.run(tag, signal);
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      yield jsonLine({ errorDetail: { message: error.message }, error: error.message });
    }
  }, call.request.signal);
  return new Response(body, { headers: { 'Content-Type': 'application/json' } });
}
