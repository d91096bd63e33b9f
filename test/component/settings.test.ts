import axe from 'axe-core';
import { describe, expect, test, vi } from 'vitest';
import { TransportError } from '../../lib/engine/errors';
import { row } from './fake-engine';
import { FakeRouter, limit } from './fake-router';
import { jobRow } from './fake-work';
import { mounted, type Mounted } from './mounted';

const rules = { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } };

interface Opened extends Mounted {
  readonly router: FakeRouter;
}

async function opened(
  prepare: (router: FakeRouter, engine: Mounted['engine']) => void = () => undefined,
): Promise<Opened> {
  const router = new FakeRouter();
  const page = await mounted('settings', (engine) => {
    engine.router = router.call;
    prepare(router, engine);
  });
  await page.find('dm-services section');
  await page.settled();
  return { ...page, router };
}

/** Presses the first button whose whole text (what only screen readers have included) fits. */
async function press(page: Mounted, name: RegExp): Promise<void> {
  const button = page
    .all('button')
    .find((one) => name.test((one.textContent ?? '').replace(/\s+/g, ' ').trim()));
  if (!button) throw new Error(`no button ${name}: ${page.text('button')}`);
  button.click();
  await page.settled();
}

/** What the open dialog says. */
async function asked(page: Mounted): Promise<string> {
  return (await page.find('dialog form')).closest('dialog')?.textContent?.replace(/\s+/g, ' ') ?? '';
}

async function submit(page: Mounted, value?: string): Promise<void> {
  const form = await page.find('dialog form');
  const field = form.querySelector<HTMLInputElement>('input[name=value]');
  if (field && value !== undefined) field.value = value;
  form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  await page.settled();
}

const rowOf = (page: Mounted, option: string) => {
  const found = page.all('.dm-limits tbody tr').find((one) => one.textContent?.includes(option));
  if (!found) throw new Error(`no limit ${option}`);
  return found.textContent?.replace(/\s+/g, ' ').trim() ?? '';
};

describe('services', () => {
  test('show their state, whether they start with the router, and their memory', async () => {
    const page = await opened();
    const [dockerd, keeper] = page.all('.dm-service').map((one) => one.textContent?.replace(/\s+/g, ' '));
    expect(dockerd).toContain('running');
    expect(dockerd).toContain('starts with the router · 84 MiB');
    expect(keeper).toContain('running');
    expect(keeper).toContain('3.0 MiB');
  });

  test('dockerd is stopped after a question that names what ends with it', async () => {
    const page = await opened((_router, engine) => {
      engine.show(row('web'), row('db'), row('old', { state: 'exited' }));
      engine.jobs.show(jobRow('pull'));
    });
    await press(page, /^Stop dockerd$/);
    expect(await asked(page)).toContain('2 containers run');
    expect(await asked(page)).toContain('1 job is at work');
    expect(page.engine.services).toEqual([]);
    await submit(page);
    expect(page.engine.services).toEqual(['stop']);
  });

  test('a stopped dockerd offers Start, without a question', async () => {
    const page = await opened((router) => {
      router.status = {
        ...router.status,
        dockerd: { installed: true, service: true, enabled: false, running: false },
      };
    });
    expect(page.text('.dm-service')).toContain('does not start with the router');
    await press(page, /^Start dockerd$/);
    expect(page.engine.services).toEqual(['start']);
    await press(page, /^Start with the router dockerd$/);
    expect(page.router.parametersOf('RouterService')).toEqual([{ service: 'dockerd', action: 'enable' }]);
  });

  test('a keeper that does not answer is said, and restarted after a question', async () => {
    const page = await opened((router) => {
      router.status = { ...router.status, keeper: false };
    });
    expect(page.text('.dm-service')).toContain('does not answer');
    await press(page, /^Restart keeper$/);
    expect(page.router.parametersOf('RouterService')).toEqual([]);
    await submit(page);
    expect(page.router.parametersOf('RouterService')).toEqual([{ service: 'dockerman', action: 'restart' }]);
  });

  test('a keeper that does not start with the router is enabled at once', async () => {
    const page = await opened((router) => {
      router.status = { ...router.status, dockerman: { enabled: false, running: false, memory: null } };
    });
    expect(page.text('.dm-service button')).toContain('Start keeper');
    await press(page, /^Start with the router keeper$/);
    expect(page.router.parametersOf('RouterService')).toEqual([{ service: 'dockerman', action: 'enable' }]);
  });

  test('a router without dockerd says so and offers nothing of it', async () => {
    const page = await opened((router) => {
      router.status = { ...router.status, dockerd: { installed: false, running: false } };
    });
    expect(page.text('.dm-service')).toContain('not installed on this router');
    expect(page.text('.dm-service button')).toBe('Restart keeper');
  });

  test('are asked again while somebody looks, not without input, and when the connection learns of dockerd', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const page = await opened();
      const { connection } = page.engine;
      const asks = () => page.router.parametersOf('RouterStatus').length;
      const later = async () => {
        vi.advanceTimersByTime(10_000);
        await page.settled();
        return asks();
      };
      expect(asks()).toBe(1);
      expect(await later()).toBe(2);
      connection.set({ ...connection.value, state: 'idle' });
      expect(await later()).toBe(2);
      connection.set({
        ...connection.value,
        state: 'engine-down',
        service: { installed: true, running: false },
      });
      await page.settled();
      expect(asks()).toBe(3);
      expect(await later()).toBe(3);
      page.app.remove();
      connection.set({ ...connection.value, state: 'online' });
      expect(await later()).toBe(3);
    } finally {
      vi.useRealTimers();
    }
  });

  test('what the init script says is shown', async () => {
    const page = await opened((router) =>
      router.failures.set('RouterService', 'dockerman is already being started or stopped.'),
    );
    await press(page, /^Restart keeper$/);
    await submit(page);
    expect(page.text('dm-notes')).toContain('already being started');
  });

  test('a status that cannot be read is said, with a way to try again', async () => {
    const page = await opened((router) => (router.status = {}));
    expect(page.text('dm-services [role=alert]')).toContain('cannot be read');
    page.router.status = new FakeRouter().status;
    await press(page, /^Try again$/);
    expect(page.text('dm-services')).toContain('84 MiB');
  });
});

