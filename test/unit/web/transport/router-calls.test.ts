import { describe, expect, it } from 'vitest';
import { TransportError } from '../../../../lib/engine/errors';
import { routerCalls } from '../../../../web/model/router-calls';
import type { RpcdTransport } from '../../../../web/transport/rpcd';
import { Turns } from '../../../../web/transport/serial';
import { serialFetch } from '../../../../web/transport/serial-fetch';
import { fakeFetch } from '../fakes/fetch';

const rpcd = (answer: () => unknown) => ({ router: async () => answer() }) as unknown as RpcdTransport;
const fail = (failure: 'unreachable' | 'forbidden') => () => {
  throw new TransportError(failure, failure);
};

describe("the router's own calls", () => {
  it("go over LuCI's bridge to ubus where there is no /ubus", async () => {
    const call = routerCalls(rpcd(fail('unreachable')), () => rpcd(() => 'over the bridge'));
    await expect(call('RouterStatus', 'view')).resolves.toBe('over the bridge');
  });

  it('stay where they are for any other failure, and where there is no bridge', async () => {
    const bridge = () => rpcd(() => 'never');
    await expect(routerCalls(rpcd(fail('forbidden')), bridge)('RouterStatus', 'view')).rejects.toMatchObject({
      failure: 'forbidden',
    });
    await expect(
      routerCalls(rpcd(fail('unreachable')), undefined)('RouterStatus', 'view'),
    ).rejects.toMatchObject({ failure: 'unreachable' });
  });
});

describe('a fetch that takes turns', () => {
  it('asks one at a time and goes on after a failure', async () => {
    let open = 0;
    let most = 0;
    let count = 0;
    const { fetch } = fakeFetch(async () => {
      most = Math.max(most, ++open);
      await Promise.resolve();
      open--;
      if (++count === 2) throw new TypeError('Failed to fetch');
      return count === 3 ? new Response(null, { status: 204 }) : new Response(`${count}`);
    });
    const serial = serialFetch(new Turns(), fetch);
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => serial('/').then((one) => one.text())));
    expect(results.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
      '1',
      'failed',
      '',
      '4',
    ]);
    expect(most).toBe(1);
  });
});
