import { describe, expect, test } from 'vitest';
import { hasUcode, titled } from '../ucode/ucode';
import { evaluate } from './evaluate';

describe.skipIf(!hasUcode)(titled('the registry of browsers'), () => {
  const registry = (body: string) =>
    evaluate(
      ['clients', 'limits'],
      `let r = clients.create('run'), closed = 0, id = 'browser-1';
       function stream() { return { close: () => closed++ }; }
       function made(id, session) { return clients.find(r, id, session ?? 's', true); }
       ${body}`,
    );

  test('takes ids of 8 to 64 letters, digits, hyphens and underscores only', () => {
    const body = `return map(json(${JSON.stringify(
      JSON.stringify([
        '12345678',
        'aZ_-0000',
        'x'.repeat(64),
        '1234567',
        'x'.repeat(65),
        'a b c d e',
        'äöüäöü',
        7,
        null,
      ]),
    )}), clients.valid_id);`;
    expect(registry(body)).toEqual([true, true, true, false, false, false, false, false, false]);
    expect(registry(`return clients.valid_id('12345678\\0');`)).toBe(false);
  });

  test('gives a client to the session that made it and to no other', () => {
    expect(registry(`made(id); return [made(id).failure, made(id, 'other').failure];`)).toEqual([
      null,
      'refused',
    ]);
  });

  test('bounds browsers, streams of one and streams of all', () => {
    const body = `
      let many = 0, own = 0, all = 0;
      while (!made('browser-' + many, 's' + many % 8).failure) made('browser-' + many, 's' + many++ % 8).client.waiting = {};
      let c = r.clients['browser-0'];
      while (!clients.full(r, c)) { clients.add(r, c, stream()); own++; }
      for (let name, client in r.clients) while (!clients.full(r, client)) clients.add(r, client, stream());
      return [many == limits.CLIENTS, own == limits.STREAMS_PER_CLIENT, r.streams == limits.STREAMS, made('browser-new', 'new').message];`;
    expect(registry(body)).toEqual([true, true, true, 'too many browsers are connected (at most 32)']);
  });

  test('makes room for a new browser by dropping the one that has been silent for longest', () => {
    const body = `
      for (let i = 0; i < limits.CLIENTS; i++) {
        let c = made('browser-' + i, 's' + i % 8).client;
        c.asked = 100 - i;
        clients.add(r, c, stream());
      }
      let last = r.clients['browser-' + (limits.CLIENTS - 1)];
      last.waiting = {};
      return [made('browser-new', 'new').failure, length(r.clients), closed, exists(r.clients, last.id), exists(r.clients, 'browser-30')];`;
    expect(registry(body)).toEqual([null, 32, 1, true, false]);
  });

  test('bounds what one session has of browsers and streams, whatever is left for others', () => {
    const body = `
      let all = [], streams = 0;
      for (let i = 0; i < limits.CLIENTS_PER_SESSION; i++) {
        let c = made('browser-' + i).client;
        c.asked = 100 - i;
        while (!clients.full(r, c)) { clients.add(r, c, stream()); streams++; }
        push(all, c);
      }
      let before = [streams == limits.STREAMS_PER_SESSION, clients.full(r, made('browser-of-another', 'other').client)];
      let room = [made('browser-new').failure, exists(r.clients, 'browser-7'), exists(r.clients, 'browser-of-another')];
      for (let id, c in r.clients) c.waiting = {};
      return [before, room, made('browser-newer').message, made('browser-of-a-third', 'third').failure];`;
    expect(registry(body)).toEqual([
      [true, null],
      [null, false, true],
      'too many browsers of this login are connected (at most 8)',
      null,
    ]);
  });

  test('closes all that a dropped browser had', () => {
    const body = `
      let c = made(id).client, first = clients.add(r, c, stream()); clients.add(r, c, stream());
      let removed = [clients.remove(r, c, first), clients.remove(r, c, first)];
      clients.drop(r, c);
      return [removed, closed, r.streams, length(r.clients)];`;
    expect(registry(body)).toEqual([[true, false], 2, 0, 0]);
  });
});

describe.skipIf(!hasUcode)(titled('the lookup of sessions'), () => {
  const sessions = (body: string) =>
    evaluate(
      ['sessions'],
      `let time = 0, pending = [], log = [];
       let s = sessions.create((each, done) => push(pending, { each, done }), (one) => one.roles, () => time);
       function look(id) { sessions.lookup(s, id, (roles, ok) => push(log, [id, roles, ok])); }
       function answer(ids) { let p = shift(pending); for (let id in ids) p.each({ ubus_rpc_session: id, roles: ['viewer'] }); p.done(ids != null); }
       ${body}`,
    );

  test('asks once for many and trusts the answer for some seconds', () => {
    const body = `
      look('a'); look('a'); look('b'); answer(['a', 'b']);
      time = 2999; look('a');
      let asked = length(pending);
      time = 3000; look('a');
      return [log, asked, length(pending)];`;
    expect(sessions(body)).toEqual([
      [
        ['a', ['viewer'], true],
        ['a', ['viewer'], true],
        ['b', ['viewer'], true],
        ['a', ['viewer'], true],
      ],
      0,
      1,
    ]);
  });

  test('tells a session that has ended from an rpcd that does not answer', () => {
    expect(sessions(`look('gone'); answer([]); look('x'); answer(null); return log;`)).toEqual([
      ['gone', null, true],
      ['x', null, false],
    ]);
  });

  test('asks again for a session that may be younger than the answer under way', () => {
    const body = `look('a'); look('new'); answer(['a']); let before = length(log); answer(['a', 'new']); return [before, log];`;
    expect(sessions(body)).toEqual([
      1,
      [
        ['a', ['viewer'], true],
        ['new', ['viewer'], true],
      ],
    ]);
  });
});

describe.skipIf(!hasUcode)(titled('when to try again'), () => {
  test('waits longer after each failure, up to a limit, and never twice the same', () => {
    const body = `
      let wrong = 0, seen = {};
      for (let failures = 0; failures < 40; failures++) for (let i = 0; i < 50; i++) {
        let got = retry.delay(failures, 500, 15000), most = min(500 * (1 << min(failures, 10)), 15000);
        if (got < most / 2 || got > most) wrong++;
        seen[got] = true;
      }
      return [wrong, length(seen) > 500];`;
    expect(evaluate(['retry'], body)).toEqual([0, true]);
  });
});