describe('limits', () => {
  test('tell value, meaning and what is recommended, and what is the default', async () => {
    const page = await opened();
    expect(rowOf(page, 'script_timeout')).toContain('60 s');
    expect(rowOf(page, 'script_timeout')).toContain('is cut after this time');
    expect(rowOf(page, 'script_timeout')).toContain('600 s');
    expect(rowOf(page, 'script_timeout')).toContain('/etc/config/uhttpd');
    expect(rowOf(page, 'max_requests')).toContain('3 (default)');
    expect(rowOf(page, 'console_idle')).toContain('never');
  });

  test('only a value below what is recommended has a button for it', async () => {
    const page = await opened();
    const buttons = page.text('.dm-limits button');
    expect(buttons.match(/Set to/g)).toHaveLength(1);
    expect(buttons).toContain('Set to 600 s (script_timeout)');
    expect(buttons).toContain('Put back 30 s (timeout)');
  });

  test('Set to asks, names file, section and option, and sets', async () => {
    const page = await opened();
    await press(page, /^Set to 600 s/);
    const question = await asked(page);
    expect(question).toContain('This changes option script_timeout of section main in /etc/config/uhttpd.');
    expect(question).toContain('started anew');
    expect(page.router.parametersOf('RouterLimitsSet')).toEqual([]);
    await submit(page);
    expect(page.router.parametersOf('RouterLimitsSet')).toEqual([
      { name: 'uhttpd.script_timeout', value: '600' },
    ]);
    expect(page.text('dm-notes')).toContain('script_timeout changed; uhttpd is started anew');
  });

  test.each(['29', '3601', '', '6e2', 'ten', '-60', '60.5'])(
    '%j is refused before anything is asked',
    async (value) => {
      const page = await opened();
      await press(page, /^Change script_timeout$/);
      await submit(page, value);
      expect(page.text('dialog [role=alert]')).toBe('Type a whole number from 30 to 3600.');
      expect(page.router.parametersOf('RouterLimitsSet')).toEqual([]);
    },
  );

  test('what the router says against it stays in the dialog', async () => {
    const page = await opened((router) =>
      router.failures.set('RouterLimitsSet', 'Changes of /etc/config/uhttpd wait to be applied.'),
    );
    await press(page, /^Change script_timeout$/);
    await submit(page, '90');
    expect(page.text('dialog [role=alert]')).toContain('wait to be applied');
  });

  test('Put back says what comes back, and that rpcd logs everybody out', async () => {
    const page = await opened((router) => (router.applied = 'restart'));
    await press(page, /^Put back 30 s/);
    expect(await asked(page)).toContain('nothing (30 s)');
    expect(await asked(page)).toContain('log in again');
    await submit(page);
    expect(page.router.parametersOf('RouterLimitsSet')).toEqual([{ name: 'rpcd.timeout', value: 'before' }]);
  });

  test('a limit whose file is not there, and one that is no number, are shown as they are', async () => {
    const page = await opened((router) => {
      router.limits = [
        limit('uhttpd.script_timeout', { section: null, found: null }),
        limit('uhttpd.network_timeout', { found: '<i>30</i>', value: null }),
      ];
    });
    expect(rowOf(page, 'script_timeout')).toContain('not set up here');
    expect(rowOf(page, 'script_timeout')).not.toContain('Change');
    expect(rowOf(page, 'network_timeout')).toContain('<i>30</i>');
    expect(page.all('.dm-limits i')).toEqual([]);
  });
});

