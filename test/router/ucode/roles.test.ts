import { describe, expect, test } from 'vitest';
import { base64, call, hasUcode, one, titled } from './ucode';

describe.skipIf(!hasUcode)(titled('roles.uc'), () => {
  const granted = (ubus: object) => one('roles.granted', { ubus });

  test('are what the ACL grants on the object dockerman, wildcards as rpcd reads them', () => {
    expect(granted({ dockerman: ['view'] })).toEqual(['viewer']);
    expect(granted({ dockerman: ['view', 'operate'], 'dockerman.keeper': ['admin'] })).toEqual([
      'viewer',
      'operator',
    ]);
    expect(granted({ '*': ['*'] })).toEqual(['viewer', 'operator', 'admin']);
    expect(granted({ 'docker*': ['[ao]*'] })).toEqual(['operator', 'admin']);
    expect(granted({ 'dockerman.keeper': ['view'], docker: ['view'] })).toEqual([]);
    expect(one('roles.granted', {})).toEqual([]);
    expect(one('roles.granted', null)).toEqual([]);
  });

  test('finds a session among the others', () => {
    const id = 'a'.repeat(32);
    const sessions = [
      { ubus_rpc_session: '0'.repeat(32), acls: { ubus: { '*': ['*'] } } },
      { ubus_rpc_session: id, acls: { ubus: { dockerman: ['view'] } } },
    ];
    expect(one('roles.among', sessions, id)).toEqual({ roles: ['viewer'] });
    expect(one('roles.among', sessions, 'b'.repeat(32))).toMatchObject({ failure: 'session' });
    expect(one('roles.among', [], id)).toMatchObject({ failure: 'session' });
  });

  test('knows the form of a session id', () => {
    const id = 'a'.repeat(32);
    expect(one('roles.is_session_id', id)).toBe(true);
    const others = [
      id.slice(1),
      `${id}a`,
      id.toUpperCase(),
      '*',
      { base64: base64(`${id.slice(1)}\0`) },
      null,
      1,
    ];
    expect(call(...others.map((other) => ['roles.is_session_id', other] as const))).toEqual(
      others.map(() => false),
    );
  });
});
