import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allTexts, applicationContext, textsOfJson, textsOfSource } from '../../scripts/i18n-extract.mjs';
import { merge, progress, template } from '../../scripts/i18n-merge.mjs';
import { luciContext } from '../../web/host/translate';

const header = (forms: string) => `msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: ${forms}\\n"
`;
const german = header('nplurals=2; plural=(n != 1);');
const texts = (...ids: string[]) => ids.map((id) => ({ id, path: 'web/a.ts' }));

describe('texts are collected', () => {
  const read = (source: string) => textsOfSource('web/a.ts', source).map(({ id, plural }) => [id, plural]);

  test('from literals, joined literals, templates without values, and calls inside templates', () => {
    expect(read(`_('Stop'); _("It's"); _(\`Plain\`); _('One ' + 'two')`)).toEqual([
      ['Stop', undefined],
      ["It's", undefined],
      ['Plain', undefined],
      ['One two', undefined],
    ]);
    expect(read("html`<button>${_('Start')}</button>`")).toEqual([['Start', undefined]]);
  });

  test('in both forms where they depend on a number', () => {
    expect(read(`N_(count, '%s container', '%s containers', count)`)).toEqual([
      ['%s container', '%s containers'],
    ]);
  });

  test('with white space as LuCI looks them up', () => {
    expect(read(`_(' One\\n   two ')`)).toEqual([['One two', undefined]]);
  });

  test('from titles of the menu and descriptions of access groups', () => {
    const json = JSON.stringify({
      'admin/docker': { title: 'Docker', order: 1 },
      group: { description: 'See it' },
    });
    expect(textsOfJson('menu.json', json).map(({ id }) => id)).toEqual(['Docker', 'See it']);
  });

  test.each(['_(name)', '_(`Stop ${name}`)', `_('')`, `N_(count, 'one')`])(
    '%s is an error that names the line',
    (call) => {
      expect(() => textsOfSource('web/a.ts', `\n${call}`)).toThrow(
        /^web\/a\.ts:2: (_|N_)\(\) wants its text as a literal/,
      );
    },
  );

  test('with the context that the application looks them up with; those that LuCI looks up have none', () => {
    expect(luciContext).toBe(applicationContext);
    for (const { path, context } of allTexts())
      expect([path, context]).toEqual([path, path.startsWith('web/') ? applicationContext : undefined]);
  });

  test('not from other functions, comments and declarations', () => {
    expect(read(`other('x'); // _('comment')\nfunction _(text: string) { return x._('y') }`)).toEqual([]);
  });
});

test('the template has each text once, with its files', () => {
  const pot = template([
    ...texts('Stop', 'Start'),
    { id: 'Stop', path: 'web/b.ts' },
    { id: '%s x', plural: '%s xs', path: 'web/b.ts' },
  ]);
  expect(pot.match(/^msgid .*/gm)).toEqual(['msgid ""', 'msgid "%s x"', 'msgid "Start"', 'msgid "Stop"']);
  expect(pot).toContain('#: web/a.ts\n#: web/b.ts\nmsgid "Stop"\nmsgstr ""');
  expect(pot).toContain('msgid_plural "%s xs"\nmsgstr[0] ""\nmsgstr[1] ""');
});

describe('a merge', () => {
  const known = `${german}
# the verb
msgid "Stop"
msgstr "Anhalten"

msgid "Remove the container"
msgstr "Den Container entfernen"
`;

  test('keeps translations and the translator’s comments', () => {
    expect(merge(known, texts('Stop', 'Remove the container'))).toContain(
      '# the verb\n#: web/a.ts\nmsgid "Stop"\nmsgstr "Anhalten"',
    );
  });

  test('changes nothing when it runs again', () => {
    const once = merge(known, texts('Stop', 'Remove the containers', 'New'));
    expect(merge(once, texts('Stop', 'Remove the containers', 'New'))).toBe(once);
  });

  test('gives a text like a known one its translation, marked as a guess that says of what', () => {
    expect(merge(known, texts('Remove the containers'))).toContain(
      '#, fuzzy\n#| msgid "Remove the container"\nmsgid "Remove the containers"\nmsgstr "Den Container entfernen"',
    );
  });

  test('leaves a text like no other empty', () => {
    expect(merge(known, texts('Networks'))).toContain('msgid "Networks"\nmsgstr ""\n');
  });

  test('keeps what is gone as obsolete, and takes it back when it returns', () => {
    const without = merge(known, texts('Stop'));
    expect(without).toContain('#~ msgid "Remove the container"\n#~ msgstr "Den Container entfernen"');
    expect(merge(without, texts('Stop', 'Remove the container'))).toContain(
      '\nmsgid "Remove the container"\nmsgstr "Den Container entfernen"',
    );
  });

  test('gives a text as many forms as the language has', () => {
    const polish = header('nplurals=3; plural=(n==1 ? 0 : n%10>=2 ? 1 : 2);');
    const merged = merge(polish, [{ id: '%s day', plural: '%s days', path: 'web/a.ts' }]);
    expect(merged).toContain('msgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""');
  });

  test('does not translate one form by a text with two', () => {
    const merged = merge(known, [{ id: 'Stop', plural: 'Stops', path: 'web/a.ts' }]);
    expect(merged).toContain('msgstr[0] ""');
  });

  test('keeps one text in two contexts apart', () => {
    const twice = [...texts('Stop'), { id: 'Stop', context: 'dockerman', path: 'web/b.ts' }];
    const merged = merge(known.replace('# the verb\nmsgid', 'msgctxt "dockerman"\nmsgid'), twice);
    expect(merged).toContain('msgctxt "dockerman"\nmsgid "Stop"\nmsgstr "Anhalten"');
    expect(merged).toContain('#, fuzzy\n#| msgid "Stop"\nmsgid "Stop"\nmsgstr "Anhalten"');
  });

  test('refuses a broken catalogue', () => {
    expect(() => merge(`${known}\nmsgid "Stop"\nmsgstr "Halt"\n`, [])).toThrow(/Duplicate msgid/);
  });

  test('is counted: translated, guessed, missing', () => {
    expect(progress(merge(known, texts('Stop', 'Remove the containers', 'Networks')))).toEqual({
      texts: 3,
      translated: 1,
      fuzzy: 1,
    });
  });
});

describe('the catalogues', () => {
  const languages = readdirSync('po').filter(
    (name) => name !== 'templates' && statSync(join('po', name)).isDirectory(),
  );

  test('the template is up to date: otherwise run npm run i18n', () => {
    expect(readFileSync('po/templates/dockerman.pot', 'utf8')).toBe(template(allTexts()));
  });

  test.each(languages)('%s is merged with the texts and keeps their marks', (language) => {
    const catalogue = readFileSync(join('po', language, 'dockerman.po'), 'utf8');
    expect(merge(catalogue, allTexts())).toBe(catalogue);
    for (const [, id = '', plural, first = '', second] of catalogue.matchAll(
      /^msgid "(.*)"\n(?:msgid_plural "(.*)"\n)?msgstr(?:\[0\])? "(.*)"\n(?:msgstr\[1\] "(.*)"\n)?/gm,
    )) {
      const marks = (text: string) => text.match(/%s/g)?.length ?? 0;
      if (id !== '' && first !== '') expect([id, marks(first)]).toEqual([id, marks(id)]);
      if (plural !== undefined && second) expect([plural, marks(second)]).toEqual([plural, marks(plural)]);
    }
  });
});
