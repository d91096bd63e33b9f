import { describe, expect, test, vi } from 'vitest';
import { detailsOf, row } from './fake-engine';
import { mounted, type Mounted } from './mounted';

const evil = '<img src=x onerror="window.hit=1">';

async function opened(path: string, prepare: Parameters<typeof mounted>[1]): Promise<Mounted> {
  const page = await mounted(path, prepare);
  await page.find('.dm-tabs, .dm-empty');
  return page;
}

test('why it failed stands first: exit code, memory, the last lines as text', async () => {
  const failed = row('job', { state: 'exited', exitCode: 137 });
  const page = await opened('containers/job', (engine) => {
    engine.show(failed);
    engine.container(failed.id).set({
      phase: 'live',
      value: detailsOf(failed, { oomKilled: true, exitCode: 137 }),
    });
    engine.logs(failed.id).write(['reading \u001b[31mall\u001b[0m of it', evil]);
  });
  await page.find('.dm-last-lines');
  expect(page.text('.dm-verdict strong')).toContain('exit code 137');
  expect(page.text('.dm-verdict')).toContain('memory ran out');
  expect(page.text('.dm-last-lines')).toBe(`reading all of it ${evil}`);
  expect(page.all('img')).toHaveLength(0);
});

test('the last lines are not asked for where a session may not read logs', async () => {
  const failed = row('job', { state: 'exited', exitCode: 127 });
  const page = await opened('containers/job', (engine) => {
    engine.role.set('viewer');
    engine.show(failed);
  });
  expect((await page.find('.dm-verdict')).textContent).toContain('command was not found');
  expect(page.engine.logsOf.size).toBe(0);
});

test.each([
  [126, 'could not be executed'],
  [139, 'segmentation fault'],
  [143, 'SIGTERM'],
  [137, 'SIGKILL'],
])('what the exit code %s means is said', async (exitCode, words) => {
  const page = await opened('containers/job', (engine) =>
    engine.show(row('job', { state: 'exited', exitCode })),
  );
  expect((await page.find('.dm-verdict')).textContent).toContain(words);
});

test('environment, labels and mounts full of HTML are text', async () => {
  const web = row('web');
  const page = await opened('containers/web', (engine) => {
    engine.show(web);
    engine.container(web.id).set({
      phase: 'live',
      value: detailsOf(web, {
        environment: [['X', evil]],
        labels: { [evil]: evil },
        mounts: [{ type: 'bind', source: evil, destination: evil, writable: false }],
        command: [evil],
      }),
    });
  });
  await page.find('.dm-pairs');
  expect(page.all('img')).toHaveLength(0);
  expect(page.text('.dm-pairs')).toContain(evil);
  expect(page.text('.dm-table')).toContain(evil);
});

test('a viewer is told that secrets are masked', async () => {
  const web = row('web');
  const page = await opened('containers/web', (engine) => {
    engine.role.set('viewer');
    engine.show(web);
    engine.container(web.id).set({
      phase: 'live',
      value: detailsOf(web, { environment: [['API_KEY', '********']] }),
    });
  });
  expect((await page.find('.dm-pairs')).textContent).toContain('masked for viewers');
  expect(page.all('.dm-container-tools button')).toHaveLength(0);
});

test('each tab is a place of its own, and a digit goes there', async () => {
  const page = await opened('containers/web/inspect', (engine) => engine.show(row('web')));
  await page.find('.dm-tree');
  expect(page.text('.dm-tabs .cbi-tab')).toBe('Inspect');
  document.dispatchEvent(new KeyboardEvent('keydown', { key: '4', bubbles: true }));
  expect(page.host.visited.at(-1)).toBe('/containers/web/console');
  await page.find('.dm-empty');
  expect(page.text('.dm-tab')).toContain('Not over rpcd.');
});

test('a container that is not there leads back to the list', async () => {
  const page = await opened('containers/nope', (engine) => engine.show(row('web')));
  expect(page.text('.dm-empty h3')).toBe('There is no container nope');
  page.all('.dm-empty a')[0]?.click();
  await page.settled();
  expect(page.all('dm-container-row')).toHaveLength(1);
});

describe('rename', () => {
  async function dialog(): Promise<{
    page: Mounted;
    field: HTMLInputElement;
    send(name: string): Promise<void>;
  }> {
    const page = await opened('containers/web', (engine) => engine.show(row('web'), row('db')));
    page.all('.dm-container-tools [aria-haspopup=menu]')[0]?.click();
    const rename = async () => {
      await page.find('.dm-menu [role=menuitem]');
      return page.all('.dm-menu [role=menuitem]').find((one) => one.textContent?.includes('Rename'));
    };
    (await rename())?.click();
    const field = (await page.find('dialog input[name=name]')) as HTMLInputElement;
    return {
      page,
      field,
      async send(name) {
        field.value = name;
        page.all('dialog [type=submit]')[0]?.click();
        await page.settled();
      },
    };
  }

  test('names what is wrong with a name and keeps what was typed', async () => {
    const { page, field, send } = await dialog();
    await send('a b');
    expect(page.text('dialog [role=alert]')).toContain('letters, digits');
    await send('db');
    expect(page.text('dialog [role=alert]')).toBe('Another container is called db.');
    expect(field.value).toBe('db');
    expect(page.engine.asked).toEqual([]);
  });

  test('keeps what was typed when the engine refuses, and says what it said', async () => {
    const { page, field, send } = await dialog();
    page.engine.refuse = () => 'web: Conflict. The container name is already in use';
    await send('other');
    expect(page.text('dialog [role=alert]')).toContain('already in use');
    expect(field.value).toBe('other');
    page.engine.refuse = () => undefined;
    await send('other2');
    expect(page.engine.asked.at(-1)).toEqual({
      action: 'rename',
      ids: [row('web').id],
      options: { name: 'other2' },
    });
    expect(page.all('dialog form')).toHaveLength(0);
  });
});

