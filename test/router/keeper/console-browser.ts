import { Browser, type Answer, type Reply, type Stream } from './browser';

/** What `ConsoleList` tells of one. */
export interface ListedConsole {
  readonly console: string;
  readonly container: string;
  readonly command: readonly string[];
  readonly user: string;
  readonly tty: boolean;
  readonly attach: boolean;
  readonly started: number;
}

/** The most that one input carries. */
const slice = 44 * 1024;

/** A console as a browser has it. */
export class OwnConsole {
  readonly #decoder = new TextDecoder();
  #searched = 0;
  #sent = 0;
  /** All that it has written to this reader. */
  text = '';

  constructor(
    private readonly browser: ConsoleBrowser,
    readonly id: string,
    readonly tty: boolean,
    private readonly stream: Stream,
    sent: number,
  ) {
    this.#sent = sent;
  }

  /** The position behind what was read. */
  get position(): number {
    return this.stream.cursor;
  }

  async #more(): Promise<Answer> {
    const answer = await this.browser.news(this.stream);
    if (answer.base64)
      this.text += this.#decoder.decode(Buffer.from(answer.base64, 'base64'), { stream: true });
    return answer;
  }

  /** Reads until something is there behind what was found before; gives that part. Raises an error when it ends before. */
  async until(wanted: string | RegExp): Promise<string> {
    for (;;) {
      const fresh = this.text.slice(this.#searched);
      const found = typeof wanted === 'string' ? fresh.indexOf(wanted) : fresh.search(wanted);
      if (found >= 0) {
        const length = typeof wanted === 'string' ? wanted.length : (wanted.exec(fresh)?.[0].length ?? 0);
        this.#searched += found + length;
        return fresh.slice(0, found + length);
      }
      const answer = await this.#more();
      if (answer.ended) throw new Error(`it ended (${JSON.stringify(answer)}) after ${fresh}`);
    }
  }

  /** Reads to the end; gives the last answer. */
  async ended(): Promise<Answer> {
    for (;;) {
      const answer = await this.#more();
      if (answer.ended) return answer;
    }
  }

  /** One call of `ConsoleInput`. */
  input(at: number, data: string | Buffer): Promise<Reply & { at?: number; full?: boolean }> {
    const base64 = Buffer.from(data).toString('base64');
    return this.browser.request('admin', 'ConsoleInput', { console: this.id, at: String(at), base64 });
  }

  /** Types, in one piece. Raises an error when it is not taken. */
  async type(data: string): Promise<void> {
    const reply = await this.input(this.#sent, data);
    this.#sent += Buffer.byteLength(data);
    if (reply.at !== this.#sent) throw new Error(`not typed: ${JSON.stringify(reply)}`);
  }

  /** Types as much as there is, in slices; `full` is called whenever the program has to read first. */
  async paste(data: Buffer, full: () => Promise<void>): Promise<void> {
    const begin = this.#sent;
    while (this.#sent < begin + data.length) {
      const from = this.#sent - begin;
      const reply = await this.input(this.#sent, data.subarray(from, from + slice));
      if (reply.at === undefined) throw new Error(`not typed: ${JSON.stringify(reply)}`);
      this.#sent = reply.at;
      if (reply.full) await full();
    }
  }

  resize(columns: number, rows: number): Promise<Reply> {
    const size = { columns: String(columns), rows: String(rows) };
    return this.browser.request('admin', 'ConsoleResize', { console: this.id, ...size });
  }

  /** Lets go of it. */
  leave(): Promise<Reply> {
    return this.browser.close(this.stream);
  }

  /** Ends it. */
  close(): Promise<Reply> {
    return this.browser.request('admin', 'ConsoleClose', { console: this.id });
  }
}

/** A browser with consoles. */
export class ConsoleBrowser extends Browser {
  tryConsole(parameters: Record<string, string>): Promise<Reply & { console?: string; tty?: boolean }> {
    return this.request('admin', 'ConsoleOpen', parameters);
  }

  /** Opens one and its stream; raises an error when it does not open. */
  async openConsole(parameters: Record<string, string>): Promise<OwnConsole> {
    const reply = await this.tryConsole(parameters);
    if (reply.console === undefined) throw new Error(`no console: ${JSON.stringify(reply)}`);
    return this.joinConsole(reply.console, undefined, reply.tty ?? false);
  }

  /** Opens the stream of one that is there; `position` is what was read before. */
  async joinConsole(console: string, position?: number, tty = true): Promise<OwnConsole> {
    const parameters = position === undefined ? { console } : { console, position: String(position) };
    const stream = await this.open('admin', 'Console', parameters);
    // an input of nothing tells how much was typed before
    const { at = 0 }: Reply & { at?: number } = await this.request('admin', 'ConsoleInput', {
      console,
      at: '0',
      base64: '',
    });
    return new OwnConsole(this, console, tty, stream, at);
  }

  async list(): Promise<readonly ListedConsole[]> {
    const reply: Reply & { consoles?: readonly ListedConsole[] } = await this.request(
      'admin',
      'ConsoleList',
      {},
    );
    if (!reply.consoles) throw new Error(`no list: ${JSON.stringify(reply)}`);
    return reply.consoles;
  }

  /** Ends those of its session, if that is still there. */
  async closeAll(): Promise<void> {
    const left = await this.list().catch(() => []);
    for (const { console } of left) await this.request('admin', 'ConsoleClose', { console });
  }

  /** Runs a command in a container, beside all consoles. */
  async exec(
    engine: (method: string, path: string, body?: object) => Promise<unknown>,
    container: string,
    command: readonly string[],
  ): Promise<void> {
    const { Id } = (await engine('POST', `/containers/${container}/exec`, { Cmd: command })) as {
      Id: string;
    };
    await engine('POST', `/exec/${Id}/start`, { Detach: true });
  }
}
