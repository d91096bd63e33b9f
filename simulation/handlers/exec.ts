import * as v from 'valibot';
import type { Duplex } from '../../lib/engine/request';
import { currentRun, pidOf } from '../model/container';
import type { SimulatedEngine } from '../model/engine';
import type { Exec } from '../model/exec';
import { containerEvent } from '../model/lifecycle';
import { hex } from '../random';
import { EngineRefusal } from '../refusal';
import { runExec } from '../shell/shell';
import type { Resolvers } from './operations';

const ExecBody = v.object({
  Cmd: v.pipe(v.array(v.string()), v.minLength(1)),
  Tty: v.nullish(v.boolean(), false),
  AttachStdin: v.nullish(v.boolean(), false),
  User: v.nullish(v.string(), ''),
  WorkingDir: v.nullish(v.string(), ''),
  Env: v.nullish(v.array(v.string()), () => []),
});

function execOf(engine: SimulatedEngine, id: string): Exec {
  const exec = engine.execs.get(id);
  if (!exec) throw new EngineRefusal(404, `No such exec instance: ${id}`);
  return exec;
}

/** Starts an exec and gives its two-way connection. */
export function startExec(engine: SimulatedEngine, id: string): Duplex {
  const exec = execOf(engine, id);
  const container = engine.container(exec.container);
  const run = currentRun(container);
  if (!run) throw new EngineRefusal(409, `container ${container.id} is not running`);
  if (exec.started) throw new EngineRefusal(409, `exec ${id} has already run`);
  exec.started = true;
  exec.running = true;
  const what = { execID: exec.id };
  containerEvent(engine, container, `exec_start: ${exec.command.join(' ')}`, what);
  return runExec(
    container,
    exec,
    () => engine.clock.now(),
    run.over.signal,
    (code) => {
      exec.running = false;
      exec.exitCode = code;
      containerEvent(engine, container, 'exec_die', { ...what, exitCode: String(code) });
    },
  );
}

/** Processes in containers. */
export function execResolvers(engine: SimulatedEngine): Resolvers {
  return {
    ContainerExec: async (call) => {
      const container = engine.container(call.required('container'));
      const body = v.safeParse(ExecBody, await call.json());
      if (!body.success) throw new EngineRefusal(400, 'No exec command specified');
      if (!currentRun(container)) throw new EngineRefusal(409, `container ${container.id} is not running`);
      if (container.status === 'paused')
        throw new EngineRefusal(
          409,
          `Container ${container.name} is paused, unpause the container before exec`,
        );
      const { Cmd, Tty, AttachStdin, User, WorkingDir, Env } = body.output;
      const exec: Exec = {
        id: hex(64, engine.seed, 'exec', container.id, engine.next()),
        container: container.id,
        command: Cmd,
        tty: Tty,
        stdin: AttachStdin,
        user: User,
        environment: Env,
        folder: WorkingDir,
        running: false,
        started: false,
        exitCode: null,
        size: { rows: 24, columns: 80 },
      };
      engine.execs.set(exec.id, exec);
      containerEvent(engine, container, `exec_create: ${Cmd.join(' ')}`, { execID: exec.id });
      return Response.json({ Id: exec.id }, { status: 201 });
    },
    // without a connection that is taken over only output comes back, as from dockerd
    ExecStart: (call) => {
      const connection = startExec(engine, call.required('exec'));
      return new Response(connection.readable, {
        headers: { 'Content-Type': 'application/vnd.docker.raw-stream' },
      });
    },
    ExecResize: (call) => {
      const exec = execOf(engine, call.required('exec'));
      if (!exec.running) throw new EngineRefusal(409, `exec ${exec.id} is not running`);
      exec.size = { rows: call.number('h') ?? 0, columns: call.number('w') ?? 0 };
      return new Response(null, { status: 200 });
    },
    ExecInspect: (call) => {
      const exec = execOf(engine, call.required('exec'));
      const container = engine.container(exec.container);
      return Response.json({
        ID: exec.id,
        ContainerID: exec.container,
        Running: exec.running,
        ExitCode: exec.exitCode,
        Pid: exec.running ? pidOf(container) + 100 : 0,
        OpenStdin: exec.stdin,
        OpenStdout: true,
        OpenStderr: true,
        CanRemove: false,
        DetachKeys: '',
        ProcessConfig: {
          tty: exec.tty,
          entrypoint: exec.command[0],
          arguments: exec.command.slice(1),
          privileged: false,
          user: exec.user,
        },
      });
    },
  };
}
