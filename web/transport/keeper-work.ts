import { TransportError } from '../../lib/engine/errors';
import { answer } from '../../lib/engine/call';
import { operation } from '../../lib/engine/operations';
import type { EngineRequest, OperationName, Transport } from '../../lib/engine/request';
import type { Live } from '../live/live';
import type { KeeperCalls } from './keeper-calls';
import { NotSentError } from './not-sent';
import { asInteger, asText } from './read-json';
import { roleMethod, type RoleMethod } from './role-method';
import type { SliceCarrier, TransferControl } from './slices/carrier';
import { receiveSlices } from './slices/receive';
import { sendSlices } from './slices/send';
import { incoming } from './incoming';
import { wireParameters } from './wire';
import type { Incoming, JobName, JobStart, SendOptions, StartedJob, Work } from './work';

export interface KeeperWorkOptions {
  readonly calls: KeeperCalls;
  readonly live: Live;
  /** What carries slices at present. */
  readonly carrier: () => SliceCarrier;
  readonly control: TransferControl;
  /** LuCI's controller, `/cgi-bin/luci/admin/docker-api`, where LuCI is: uhttpd tells it, and no CGI program, the header Range. */
  readonly luci: string | undefined;
  /** What carries a file without the keeper; with `preferred` where the engine is to be asked that way first. */
  readonly files: { readonly transport: Transport; readonly preferred: () => boolean };
}

/** Long work held by the router's keeper (docs/long-work.md). */
export class KeeperWork implements Work {
  constructor(private readonly options: KeeperWorkOptions) {}

  news(signal: AbortSignal) {
    return this.options.live.open({
      source: { transport: 'keeper', method: 'view', operation: 'Jobs', parameters: {}, apiVersion: '' },
      shared: true,
      keeps: 'jobs',
      signal,
    });
  }

  log(job: JobName, signal: AbortSignal) {
    return this.options.live.open({
      source: {
        transport: 'keeper',
        method: methodOf(job.operation),
        operation: 'JobLog',
        parameters: { job: job.id },
        apiVersion: '',
      },
      shared: false,
      signal,
    });
  }

  async start(request: JobStart): Promise<StartedJob> {
    const { row, parameters } = wireParameters(request);
    const { body, upload, from, to } = request;
    const reply = await this.options.calls.call(roleMethod(row, undefined), 'JobStart', {
      operation: row.name,
      parameters: JSON.stringify(parameters),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(upload === undefined ? {} : { upload: String(upload) }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
    const job = asText(reply['job']);
    const transfer = asText(reply['transfer']);
    if (!job) throw new TransportError('broken', 'The keeper does not tell which job it has started.');
    return { job, ...(transfer ? { transfer } : {}) };
  }

  async cancel(job: JobName): Promise<void> {
    await this.options.calls.call(methodOf(job.operation), 'JobCancel', { job: job.id }, { keepalive: true });
  }

  async forget(job: JobName): Promise<void> {
    await this.options.calls.call(methodOf(job.operation), 'JobForget', { job: job.id });
  }

  async send({ transfer }: StartedJob, file: Blob, { signal, sent }: SendOptions): Promise<void> {
    if (transfer === undefined)
      throw new TransportError('broken', 'The keeper does not tell where the file is to go.');
    const { control } = this.options;
    const carrier = this.options.carrier();
    await sendSlices({ transfer, file, carrier, control, signal, sent });
  }

  async receive(request: EngineRequest): Promise<Incoming> {
    const { files, calls, control } = this.options;
    if (files.preferred()) return incoming(await answer(files.transport, request));
    const { row, parameters } = wireParameters(request);
    let reply;
    try {
      reply = await calls.call(
        roleMethod(row, undefined),
        'TransferOpen',
        { operation: row.name, parameters: JSON.stringify(parameters) },
        { signal: request.signal },
      );
    } catch (error) {
      // without /ubus and keeper another way may do, as far as a request may last
      if (!(error instanceof NotSentError && error.failure === 'unreachable')) throw error;
      return incoming(await answer(files.transport, request));
    }
    const transfer = asText(reply['transfer']);
    if (transfer === undefined)
      throw new TransportError('broken', 'The keeper does not tell which transfer it has opened.');
    const length = asInteger(reply['length']);
    return {
      body: receiveSlices({
        transfer,
        carrier: this.options.carrier(),
        control,
        ring: asInteger(reply['size']),
        signal: request.signal,
      }),
      ...(length === undefined ? {} : { length }),
    };
  }

  readonly fileAddress = async (job: string): Promise<string> => {
    const { luci, calls } = this.options;
    if (luci === undefined)
      throw new TransportError('unreachable', 'LuCI, which serves files of the router, is not there.');
    const reply = await calls.call('admin', 'TicketMake', { job });
    const ticket = asText(reply['ticket']);
    if (!ticket) throw new TransportError('broken', 'The keeper gave no ticket for the file.');
    return `${luci}/RouterFile?ticket=${encodeURIComponent(ticket)}`;
  };
}

/** The method for a job; one of an operation that we do not know needs the highest role. */
function methodOf(name: string): RoleMethod {
  try {
    return roleMethod(operation(name as OperationName), undefined);
  } catch {
    return 'admin';
  }
}
