import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from './node-packages.mjs';

const { name, version, description, license } = JSON.parse(
  readFileSync(join(checkout, 'package.json'), 'utf8'),
);

/** Counts the packages made of one version. */
const release = 1;

/**
 * What the router's code needs beside libc: LuCI (which brings rpcd, rpcd-mod-luci and rpcd-mod-file) and the ucode modules
 * that are imported. dockerd is none of them: an engine may be on another machine, and it can be installed from the page.
 */
export const dependencies = [
  'luci-base',
  'rpcd-mod-ucode',
  'ucode',
  'ucode-mod-fs',
  'ucode-mod-math',
  'ucode-mod-socket',
  'ucode-mod-ubus',
  'ucode-mod-uci',
  'ucode-mod-uloop',
];

/**
 * Who is who. LuCI's feed has a package of the same name, whose versions are dates (`26.123.45678~abcdef0`, before that
 * `git-24.086.45142-09d5a38`), so a plain 0.1.0 would be "upgraded" to it. opkg compares epochs first; apk has none, nor can make(1)
 * have a colon in a target, so there a major number above any year stands in front (docs/package.md).
 */
export const metadata = {
  name,
  version,
  release,
  description,
  license,
  opkgVersion: `1:${version}-r${release}`,
  feedVersion: `10000.${version}`,
  apkVersion: `10000.${version}-r${release}`,
};

/** After the files are there: LuCI's menu cache goes, rpcd takes up plugin and ACLs (it keeps its sessions over a HUP). */
export const afterInstall = `[ -n "\${IPKG_INSTROOT}" ] || {
	rm -f /tmp/luci-indexcache.*
	rm -rf /tmp/luci-modulecache/
	/etc/init.d/rpcd reload 2>/dev/null
	# opkg has stopped the service of the version before, apk has not; one that is still ending is no service any more to stop
	! /etc/init.d/dockerman running || /etc/init.d/dockerman restart 2>/dev/null
	exit 0
}
`;

/** After the files are gone: rpcd forgets the plugin, and our folders go. */
export const afterRemove = `#!/bin/sh
[ -n "\${IPKG_INSTROOT}" ] || {
	rm -f /tmp/luci-indexcache.*
	rm -rf /tmp/luci-modulecache/
	# opkg leaves empty folders behind
	for folder in /usr/share /usr/share/ucode/luci /www/luci-static/resources /www/luci-static/resources/view; do
		[ -e /etc/init.d/dockerman ] || rm -rf "\${folder}"/dockerman
	done
	# what the keeper kept: jobs and slices in memory, and credentials of registries, which nobody reads any more
	[ -e /etc/init.d/dockerman ] || rm -rf /var/run/dockerman /etc/dockerman
	/etc/init.d/rpcd reload 2>/dev/null
	exit 0
}
`;

/** The paths of a package's files that belong to the user once they are changed. */
export function configurationFiles(files) {
  return files.map(({ path }) => path).filter((path) => path.startsWith('/etc/config/'));
}
