import { EngineRefusal } from '../refusal';
import { currentRun, type Container } from './container';
import type { SimulatedEngine } from './engine';
import { newRun } from './run';

const healthTakes = 4000;

/** Tells the listeners what happened to a container, with the attributes that the engine gives. */
export function containerEvent(
  engine: SimulatedEngine,
  container: Container,
  action: string,
  more: Readonly<Record<string, string>> = {},
): void {
  engine.events.emit('container', action, container.id, {
    ...container.labels,
    image: container.service.image,
    name: container.name,
    ...more,
  });
}

function networkEvents(engine: SimulatedEngine, container: Container, action: string): void {
  for (const name of container.networks.keys()) {
    const network = engine.networks.get(name);
    if (network)
      engine.events.emit('network', action, network.id, {
        container: container.id,
        name,
        type: network.driver,
      });
  }
}

/** Starts a container; false when it runs already. */
export function start(engine: SimulatedEngine, container: Container): boolean {
  if (container.status === 'paused')
    throw new EngineRefusal(409, 'cannot start a paused container, try unpause instead');
  if (container.status === 'running') return false;
  const run = newRun(engine.clock.now());
  container.runs.push(run);
  if (container.runs.length > 8) container.runs.shift();
  container.status = 'running';
  container.exitCode = 0;
  networkEvents(engine, container, 'connect');
  containerEvent(engine, container, 'start');
  const { health } = container.service;
  if (health) {
    container.health = 'starting';
    engine.clock.after(healthTakes, () => {
      if (currentRun(container) !== run) return;
      container.health = health;
      containerEvent(engine, container, `health_status: ${health}`);
    });
  }
  // one that ended with an error does so again after a while
  if (container.service.state === 'exited')
    engine.clock.after(20_000, () => {
      if (currentRun(container) === run) end(engine, container, container.service.exitCode ?? 0, true);
    });
  return true;
}

/** A container's process has ended. */
export function end(
  engine: SimulatedEngine,
  container: Container,
  exitCode: number,
  lastWords: boolean,
): void {
  const run = currentRun(container);
  if (!run) return;
  const now = engine.clock.now();
  const pause = run.pauses.at(-1);
  if (pause && pause.to === null) pause.to = now;
  run.endedAt = now;
  run.lastWords = lastWords;
  container.status = 'exited';
  container.exitCode = exitCode;
  run.over.abort();
  containerEvent(engine, container, 'die', {
    exitCode: String(exitCode),
    execDuration: String(Math.floor((now - run.startedAt) / 1000)),
  });
  networkEvents(engine, container, 'disconnect');
  if (container.autoRemove) remove(engine, container, { force: true });
}

const fatal = new Map([
  ['KILL', 9],
  ['TERM', 15],
  ['INT', 2],
  ['QUIT', 3],
  ['HUP', 1],
  ['ABRT', 6],
]);
const harmless = new Set(['USR1', 'USR2', 'WINCH', 'CONT', 'CHLD', 'ALRM']);

/** Sends a signal: SIGKILL ends at once, SIGTERM after the time that the program takes, if it listens to it. */
export function kill(engine: SimulatedEngine, container: Container, signal: string): void {
  const run = currentRun(container);
  if (!run)
    throw new EngineRefusal(
      409,
      `cannot kill container: ${container.id}: container ${container.id} is not running`,
    );
  const name = signal.toUpperCase().replace(/^SIG/, '');
  const number = fatal.get(name) ?? [...fatal].find(([, value]) => String(value) === name)?.[1];
  if (number === undefined && !harmless.has(name)) throw new EngineRefusal(400, `invalid signal: ${signal}`);
  containerEvent(engine, container, 'kill', { signal: String(number ?? 10) });
  if (number === undefined) return;
  if (number === 9) {
    end(engine, container, 137, false);
    return;
  }
  const takes = container.service.stopTakes;
  if (takes === 'never') return;
  engine.clock.after(takes, () => {
    if (currentRun(container) === run) end(engine, container, number === 15 ? 0 : 128 + number, true);
  });
}

/** Stops a container, with force after `grace` seconds. Resolves when it has stopped; false when it did not run. */
export async function stop(
  engine: SimulatedEngine,
  container: Container,
  grace: number,
  signal = 'TERM',
): Promise<boolean> {
  const run = currentRun(container);
  if (!run) return false;
  if (container.status === 'paused') unpause(engine, container);
  const over = ended(run.over.signal);
  kill(engine, container, signal);
  const cancel = engine.clock.after(grace * 1000, () => {
    if (currentRun(container) === run) kill(engine, container, 'KILL');
  });
  await over;
  cancel();
  containerEvent(engine, container, 'stop');
  return true;
}

/** Stops and starts a container. */
export async function restart(engine: SimulatedEngine, container: Container, grace: number): Promise<void> {
  await stop(engine, container, grace);
  start(engine, container);
  containerEvent(engine, container, 'restart');
}

/** Pauses a running container. */
export function pause(engine: SimulatedEngine, container: Container): void {
  const run = currentRun(container);
  if (!run) throw new EngineRefusal(409, `container ${container.id} is not running`);
  if (container.status === 'paused')
    throw new EngineRefusal(409, `container ${container.id} is already paused`);
  run.pauses.push({ from: engine.clock.now(), to: null });
  container.status = 'paused';
  containerEvent(engine, container, 'pause');
}

/** Lets a paused container go on. */
export function unpause(engine: SimulatedEngine, container: Container): void {
  const last = currentRun(container)?.pauses.at(-1);
  if (container.status !== 'paused' || !last)
    throw new EngineRefusal(409, `container ${container.id} is not paused`);
  last.to = engine.clock.now();
  container.status = 'running';
  containerEvent(engine, container, 'unpause');
}

/** Removes a container; a running one only with `force`. */
export function remove(engine: SimulatedEngine, container: Container, options: { force: boolean }): void {
  if (currentRun(container)) {
    if (!options.force)
      throw new EngineRefusal(
        409,
        `cannot remove container "/${container.name}": container is running: stop the container before removing or force remove`,
      );
    kill(engine, container, 'KILL');
    // one that removes itself is gone by now
    if (!engine.containers.has(container.id)) return;
  }
  container.status = 'removing';
  engine.removeContainer(container);
  containerEvent(engine, container, 'destroy');
}

/** Gives a container another name. */
export function rename(engine: SimulatedEngine, container: Container, name: string): void {
  const oldName = container.name;
  engine.rename(container, name);
  containerEvent(engine, container, 'rename', { oldName: `/${oldName}` });
}

/** Resolves when a signal has fired. */
export function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
