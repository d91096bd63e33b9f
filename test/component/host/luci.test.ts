import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Host } from '../../../web/host/host';
import { luciHost } from '../../../web/host/luci';
import { isDark } from '../../../web/host/theme';
import { _, N_, useTranslator } from '../../../web/host/translate';

const env = { sessionid: 'sid', token: 'csrf', ubuspath: '/ubus/', scriptname: '/cgi-bin/luci' };

describe("LuCI's page", () => {
  let host: Host | undefined;
  const open = (globals: Parameters<typeof luciHost>[0] = { L: { env } }) => {
    const made = luciHost(globals);
    ({ host } = made);
    return made;
  };
  afterEach(() => {
    host?.dispose();
    host = undefined;
    useTranslator(
      (text) => text,
      (count, one, many) => (count === 1 ? one : many),
    );
    delete document.documentElement.dataset['darkmode'];
    document.body.removeAttribute('style');
  });

  it('tells the ways to the router', () => {
    const { access } = open();
    const origin = location.href;
    expect(access).toMatchObject({
      kind: 'router',
      ubus: new URL('/ubus/', origin).href,
      program: new URL('/cgi-bin/dockerman', origin).href,
      luci: {
        url: new URL('/cgi-bin/luci/admin/docker-api', origin).href,
        token: 'csrf',
        ubus: new URL('/cgi-bin/luci/admin/ubus', origin).href,
      },
    });
    expect(access.session()).toBe('sid');
  });

  it.each([undefined, null, {}, { sessionid: 7 }, { sessionid: '' }])(
    'is none of LuCI with L.env %j',
    (broken) => {
      expect(() => luciHost({ L: { env: broken } })).toThrow('This page is not one of LuCI');
    },
  );

  it('does without what an older LuCI lacks', () => {
    const { access } = open({ L: { env: { sessionid: 'sid' } } });
    expect(access.ubus).toBe(new URL('/ubus/', location.href).href);
    expect(access).not.toHaveProperty('luci');
  });

  it("speaks LuCI's language", () => {
    open({
      L: { env },
      _: (text) => (text === '%s stopped' ? '%s angehalten' : text),
      N_: (count, one, many) => (count === 1 ? one : many).replace('container', 'Container'),
    });
    expect(_('%s stopped', '%s <b>')).toBe('%s <b> angehalten');
    expect(N_(2, '%s container', '%s containers', 2)).toBe('2 Containers');
  });

  it('notes that the session has ended', () => {
    const told = vi.fn();
    const { host: made } = open();
    made.session.subscribe(told);
    made.sessionEnded();
    made.sessionEnded();
    expect(made.session.value).toBe('ended');
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('keeps its own title behind ours, and has it back in the end', () => {
    document.title = 'OpenWrt - LuCI';
    const { host: made } = open();
    made.setTitle('web');
    expect(document.title).toBe('web | OpenWrt - LuCI');
    made.dispose();
    expect(document.title).toBe('OpenWrt - LuCI');
  });

  it('is dark when the theme says so, and follows it', async () => {
    const { host: made } = open();
    document.documentElement.dataset['darkmode'] = 'true';
    await vi.waitFor(() => expect(made.dark.value).toBe(true));
    document.documentElement.dataset['darkmode'] = 'false';
    await vi.waitFor(() => expect(made.dark.value).toBe(false));
  });

  it.each([
    ['rgb(20, 20, 30)', true],
    ['rgb(250, 250, 250)', false],
  ])('of a theme that says nothing is judged by its background %s', (color, dark) => {
    document.body.style.backgroundColor = color;
    expect(isDark()).toBe(dark);
  });
});
