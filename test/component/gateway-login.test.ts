import { expect, test } from 'vitest';
import { mounted } from './mounted';

const address = 'https://nas.lan:8080/engine/local';

async function opened(login: string | undefined) {
  const page = await mounted('containers', (engine) => {
    engine.connection.set({
      ...engine.connection.value,
      candidates: [
        {
          transport: 'direct',
          state: 'unavailable',
          reason: 'nas.lan:8080 wants a login.',
          carries: [],
          ...(login === undefined ? {} : { login }),
        },
      ],
    });
  });
  page.all('dm-transport-badge button')[0]?.click();
  const panel = await page.find('.dm-candidates');
  await page.settled();
  return { page, panel };
}

async function submit(panel: HTMLElement, password: string): Promise<void> {
  const field = panel.querySelector<HTMLInputElement>('input[type=password]');
  if (!field) throw new Error('there is no field for the password');
  field.value = password;
  panel.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
}

test('a direct address that wants a login has a form for it in the panel', async () => {
  const { page, panel } = await opened(address);
  const asked: string[][] = [];
  page.engine.logIn = async (...given) => void asked.push(given);
  expect(panel.textContent).toContain('Needs a login.');
  expect(panel.querySelector('form')?.getAttribute('aria-label')).toBe('Log in to nas.lan:8080');
  const field = panel.querySelector<HTMLInputElement>('input[type=password]');
  expect(field?.labels?.[0]?.textContent?.trim() ?? field?.closest('label')?.textContent?.trim()).toBe(
    'Password',
  );
  await submit(panel, 'secret');
  await page.settled();
  expect(asked).toEqual([[address, 'secret']]);
  expect(field?.value).toBe('');
});

test('one that wants none has no form', async () => {
  const { panel } = await opened(undefined);
  expect(panel.querySelector('form')).toBeNull();
});

test('what is wrong with the password stands in its form, and what was typed stays while the address is probed', async () => {
  const { page, panel } = await opened(address);
  page.engine.logIn = () => Promise.reject(new Error('The password is wrong.'));
  await submit(panel, 'sesame');
  await page.settled();
  const alert = panel.querySelector('[role=alert]');
  const field = panel.querySelector<HTMLInputElement>('input[type=password]');
  expect(alert?.textContent).toBe('The password is wrong.');
  expect(field?.getAttribute('aria-invalid')).toBe('true');
  expect(field?.getAttribute('aria-describedby')).toBe(alert?.id);
  const { value } = page.engine.connection;
  const candidates = value.candidates.map((one) => ({ ...one, state: 'probing' as const }));
  page.engine.connection.set({ ...value, candidates });
  await page.settled();
  expect(panel.querySelector<HTMLInputElement>('input[type=password]')?.value).toBe('sesame');
  page.engine.logIn = () => Promise.resolve();
  await submit(panel, 'secret');
  await page.settled();
  expect(alert?.textContent).toBe('');
});
