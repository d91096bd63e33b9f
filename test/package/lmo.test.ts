import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { lmoOfPo, superFastHash, withoutFuzzy } from '../../scripts/package-lmo.mjs';
import { lookUp } from './lmo-reader';

const catalogue = `msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#: web/pages/one.ts
msgid "Stop"
msgstr "Anhalten"

msgid "Name"
msgstr "Name"

msgid "%s container"
msgid_plural "%s containers"
msgstr[0] "%s Container"
msgstr[1] "%s Container laufen"

msgid ""
"A long text that "
"goes on"
msgstr ""
"Ein langer Text, der "
"weitergeht"

msgid "Say \\"no\\" to \\\\ twice"
msgstr "„Nein“ zu \\\\ und \\" sagen"

msgctxt "verb"
msgid "Size"
msgstr "Größe ändern"

msgid "Not translated"
msgstr ""

#~ msgid "Gone"
#~ msgstr "Fort"
`;

function lmo(text: string): Buffer {
  const bytes = lmoOfPo(text);
  if (!bytes) throw new Error('no catalogue');
  return bytes;
}

test('the catalogue has the bytes that LuCI’s po2lmo makes', () => {
  // of this very text, made with po2lmo of LuCI 26.234
  const expected = 'de8019c166a98eb1acc612caa35f72ad95d1561338876390dffc9750af76cf83';
  expect(createHash('sha256').update(lmo(catalogue)).digest('hex')).toBe(expected);
});

test('the hash is the one of LuCI’s cbi.js, for each length of the rest and for bytes above 127', () => {
  const hash = (text: string) => superFastHash(Buffer.from(text)).toString(16).padStart(8, '0');
  expect(['', 'S', 'St', 'Sto', 'Stop', 'ä', 'aäö'].map(hash)).toEqual([
    '00000000',
    '7ac80e2c',
    'f90a2034',
    '074378f0',
    '9bd97c88',
    'aaed0581',
    'f4df94f8',
  ]);
});

describe('a text is found', () => {
  const bytes = lmo(catalogue);
  test.each([
    ['Stop', 'Anhalten'],
    ['A long text that goes on', 'Ein langer Text, der weitergeht'],
    ['Say "no" to \\ twice', '„Nein“ zu \\ und " sagen'],
    ['%s container\u00020', '%s Container'],
    ['%s container\u00021', '%s Container laufen'],
    ['verb\u0001Size', 'Größe ändern'],
  ])('%j', (key, value) => {
    expect(lookUp(bytes, key)).toBe(value);
  });

  test('under the number 0 for the rule of plurals', () => {
    expect(lookUp(bytes, 0)).toBe('nplurals=2; plural=(n != 1);');
  });
});

test.each(['Name', 'Not translated', 'Gone', 'Size'])('%s is not in it', (key) => {
  expect(lookUp(lmo(catalogue), key)).toBeNull();
});

test('a catalogue without any translation is none', () => {
  expect(lmoOfPo('msgid ""\nmsgstr ""\n\nmsgid "Stop"\nmsgstr ""\n')).toBeNull();
});

test('guesses of a merge are left out, the header and everything else stays', () => {
  const fuzzy = `${catalogue}\n#, fuzzy\n#| msgid "Stop"\nmsgid "Stop all"\nmsgstr "Anhalten"\n`;
  expect(lookUp(lmo(fuzzy), 'Stop all')).toBe('Anhalten');
  expect(lmo(withoutFuzzy(fuzzy)).equals(lmo(catalogue))).toBe(true);
  const fuzzyHeader = `#, fuzzy\n${catalogue}`;
  expect(lmo(withoutFuzzy(fuzzyHeader)).equals(lmo(catalogue))).toBe(true);
});
