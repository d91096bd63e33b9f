import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { bootUserland, type Userland, type UserlandOptions } from '../userland';

/** What the keeper tells of one stream. */
export interface Answer {
  readonly cursor: number;
  readonly text?: string;
  readonly base64?: string;
  readonly skipped?: number;
  readonly reset?: boolean;
  readonly ended?: boolean;
  readonly status?: number;
  readonly failure?: string;
  readonly message?: string;
}

/** The reply of any method: a failure, an opened stream, an engine's refusal, or the news of `next`. */
export interface Reply {
  readonly failure?: string;
  readonly message?: string;
  readonly stream?: string;
  readonly cursor?: number;
  readonly type?: string;
  readonly status?: number;
  readonly body?: string;
  readonly streams?: Readonly<Record<string, Answer>>;
  /** Of `next`: how many jobs the keeper has. */
  readonly jobs?: number;
}

export interface Stream {
  readonly id: string;
  cursor: number;
}

/** A browser as the keeper sees one: a session and an id. */
export class Browser {
  readonly client = randomBytes(8).toString('hex');

  constructor(
    readonly router: Userland,
    readonly session: string,
    readonly apiVersion = '1.41',
  ) {}

  /** One call; raises an error with ubus's status when the call as such fails. */
  async call(method: string, args: object): Promise<Reply> {
    const [status, reply] = await this.router.ubus(this.session, 'dockerman.keeper', method, args);
    if (status !== 0) throw new Error(`${method}: ${status} ${JSON.stringify(reply)}`);
    return reply as Reply;
  }

  request(method: string, operation: string, parameters: object, engine = ''): Promise<Reply> {
    const { client, apiVersion: api_version } = this;
    return this.call(method, { client, operation, parameters, api_version, engine });
  }

  /** Opens a stream; raises an error when it does not open. */
  async open(method: string, operation: string, parameters: object, engine = ''): Promise<Stream> {
    const reply = await this.request(method, operation, parameters, engine);
    if (reply.stream === undefined) throw new Error(`${operation} did not open: ${JSON.stringify(reply)}`);
    return { id: reply.stream, cursor: reply.cursor ?? 0 };
  }

  next(streams: readonly Stream[], wait = 25): Promise<Reply> {
    const cursors = Object.fromEntries(streams.map(({ id, cursor }) => [id, cursor]));
    return this.call('next', { client: this.client, cursors, wait });
  }

  /** The next news of a stream, whose cursor moves on. Raises an error when the call fails as a whole. */
  async news(stream: Stream): Promise<Answer> {
    for (;;) {
      const reply = await this.next([stream]);
      if (reply.failure) throw new Error(`next failed: ${reply.failure} ${reply.message}`);
      const answer = reply.streams?.[stream.id];
      if (!answer) continue;
      stream.cursor = answer.cursor;
      return answer;
    }
  }

  /** Reads a stream until `done` says so of the text or the bytes so far; gives both and the last answer. */
  async read(
    stream: Stream,
    done: (text: string, answer: Answer) => boolean,
  ): Promise<{ text: string; bytes: Buffer; last: Answer }> {
    const bytes: Buffer[] = [];
    let text = '';
    for (;;) {
      const last = await this.news(stream);
      text += last.text ?? '';
      if (last.base64) bytes.push(Buffer.from(last.base64, 'base64'));
      if (last.ended || done(text, last)) return { text, bytes: Buffer.concat(bytes), last };
    }
  }

  close(stream: Stream): Promise<Reply> {
    return this.call('view', { client: this.client, close: stream.id });
  }
}

/** Boots a router and waits until the keeper is on its bus. */
export async function bootWithKeeper(options: UserlandOptions): Promise<Userland> {
  const router = await bootUserland(options);
  const { status } = router.run(['ubus', '-t', '20', 'wait_for', 'dockerman.keeper']);
  if (status === 0) return router;
  const { stdout } = router.run(['logread']);
  await router.stop();
  throw new Error(`the keeper did not start:\n${stdout}`);
}

function descendants(pid: number): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return list
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .flatMap((child) => [child, ...descendants(child)]);
}

/** The process id of a daemon of the router, as seen from here, by a part of its command line; undefined when it does not run. */
export function processOf(router: Userland, command: string): number | undefined {
  return descendants(router.pid).find((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(command);
    } catch {
      return false;
    }
  });
}

/** How many file descriptors a process has open. */
export const descriptors = (pid: number | undefined): number => readdirSync(`/proc/${pid}/fd`).length;
