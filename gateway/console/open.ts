import type { Duplex } from 'node:stream';
import * as v from 'valibot';
import { engineCall, type EngineCall } from '../engine/call';
import type { Engine } from '../engine/engine';
import { Refusal } from '../http/refusal';

const ExecTerminal = v.object({ ProcessConfig: v.object({ tty: v.boolean() }) });

/**
 * The engine's call for the WebSocket paths `…/containers/{container}/attach/ws` and `…/exec/{exec}/start`.
 * A {@link Refusal} (403) for any other.
 */
export function consoleCall(path: string, query: string): EngineCall {
  const attach = /^(.*\/attach)\/ws$/.exec(path)?.[1];
  const call = engineCall('POST', attach ?? path, query);
  const right = attach === undefined ? 'ExecStart' : 'ContainerAttach';
  if (call.row.name !== right)
    throw new Refusal(403, 'WebSocket is for /containers/{container}/attach/ws and /exec/{exec}/start only');
  return call;
}

/** Opens what {@link consoleCall} gave. An exec is started with a terminal or without, as it was created. */
export async function openConsole(engine: Engine, call: EngineCall): Promise<Duplex> {
  if (call.row.name !== 'ExecStart') return engine.hijack(call, '');
  const inspect = engineCall('GET', call.target.replace(/\/start$/, '/json'), '');
  const exec = v.safeParse(ExecTerminal, await engine.ask(inspect));
  if (!exec.success) throw new Refusal(502, 'the engine describes the exec in an unknown way', 'broken');
  return engine.hijack(call, JSON.stringify({ Detach: false, Tty: exec.output.ProcessConfig.tty }));
}
