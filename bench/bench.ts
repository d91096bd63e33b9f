import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startDockerd } from '../test/engine/dockerd';
import { bootUserland, rootfs, skipReason, type Userland } from '../test/router/userland';

const execute = promisify(execFile);

/** The engine that is measured against, with what the measurements need in it. */
export interface BenchEngine {
  readonly socket: string;
  /** The stock client against this engine; resolves with its output. */
  docker(...args: string[]): Promise<string>;
  /** Starts a container of the busybox image. */
  run(name: string, command: readonly string[], ...flags: string[]): Promise<string>;
  remove(...names: string[]): Promise<void>;
  /** A container whose filesystem holds 500 MB of noise. */
  readonly bigContainer: string;
  /** An image of the same as a file on disk, and the same 500 MB as a plain archive. */
  readonly imageFile: string;
  readonly archiveFile: string;
  readonly smallImage: string;
}

/** A router at OpenWrt's stock limits, an engine with 100 running containers, and an admin's session. */
export interface Bench {
  readonly router: Userland;
  readonly engine: BenchEngine;
  readonly session: string;
  close(): Promise<void>;
}

const containers = 100;

/** Sets it all up: about a minute, and 2 GB of disk in the temporary folder until `close`. Raises an error without a root folder. */
export async function setUp(): Promise<Bench> {
  if (!rootfs) throw new Error(skipReason);
  const dockerd = await startDockerd('20.10');
  const scratch = mkdtempSync(join(tmpdir(), 'dockerman-bench-'));
  const docker = async (...args: string[]) =>
    (await execute('/usr/bin/docker', ['-H', `unix://${dockerd.socket}`, ...args], { maxBuffer: 1 << 26 }))
      .stdout;
  const engine: BenchEngine = {
    socket: dockerd.socket,
    docker,
    run: (name, command, ...flags) =>
      docker('run', '-d', '--name', name, ...flags, 'busybox:latest', ...command),
    remove: async (...names) => void (await docker('rm', '-f', '-v', ...names)),
    bigContainer: 'bench-big',
    imageFile: join(scratch, 'image.tar'),
    archiveFile: join(scratch, 'archive.tar'),
    smallImage: 'busybox:latest',
  };
  let router: Userland | undefined;
  const close = async () => {
    await router?.stop();
    await dockerd.stop();
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    await prepare(engine, scratch);
    router = await bootUserland({ engineSocket: dockerd.socket });
    return { router, engine, session: await router.login(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function prepare(engine: BenchEngine, scratch: string): Promise<void> {
  for (let n = 0; n < containers; n += 10)
    await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        engine.run(`bench-${String(n + i).padStart(3, '0')}`, ['sleep', '86400']),
      ),
    );
  await engine.docker(
    'run',
    '--name',
    engine.bigContainer,
    'busybox:latest',
    'dd',
    'if=/dev/urandom',
    'of=/big',
    'bs=1M',
    'count=500',
  );
  await engine.docker('commit', engine.bigContainer, 'bench-image:latest');
  await engine.docker('save', '-o', engine.imageFile, 'bench-image:latest');
  await engine.docker('cp', `${engine.bigContainer}:/big`, join(scratch, 'big'));
  await execute('tar', ['-cf', engine.archiveFile, '-C', scratch, 'big']);
}
