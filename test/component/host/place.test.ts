import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AddressBar, hrefOf, placeOf } from '../../../web/host/place';

describe('a place in the application', () => {
  it.each([
    ['/cgi-bin/luci/admin/docker', []],
    ['/cgi-bin/luci/admin/docker/', []],
    ['/cgi-bin/luci/admin/docker/containers/web/logs', ['containers', 'web', 'logs']],
    ['/cgi-bin/luci/admin/docker/containers/a%20b', ['containers', 'a b']],
    ['/cgi-bin/luci/admin/docker/containers/%E0%A4', ['containers', '%E0%A4']],
    ['/cgi-bin/luci/admin/dockerman', []],
    ['/somewhere/else', []],
  ])('at %s is %j', (path, segments) => {
    expect(placeOf('/cgi-bin/luci/admin/docker', path, '').segments).toEqual(segments);
  });

  it('has an address that leads back to it, whatever its name', () => {
    for (const name of ['web', 'a b', 'a/b', '<img>', 'ä', '%41', '..']) {
      const href = hrefOf('/base', ['containers', name], { q: 'x&y=z' });
      const [path = '', query = ''] = href.split('?');
      const place = placeOf('/base', path, query);
      expect(place.segments).toEqual(['containers', name]);
      expect(place.query.get('q')).toBe('x&y=z');
    }
  });

  it('has the root as its address where the base is the root', () => {
    expect(hrefOf('', [])).toBe('/');
  });
});

describe('the address bar', () => {
  let bar: AddressBar;
  beforeEach(() => {
    history.replaceState(null, '', '/base/containers');
    bar = new AddressBar('/base');
  });
  afterEach(() => {
    bar.dispose();
    document.body.replaceChildren();
  });

  /**
   * The click of a link, and whether the browser was left to follow it. It is handed over rather than dispatched: happy-dom
   * leaves the page for links whatever listeners say.
   */
  function click(attributes: Record<string, string>, init: MouseEventInit = {}): boolean {
    const link = document.createElement('a');
    for (const [name, value] of Object.entries(attributes)) link.setAttribute(name, value);
    const inner = document.createElement('b');
    link.append(inner);
    const event = new MouseEvent('click', { bubbles: true, cancelable: true, composed: true, ...init });
    vi.spyOn(event, 'composedPath').mockReturnValue([inner, link, document.body]);
    bar.followLink(event);
    return !event.defaultPrevented;
  }

  it('goes somewhere else without a load, and tells', () => {
    const told = vi.fn();
    bar.place.subscribe(told);
    bar.navigate(['containers', 'web'], { tail: '10' });
    expect(location.pathname + location.search).toBe('/base/containers/web?tail=10');
    expect(bar.place.value.segments).toEqual(['containers', 'web']);
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('leaves no trace in the history when it replaces', () => {
    const { length } = history;
    bar.navigate(['containers', 'a'], {}, { replace: true });
    expect(history.length).toBe(length);
    bar.navigate(['containers', 'b']);
    expect(history.length).toBe(length + 1);
  });

  it('follows links of ours in place', () => {
    expect(click({ href: '/base/containers/web/logs' })).toBe(false);
    expect(bar.place.value.segments).toEqual(['containers', 'web', 'logs']);
  });

  it.each([
    ['elsewhere', { href: '/other' }, {}],
    ['of another site', { href: 'https://elsewhere.invalid/base/containers' }, {}],
    ['that only begin alike', { href: '/basement' }, {}],
    ['for a new tab', { href: '/base/x', target: '_blank' }, {}],
    ['to download', { href: '/base/x', download: 'x' }, {}],
    ['with a key held', { href: '/base/x' }, { ctrlKey: true }],
    ['with the middle button', { href: '/base/x' }, { button: 1 }],
    ['to a part of this page', { href: '/base/containers#row' }, {}],
    ['without an address', {}, {}],
  ])('leaves links %s to the browser', (_, attributes, init) => {
    const before = location.href;
    expect(click(attributes as Record<string, string>, init)).toBe(true);
    expect(bar.place.value.segments).toEqual(['containers']);
    expect(location.href).toBe(before);
  });

  it('follows back and forward until it is let go of', () => {
    history.replaceState(null, '', '/base/containers/web');
    dispatchEvent(new PopStateEvent('popstate'));
    expect(bar.place.value.segments).toEqual(['containers', 'web']);
    bar.dispose();
    history.replaceState(null, '', '/base/other');
    dispatchEvent(new PopStateEvent('popstate'));
    expect(bar.place.value.segments).toEqual(['containers', 'web']);
  });
});
