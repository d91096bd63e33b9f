import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  afterInstall,
  afterRemove,
  configurationFiles,
  dependencies,
  metadata,
} from './package-metadata.mjs';

/** Where OpenWrt's functions.sh looks for the list of a package's files, and its sysupgrade for what to keep. */
const lists = '/lib/apk/packages';

const functions = `[ -s \${IPKG_INSTROOT}/lib/functions.sh ] || exit 0
. \${IPKG_INSTROOT}/lib/functions.sh
export root="\${IPKG_INSTROOT}"
export pkgname="${metadata.name}"
`;
const install = `[ "\${IPKG_NO_SCRIPT}" = "1" ] && exit 0\n${functions}default_postinst\n${afterInstall}`;

/** apk's scripts, as OpenWrt's build system makes them. */
const scripts = {
  'post-install': `#!/bin/sh\n${install}`,
  'post-upgrade': `#!/bin/sh\nexport PKG_UPGRADE=1\n${install}`,
  'pre-deinstall': `#!/bin/sh\n${functions}default_prerm\n`,
  'post-deinstall': afterRemove,
};

const information = {
  name: metadata.name,
  description: metadata.description,
  arch: 'noarch',
  license: metadata.license,
  origin: metadata.name,
  tags: 'openwrt:section=luci',
  depends: ['libc', ...dependencies].join(' '),
};

function listFiles(files) {
  const sum = (path) =>
    createHash('sha256')
      .update(files.find((file) => file.path === path).data)
      .digest('hex');
  const configuration = configurationFiles(files);
  const lines = (list) => Buffer.from(list.map((line) => `${line}\n`).join(''));
  const place = (ending, list) => ({
    path: `${lists}/${metadata.name}.${ending}`,
    mode: 0o644,
    data: lines(list),
  });
  return [
    place(
      'list',
      files.map(({ path }) => path),
    ),
    ...(configuration.length
      ? [
          place('conffiles', configuration),
          place(
            'conffiles_static',
            configuration.map((path) => `${path} ${sum(path)}`),
          ),
        ]
      : []),
  ];
}

/** Whether a program can be run at all. */
function runs(command, ...args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** The command that makes packages, or why there is none: apk 3 has mkpkg; files take their owner from whoever runs it. */
function maker() {
  const { status, stdout } = spawnSync('apk', ['--version'], { encoding: 'utf8' });
  if (status !== 0) return { missing: 'apk is not installed' };
  if (!/^apk-tools ([3-9]|\d\d)/.test(stdout))
    return { missing: `${stdout.split(',')[0]} has no mkpkg (3.0 has)` };
  if (process.getuid?.() === 0) return { command: ['apk'] };
  if (runs('fakeroot', '--version')) return { command: ['fakeroot', 'apk'] };
  return { missing: 'neither root nor fakeroot: the files would not belong to root' };
}

function lay(folder, files) {
  for (const { path, mode, data } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o755 });
    writeFileSync(join(folder, path), data, { mode });
  }
}

/**
 * The package for apk, made by `apk mkpkg`.
 * @param {{path: string, mode: number, data: Buffer}[]} files as they lie on the router
 * @param {number} seconds the time of everything in it, since 1970
 * @param {string} version as apk compares it
 * @returns {{file?: string, data?: Buffer, missing?: string}} `missing` says why none was made
 * @throws when apk refuses
 */
export function apk(files, seconds, version = metadata.apkVersion) {
  const { command, missing } = maker();
  if (!command) return { missing };
  const mask = process.umask(0o022);
  const scratch = mkdtempSync(join(tmpdir(), 'dockerman-apk-'));
  try {
    const [root, output] = [join(scratch, 'root'), join(scratch, 'package.apk')];
    mkdirSync(root);
    lay(root, [...files, ...listFiles(files)]);
    lay(
      scratch,
      Object.entries(scripts).map(([path, text]) => ({ path, mode: 0o755, data: text })),
    );
    const [program, ...before] = command;
    const { status, stderr } = spawnSync(
      program,
      [
        ...before,
        'mkpkg',
        ...Object.entries({ ...information, version }).flatMap(([key, value]) => [
          '--info',
          `${key}:${value}`,
        ]),
        ...Object.keys(scripts).flatMap((name) => ['--script', `${name}:${join(scratch, name)}`]),
        '--files',
        root,
        '--output',
        output,
      ],
      { encoding: 'utf8', env: { ...process.env, SOURCE_DATE_EPOCH: String(seconds) } },
    );
    if (status !== 0) throw new Error(`apk mkpkg failed: ${stderr}`);
    return { file: `${metadata.name}-${version}.apk`, data: readFileSync(output) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    process.umask(mask);
  }
}
