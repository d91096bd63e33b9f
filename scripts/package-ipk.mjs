import { gzip, tar } from './package-archive.mjs';
import {
  afterInstall,
  afterRemove,
  configurationFiles,
  dependencies,
  metadata,
} from './package-metadata.mjs';

/** The scripts that OpenWrt's build system gives each package; they run the init scripts and `postinst-pkg`. */
const frame = (run) => `[ -s \${IPKG_INSTROOT}/lib/functions.sh ] || exit 0
. \${IPKG_INSTROOT}/lib/functions.sh
${run} $0 $@
`;
const postinst = `#!/bin/sh\n[ "\${IPKG_NO_SCRIPT}" = "1" ] && exit 0\n${frame('default_postinst')}`;
const prerm = `#!/bin/sh\n${frame('default_prerm')}`;

function control(version, installedBytes, seconds) {
  return `Package: ${metadata.name}
Version: ${version}
Depends: ${['libc', ...dependencies].join(', ')}
SourceName: ${metadata.name}
License: ${metadata.license}
Section: luci
SourceDateEpoch: ${seconds}
Architecture: all
Installed-Size: ${installedBytes}
Description:  ${metadata.description}
`;
}

/**
 * The package for opkg, laid out as OpenWrt's ipkg-build does it: a gzipped tar of debian-binary, data.tar.gz and control.tar.gz.
 * @param {{path: string, mode: number, data: Buffer}[]} files as they lie on the router
 * @param {number} seconds the time of everything in it, since 1970
 * @param {string} version as opkg compares it
 * @returns {Promise<{file: string, data: Buffer}>}
 */
export async function ipk(files, seconds, version = metadata.opkgVersion) {
  const archive = async (list) => tar(list, seconds);
  const text = (path, content, mode = 0o644) => ({ path: `./${path}`, mode, data: Buffer.from(content) });
  const data = await archive(files.map((file) => ({ ...file, path: `.${file.path}` })));
  const configuration = configurationFiles(files);
  const about = await archive([
    text('control', control(version, data.length, seconds)),
    ...(configuration.length ? [text('conffiles', `${configuration.join('\n')}\n`)] : []),
    text('postinst', postinst, 0o755),
    text('postinst-pkg', afterInstall, 0o755),
    text('prerm', prerm, 0o755),
    text('postrm', afterRemove, 0o755),
  ]);
  const parts = [
    text('debian-binary', '2.0\n'),
    { path: './data.tar.gz', mode: 0o644, data: gzip(data) },
    { path: './control.tar.gz', mode: 0o644, data: gzip(about) },
  ];
  return {
    file: `${metadata.name}_${metadata.version}-r${metadata.release}_all.ipk`,
    data: gzip(await archive(parts)),
  };
}
