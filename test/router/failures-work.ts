import { createHash, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { expect } from 'vitest';
import type { Browser, Reply } from './keeper/browser';
import { ConsoleBrowser, type OwnConsole } from './keeper/console-browser';
import { FakeEngine } from './keeper/fake-engine';
import { JobList } from './keeper/jobs';
import { TransferClient, TransferFailed } from './transfer-client';
import type { Userland } from './userland';

const MB = 1_000_000;
/** More than the ring and the sockets' buffers hold. */
const content = randomBytes(12 * MB);
const body = content.subarray(0, 2 * MB);
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** How each kind of work came out: a job's state, `whole` or the failure of a file, `goes on`, `ended` or `session-ended` of a console. */
export interface Outcome {
  readonly build: string;
  readonly export: string;
  readonly download: string;
  readonly upload: string;
  readonly console: string;
}

/** An engine whose files are endless or as long as they say, beside the real one that builds and runs consoles. */
export class FileEngine extends FakeEngine {
  #endless: ServerResponse | undefined;

  constructor() {
    super();
    this.answers.set('/images/endless/get', (response) => {
      this.#endless = response.writeHead(200, { 'Content-Type': 'application/x-tar' });
      this.more();
    });
    this.answers.set('/containers/web/export', (response) => {
      response.writeHead(200, { 'Content-Type': 'application/x-tar' }).end(content);
    });
    this.answers.set('/images/load', (response) => {
      response.req
        .resume()
        .on('end', () => response.writeHead(200).end('{"stream":"Loaded image: a:1"}\n'))
        .on('error', () => response.destroy());
    });
  }

  /** Sends 6 MB more of the file that does not end. */
  more(): void {
    this.#endless?.write(Buffer.alloc(6 * MB, 'x'));
  }
}

/** One of each kind of work, in the middle of it: a build and a console at the real engine, files at the other one. */
export class Work {
  private constructor(
    readonly router: Userland,
    readonly session: string,
    private readonly jobs: { readonly build: string; readonly export: string; readonly upload: string },
    private readonly files: { readonly download: string; readonly upload: string },
    private readonly sent: number,
    readonly console: OwnConsole,
  ) {}

  /** Begins it all in a container with a shell; `/tmp/build.tar` on the router is what is built. */
  static async begin(router: Userland, session: string, container: string): Promise<Work> {
    const browser = new ConsoleBrowser(router, session);
    const client = new TransferClient(router, session);
    const list = await JobList.open(browser);
    const build = await startJob(browser, '', {
      operation: 'ImageBuild',
      parameters: '{"networkmode":"none"}',
      from: '/tmp/build.tar',
    });
    const exporting = await startJob(browser, 'fake', {
      operation: 'ImageGet',
      parameters: '{"image":"endless"}',
      to: '/tmp/endless.tar',
    });
    const upload = await startJob(browser, 'fake', {
      operation: 'ImageLoad',
      upload: String(body.length),
    });
    const download = await client.open('ContainerExport', { container: 'web' }, 'fake');
    const console = await browser.openConsole({ container, columns: '80', rows: '24' });
    await console.until('# ');
    await console.type('sleep 7777\r');
    await console.until('7777\r\n');
    const sent = 300_000;
    const file = upload.transfer ?? '';
    const first = await client.slice(file, 0, sent, { body: body.subarray(0, sent) });
    expect(first.status).toBe(204);
    expect((await client.slice(download, 0, 100_000)).body.length).toBeGreaterThan(0);
    await list.until(exporting.job, ({ progress }) => (progress?.done ?? 0) > 0);
    await list.until(build.job, ({ progress }) => (progress?.total ?? 0) > 1);
    const jobs = { build: build.job, export: exporting.job, upload: upload.job };
    return new Work(router, session, jobs, { download, upload: file }, sent, console);
  }

  /** What a session finds of it, which goes on with the files. What ended otherwise than well must say why. */
  async outcome(session: string): Promise<Outcome> {
    const client = new TransferClient(this.router, session);
    const [download, console] = await Promise.all([
      this.#fetchRest(client),
      this.#consoleNow(),
      this.#sendRest(client),
    ]);
    const browser = new ConsoleBrowser(this.router, session);
    const list = await JobList.open(browser);
    const upload = await list.ended(this.jobs.upload);
    const [build, exporting] = [list.jobs.get(this.jobs.build), list.jobs.get(this.jobs.export)];
    for (const job of [build, exporting, upload])
      if (job?.state !== 'running') expect(job?.message, `${job?.operation} ${job?.state}`).toBeTruthy();
    return {
      ...{ build: build?.state ?? 'lost', export: exporting?.state ?? 'lost' },
      ...{ download, upload: upload.state, console },
    };
  }

  /** Ends what is left of it, as an admin does. */
  async end(session: string): Promise<void> {
    const browser = new ConsoleBrowser(this.router, session);
    for (const job of Object.values(this.jobs)) await browser.request('admin', 'JobCancel', { job });
    for (const transfer of Object.values(this.files))
      await browser.request('admin', 'TransferClose', { transfer });
    if (session === this.session) await browser.closeAll();
  }

  /** Both cancel the same at the same moment; gives the answers. */
  async cancelBoth(one: Browser, other: Browser): Promise<readonly string[]> {
    const replies = await Promise.all(
      [one, other].map((each) => each.request('admin', 'JobCancel', { job: this.jobs.export })),
    );
    return replies.map(({ message }) => message ?? 'done').sort();
  }

  /** The list of jobs, and the one that writes a file. */
  get exporting(): string {
    return this.jobs.export;
  }

  async #fetchRest(client: TransferClient): Promise<string> {
    const parts: Buffer[] = [];
    try {
      await client.fetch(this.files.download, (part) => void parts.push(part), { slice: 350_000 });
    } catch (error) {
      if (error instanceof TransferFailed) return error.failure;
      throw error;
    }
    return digest(Buffer.concat(parts)) === digest(content) ? 'whole' : `damaged after ${parts.length} parts`;
  }

  async #sendRest(client: TransferClient): Promise<void> {
    for (let at = this.sent; at < body.length;) {
      const part = body.subarray(at, at + 200_000);
      const { status, failure } = await client.slice(this.files.upload, at, part.length, { body: part });
      if (status === 204) at += part.length;
      else if (failure !== 'busy') return;
    }
  }

  /** Ctrl-C brings the prompt, or whoever types is told that it ended. */
  async #consoleNow(): Promise<string> {
    try {
      await this.console.type('\x03');
      await this.console.until(/\^C[^]*# /);
      return 'goes on';
    } catch (error) {
      const told = /failure":"([a-z-]+)"|-32002|session-ended/.exec(String(error));
      if (!told) throw error;
      if (told[1] === undefined) return 'session-ended';
      // the key is refused once the console is forgotten, until then the stream says why it ended
      return 'ended';
    }
  }
}

async function startJob(
  browser: Browser,
  engine: string,
  wanted: Readonly<Record<string, string>>,
): Promise<{ readonly job: string; readonly transfer?: string }> {
  const reply: Reply & { job?: string; transfer?: string } = await browser.request(
    'admin',
    'JobStart',
    wanted,
    engine,
  );
  const { job, transfer } = reply;
  if (job === undefined) throw new Error(`${wanted['operation']}: ${JSON.stringify(reply)}`);
  return transfer === undefined ? { job } : { job, transfer };
}
