import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** What the tests run against, by Debian package and the file that shows it is there. */
const needed = {
  'docker.io': '/usr/sbin/dockerd',
  chromium: '/usr/bin/chromium',
  'busybox-static': '/bin/busybox',
  iptables: '/usr/sbin/iptables',
  debootstrap: '/usr/sbin/debootstrap',
  'nginx-light': '/usr/sbin/nginx',
  caddy: '/usr/bin/caddy',
  openssl: '/usr/bin/openssl',
  podman: '/usr/bin/podman',
};

/**
 * Installs what is missing, as root on Debian; elsewhere says what is missing, and the tests that need it are skipped.
 * Services are not started: the tests run their own.
 */
export function ensureDebianPackages() {
  const missing = Object.entries(needed)
    .filter(([, file]) => !existsSync(file))
    .map(([name]) => name);
  if (missing.length === 0) return;
  const debian =
    existsSync('/etc/debian_version') &&
    /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  if (!debian || process.getuid?.() !== 0) {
    console.warn(
      `Missing, and not installed (not root on Debian): ${missing.join(', ')}. Tests that need them are skipped.`,
    );
    return;
  }
  console.log(`Installing ${missing.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const apt = (...args) =>
    spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=600', '-qq', ...args], { env, stdio: 'inherit' })
      .status === 0;
  const install = () => apt('install', '-y', '--no-install-recommends', ...missing);
  if (!install() && !(apt('update') && install())) console.warn(`Could not install ${missing.join(', ')}.`);
}
