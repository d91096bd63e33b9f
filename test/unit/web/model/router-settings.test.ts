import { describe, expect, it } from 'vitest';
import { RouterSettings } from '../../../../web/model/router-settings';

const answering = (answer: unknown) => new RouterSettings(() => Promise.resolve(answer));
const limit = {
  name: 'uhttpd.max_requests',
  file: '/etc/config/uhttpd',
  section: 'main',
  option: 'max_requests',
  found: '3',
  value: 3,
  standard: 3,
  least: 3,
  most: 32,
  recommended: 6,
  before: null,
};

describe('what the router tells of its own side', () => {
  it('may lack what an older package does not tell', async () => {
    const services = await answering({
      dockerd: { installed: true, running: true },
      keeper: true,
    }).services();
    expect(services).toEqual({
      dockerd: { installed: true, service: false, enabled: false, running: true, memory: null },
      dockerman: { enabled: false, running: false, memory: null },
      keeper: true,
    });
  });

  it.each([
    ['services', null],
    ['services', { dockerd: 'yes' }],
    ['limits', {}],
    ['limits', { limits: [7] }],
    ['limits', { limits: [{ ...limit, most: '32' }] }],
    ['limits', { limits: [{ ...limit, name: undefined }] }],
  ] as const)('%s that cannot be read are refused: %j', async (name, answer) => {
    await expect(answering(answer)[name]()).rejects.toMatchObject({ failure: 'broken' });
  });

  it('a log and a change that cannot be read are refused', async () => {
    await expect(answering({ lines: 'a' }).log('dockerd', 9)).rejects.toMatchObject({ failure: 'broken' });
    await expect(answering({ applied: 'later' }).setLimit('x', 1)).rejects.toMatchObject({
      failure: 'broken',
    });
  });

  it('limits are told with what is not configured as nothing', async () => {
    const [found] = await answering({
      limits: [{ ...limit, found: null, section: undefined, value: null }],
    }).limits();
    expect(found).toEqual({ ...limit, found: null, section: null, value: null });
  });
});
