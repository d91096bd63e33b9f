import * as v from 'valibot';
import { answer, drop, parsed, records, type Arguments, type CallOptions } from './call';
import { decoded } from './decode/decoder';
import type { LogLine } from './decode/logs';
import { TransportError } from './errors';
import type { Duplex, EngineRequest, EngineResponse, OperationName, Parameters, Transport } from './request';
import * as answers from './types/container-answers';
import { containerStats } from './types/container-stats';
import { containerSummaries } from './types/container-summary';
import { engineEvent } from './types/event';
import { execCreated, execInspect, type ExecOptions } from './types/exec';
import { imageSummaries } from './types/image';
import { networks } from './types/network';
import type { ProgressMessage } from './types/progress-message';
import { systemInfo, systemVersion } from './types/system';
import { volumeList } from './types/volume';

/**
 * Items as they arrive, in batches. Leaving the loop ends the stream, and so does aborting the call's signal, which is also
 * the way out of a `next` that waits.
 */
export type Batches<T> = AsyncGenerator<T[], void, undefined>;

/** What a call with a JSON body takes. */
export interface BodyOptions extends CallOptions {
  readonly body: unknown;
}

type Options = CallOptions & { readonly body?: unknown };
type Given = readonly [parameters?: object | undefined, options?: Options | undefined];

/** What reading a log takes. */
export interface LogOptions extends CallOptions {
  /** The container has a TTY (`Config.Tty` of its inspect). */
  readonly tty: boolean;
}

/**
 * The Engine API over a transport: each function is the operation of the same name, takes its parameters, and gives its
 * answer parsed. All raise an `EngineError` for what the engine refuses, a `TransportError` where no (whole) answer came,
 * and a `ParameterError` for a parameter that is not of its shape. Functions that stream resolve when the stream is open
 * and may raise the same errors while it runs. `apiVersion` is what {@link negotiate} chose.
 */
export function engineClient(transport: Transport, apiVersion: string) {
  const request = (
    operation: OperationName,
    parameters: object = {},
    options: Options = {},
  ): EngineRequest => ({
    operation,
    parameters: parameters as EngineRequest['parameters'],
    body: options.body,
    apiVersion,
    signal: options.signal,
  });

  const ask = (operation: OperationName, [parameters, options]: Given): Promise<EngineResponse> =>
    answer(transport, request(operation, parameters, options));

  /** A JSON answer. */
  const get =
    <N extends OperationName, T>(operation: N, schema: v.GenericSchema<unknown, T>) =>
    async (...given: Arguments<N>): Promise<T> =>
      parsed(operation, await ask(operation, given), schema);

  /** A JSON answer whose schema is loaded while the engine is asked: the first page needs none of it. */
  const late =
    <N extends OperationName, T>(operation: N, load: () => Promise<v.GenericSchema<unknown, T>>) =>
    async (...given: Arguments<N>): Promise<T> => {
      const [response, schema] = await Promise.all([ask(operation, given), load()]);
      return parsed(operation, response, schema);
    };

  /** A JSON answer to a JSON body. */
  const post =
    <N extends OperationName, T>(operation: N, schema: v.GenericSchema<unknown, T>) =>
    async (parameters: Parameters<N>, options: BodyOptions): Promise<T> =>
      parsed(operation, await ask(operation, [parameters, options]), schema);

  /** An answer without content: whether it changed anything (false for 304, "it is so already"). */
  const act =
    <N extends OperationName>(operation: N) =>
    async (...given: Arguments<N>): Promise<boolean> => {
      const response = await ask(operation, given);
      await drop(response);
      return response.status !== 304;
    };

  /** A stream of JSON values. */
  const watch =
    <N extends OperationName, T>(operation: N, schema: v.GenericSchema<unknown, T>) =>
    async (...given: Arguments<N>): Promise<Batches<T>> =>
      records(await ask(operation, given), schema);

  /** A job that tells its progress. */
  const job =
    <N extends OperationName>(operation: N) =>
    async (...given: Arguments<N>): Promise<Batches<ProgressMessage>> =>
      (await import('./decode/progress')).progress((await ask(operation, given)).body);

  /** A two-way connection. */
  const open =
    <N extends OperationName>(operation: N) =>
    async (parameters: Parameters<N>, options?: Options): Promise<Duplex> => {
      if (!transport.open)
        throw new TransportError('refused', `${transport.name} carries no two-way connections.`);
      return transport.open(request(operation, parameters, options));
    };

  return {
    apiVersion,
    transport,

    systemInfo: get('SystemInfo', systemInfo),
    systemVersion: get('SystemVersion', systemVersion),
    systemEvents: watch('SystemEvents', engineEvent),

    containerList: get('ContainerList', containerSummaries),
    containerInspect: late(
      'ContainerInspect',
      async () => (await import('./types/container-inspect')).containerInspect,
    ),
    /** The inspect as the engine wrote it, for eyes; parse it with `containerInspect` for use. */
    containerDocument: get('ContainerInspect', v.unknown()),
    containerTop: get('ContainerTop', answers.containerTop),
    containerChanges: get('ContainerChanges', answers.filesystemChanges),
    containerStats: watch('ContainerStats', containerStats),
    containerLogs: async (
      parameters: Parameters<'ContainerLogs'>,
      { tty, ...options }: LogOptions,
    ): Promise<Batches<LogLine>> => {
      // pages without a log need not load what reads one
      const { LogDecoder } = await import('./decode/logs');
      return decoded(
        (await ask('ContainerLogs', [parameters, options])).body,
        new LogDecoder({ tty, timestamps: parameters.timestamps === true }),
      );
    },
    /** The bytes of a log, for a download. */
    containerLogsRaw: async (...given: Arguments<'ContainerLogs'>) => ask('ContainerLogs', given),
    containerExport: async (...given: Arguments<'ContainerExport'>) => ask('ContainerExport', given),

    containerCreate: post('ContainerCreate', answers.containerCreated),
    containerUpdate: post('ContainerUpdate', answers.containerUpdated),
    containerStart: act('ContainerStart'),
    containerStop: act('ContainerStop'),
    containerRestart: act('ContainerRestart'),
    containerKill: act('ContainerKill'),
    containerPause: act('ContainerPause'),
    containerUnpause: act('ContainerUnpause'),
    containerRename: act('ContainerRename'),
    containerDelete: act('ContainerDelete'),
    containerResize: act('ContainerResize'),
    containerWait: get('ContainerWait', answers.containerWait),
    containerPrune: get('ContainerPrune', answers.containersPruned),
    containerAttach: open('ContainerAttach'),
    containerAttachWebsocket: open('ContainerAttachWebsocket'),

    containerExec: async (
      parameters: Parameters<'ContainerExec'>,
      options: CallOptions & { readonly body: ExecOptions },
    ): Promise<string> => (await post('ContainerExec', execCreated)(parameters, options)).Id,
    execInspect: get('ExecInspect', execInspect),
    execResize: act('ExecResize'),
    execStart: open('ExecStart'),

    imageList: get('ImageList', imageSummaries),
    imageCreate: job('ImageCreate'),
    networkList: get('NetworkList', networks),
    volumeList: get('VolumeList', volumeList),
  };
}

/** The Engine API over a transport. */
export type EngineClient = ReturnType<typeof engineClient>;