describe('a session that ends while a name is typed', () => {
  const key = 'dockerman.unsent';
  const typing = async (page: Mounted, name: string) => {
    const field = (await page.find('dialog input[name=name]')) as HTMLInputElement;
    field.value = name;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return field;
  };
  const rename = async (page: Mounted) => {
    page.all('.dm-container-tools [aria-haspopup=menu]')[0]?.click();
    await page.find('.dm-menu [role=menuitem]');
    page
      .all('.dm-menu [role=menuitem]')
      .find((one) => one.textContent?.includes('Rename'))
      ?.click();
  };

  test('leads to the login from the dialog, and what was typed is there after it', async () => {
    const before = await opened('containers/web', (engine) => engine.show(row('web')));
    await rename(before);
    await typing(before, 'half a na');
    before.host.sessionEnded();
    const login = await before.find('dialog .dm-banner button');
    expect(before.text('dialog .dm-banner')).toContain('Your session has ended');
    login.click();
    expect(before.host.logins).toBe(1);
    // the page is loaded anew
    const after = await opened('containers/web', (engine) => engine.show(row('web')));
    const field = (await after.find('dialog input[name=name]')) as HTMLInputElement;
    expect(field.value).toBe('half a na');
    await typing(after, 'whole');
    after.all('dialog [type=submit]')[0]?.click();
    await vi.waitFor(() => expect(after.engine.asked.at(-1)).toMatchObject({ options: { name: 'whole' } }));
    await vi.waitFor(() => expect(sessionStorage.getItem(key)).toBeNull());
  });

  test('is forgotten when it is thrown away on purpose', async () => {
    const page = await opened('containers/web', (engine) => engine.show(row('web')));
    await rename(page);
    await typing(page, 'x');
    expect(sessionStorage.getItem(key)).toContain(row('web').id);
    page.all('dialog [data-first]')[0]?.click();
    await vi.waitFor(() => expect(sessionStorage.getItem(key)).toBeNull());
  });

  test.each(['{"rename":1}', 'no json', JSON.stringify({ rename: 'gone', name: 'x' })])(
    'opens nothing for %s',
    async (stored) => {
      sessionStorage.setItem(key, stored);
      const page = await opened('containers/web', (engine) => engine.show(row('web')));
      await vi.waitFor(() => expect(sessionStorage.getItem(key)).toBeNull());
      expect(page.all('dialog form')).toHaveLength(0);
    },
  );
});

test('remove names what goes, asks, and takes anonymous volumes only when told', async () => {
  const web = row('web');
  const page = await opened('containers/web', (engine) => {
    engine.show(web);
    engine.container(web.id).set({
      phase: 'live',
      value: detailsOf(web, {
        mounts: [{ type: 'volume', source: 'a'.repeat(64), destination: '/cache', writable: true }],
      }),
    });
  });
  page.all('.dm-container-tools [aria-haspopup=menu]')[0]?.click();
  await page.find('.dm-menu .dm-danger');
  page.all('.dm-menu .dm-danger')[0]?.click();
  await page.find('dialog form');
  expect(page.text('dialog h3')).toBe('Remove web');
  expect(page.text('dialog')).toContain('killed first');
  expect((await page.find('dm-anonymous-volumes span')).textContent).toContain('/cache');
  page.all('dialog [type=submit]')[0]?.click();
  await page.settled();
  expect(page.engine.asked).toEqual([
    { action: 'remove', ids: [web.id], options: { volumes: false, force: true } },
  ]);
  expect(page.host.visited.at(-1)).toBe('/containers');
});

test('going there gives the focus to its name, going back to the line that it came from', async () => {
  const page = await mounted('containers', (engine) => engine.show(row('db'), row('web')));
  const line = page.all('dm-container-row')[1];
  line?.querySelector<HTMLElement>('.dm-name')?.click();
  await page.find('h2[data-arrive]');
  await vi.waitFor(() => expect(document.activeElement?.textContent).toBe('web'));
  page.host.navigate(['containers']);
  await page.find('dm-container-row');
  await vi.waitFor(() => expect(document.activeElement?.getAttribute('data-id')).toBe(row('web').id));
});
