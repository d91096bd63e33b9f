import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The file on the router with the seconds by which its clock is wrong. */
export const skew = '/tmp/clock-skew';

/** The module that reads the router's clock, with a file that moves it: the clock itself is this machine's too. */
export function skewedClock(): Record<string, string> {
  const file = fileURLToPath(new URL('../../ucode/dockerman/keeper/jobs/run.uc', import.meta.url));
  const source = readFileSync(file, 'utf8');
  const moved = source.replace(
    '\tlet time = clock();\n',
    `\tlet time = clock();\n\ttime[0] += int(skew_file('${skew}') ?? 0);\n`,
  );
  if (moved === source) throw new Error('run.uc reads its clock in another way now');
  const place = '/usr/share/ucode/luci/dockerman/keeper/jobs/run.uc';
  return { [place]: moved.replace(/^import /m, "import { readfile as skew_file } from 'fs';\nimport ") };
}

/** A tar archive with a Dockerfile whose build takes long. */
export function slowBuild(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'dm-failures-'));
  try {
    writeFileSync(join(folder, 'Dockerfile'), 'FROM busybox:1\nRUN sleep 1000\n');
    return execFileSync('tar', ['-C', folder, '-cf', '-', '.']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
