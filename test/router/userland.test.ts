import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootUserland, rootfsByLibc, titled, type Userland } from './userland';

/** The processes that run in the given mount namespace. */
function processesIn(namespace: string): string[] {
  return readdirSync('/proc').filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readlinkSync(`/proc/${entry}/ns/mnt`) === namespace;
    } catch {
      return false;
    }
  });
}

describe.skipIf(rootfsByLibc.length === 0)(titled("the router's userland"), () => {
  describe.each(rootfsByLibc)('against $libc', ({ rootfs }) => {
    let router: Userland;
    beforeAll(async () => {
      router = await bootUserland({ rootfs, uci: [`set system.@system[0].hostname='fromtest'`] });
    });
    afterAll(() => router.stop());

    test('logs in root and each role, and refuses a wrong password', async () => {
      for (const name of ['root', 'viewer', 'operator', 'admin', 'nobody'])
        expect(await router.login(name)).toMatch(/^[0-9a-f]{32}$/);
      await expect(router.login('viewer', 'wrong')).rejects.toThrow('ubus status 6');
    });

    test('runs programs inside, with its own configuration', () => {
      expect(router.run(['uci', 'get', 'system.@system[0].hostname'])).toMatchObject({
        status: 0,
        stdout: 'fromtest\n',
      });
      expect(router.run(['cat'], 'a\0b').stdout).toBe('a\0b');
      expect(readFileSync(router.path('/etc/config/system'), 'utf8')).toContain('fromtest');
    });

    test('keeps uhttpd at its stock limits', () => {
      const services = JSON.parse(router.run(['ubus', 'call', 'service', 'list']).stdout) as Record<
        string,
        { instances: Record<string, { running: boolean; command: string[] }> }
      >;
      const command = services.uhttpd?.instances.instance1?.command.join(' ');
      expect(command).toContain('-t 60 -T 30 -k 20');
      expect(command).toContain('-n 3');
      expect(services.rpcd?.instances.instance1?.running).toBe(true);
    });

    test('leaves no process, mount or folder behind', async () => {
      const other = await bootUserland({ rootfs, install: false });
      const namespace = readlinkSync(`/proc/${other.pid}/ns/mnt`);
      const scratch = /lowerdir=(.*?)\/layer:/.exec(readFileSync(`/proc/${other.pid}/mounts`, 'utf8'))?.[1];
      expect(scratch).toMatch(/dockerman-router-/);
      expect(existsSync(scratch ?? '')).toBe(true);
      expect(processesIn(namespace).length).toBeGreaterThan(4);
      await other.stop();
      expect(processesIn(namespace)).toEqual([]);
      expect(existsSync(scratch ?? '')).toBe(false);
      expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(scratch);
    });

    test('tells what went wrong when it does not boot', async () => {
      await expect(
        bootUserland({ rootfs, install: false, uci: ['END', 'echo broken setup; exit 3', 'cat <<END'] }),
      ).rejects.toThrow('broken setup');
    });
  });
});