describe('the log', () => {
  test('shows lines with their level, as text', async () => {
    const page = await opened();
    const lines = (await page.find('.dm-service-log')).textContent ?? '';
    expect(lines).toContain('info msg="API listen"');
    expect(lines).toContain('error msg="<b>no</b>"');
    expect(lines).not.toContain('level=');
    expect(page.text('.dm-service-log .dm-bad')).toContain('<b>no</b>');
    expect(page.router.parametersOf('RouterLog')).toEqual([{ service: 'dockerd', lines: '200' }]);
  });

  test('of the keeper is asked for when it is chosen', async () => {
    const page = await opened();
    const select = (await page.find('dm-service-log select')) as HTMLSelectElement;
    page.router.log = { searched: 12, lines: [] };
    select.value = 'dockerman';
    select.dispatchEvent(new Event('change'));
    await page.settled();
    expect(page.router.parametersOf('RouterLog').at(-1)).toEqual({ service: 'dockerman', lines: '200' });
    expect(page.text('dm-service-log')).toContain('The last 12 lines of the system log have none of it.');
  });

  test('that there is none is a plain sentence', async () => {
    const page = await opened((router) =>
      router.failures.set('RouterLog', 'No system log runs on this router (logd).'),
    );
    expect(page.text('dm-service-log [role=alert]')).toBe('No system log runs on this router (logd).');
  });
});

test('a viewer sees services and limits, and is offered nothing', async () => {
  const page = await opened((_router, engine) => engine.role.set('viewer'));
  expect(page.text('.dm-page')).toContain('Somebody who may administer Docker can change these.');
  expect(rowOf(page, 'script_timeout')).toContain('60 s');
  expect(page.all('.dm-page button')).toEqual([]);
  expect(page.router.asked.map(({ method }) => method)).toEqual(['view', 'view']);
});

test('Settings stands in the header where there is a router, and only there', async () => {
  const page = await opened();
  expect(page.all('.dm-head nav a').at(-1)?.getAttribute('aria-current')).toBe('page');
  const without = await mounted('containers', () => undefined);
  expect(without.text('.dm-head nav')).not.toContain('Settings');
});

test('a session that has ended is told to the host', async () => {
  const page = await mounted('settings', (engine) => {
    engine.router = () => Promise.reject(new TransportError('session', 'The session has ended.'));
  });
  await page.find('dm-limits [role=alert]');
  expect(page.host.session.value).toBe('ended');
});

test('axe finds nothing on the settings page, for an admin and a viewer, and where nothing can be read', async () => {
  for (const prepare of [
    () => undefined,
    (_router: FakeRouter, engine: Mounted['engine']) => engine.role.set('viewer'),
    (router: FakeRouter) => {
      for (const name of ['RouterStatus', 'RouterLimits', 'RouterLog']) router.failures.set(name, 'No.');
    },
  ]) {
    const page = await opened(prepare);
    const { violations } = await axe.run(page.app, { rules, resultTypes: ['violations'] });
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  }
});
