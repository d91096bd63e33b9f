import { po } from 'gettext-parser';

/** How alike two texts must be for the translation of the one to be a guess for the other; msgmerge takes 0.6 of its own measure. */
const alike = 0.7;

const parse = (text) => po.parse(text, { validation: true });

/** What tells one text from another: its context and itself. */
const keyOf = ({ msgctxt, msgid }) => `${msgctxt ?? ''}\u0001${msgid}`;

/** Entries of a table of a parsed file (context, then text) without the header. */
function entriesOf(table = {}) {
  return Object.values(table)
    .flatMap((texts) => Object.values(texts))
    .filter(({ msgid }) => msgid !== '');
}

/** Entries as the table of a file. */
function tableOf(entries) {
  const table = {};
  for (const entry of entries) (table[entry.msgctxt ?? ''] ??= {})[entry.msgid] = entry;
  return table;
}

function print(headers, entries, obsolete = []) {
  const translations = tableOf([{ msgid: '', msgstr: [''] }, ...entries]);
  const file = { charset: 'utf-8', headers, translations, obsolete: tableOf(obsolete) };
  return `${po.compile(file, { foldLength: 0 }).toString('utf8').trimEnd()}\n`;
}

const byText = (one, other) => (keyOf(one) < keyOf(other) ? -1 : 1);

/** Texts as entries of a .po file: one for each, with the files that it stands in; the plural wins where a text has both forms. */
function entriesOfTexts(texts) {
  const entries = new Map();
  for (const { id, plural, context, path } of texts) {
    const named = context === undefined ? { msgid: id } : { msgctxt: context, msgid: id };
    const entry = entries.get(keyOf(named)) ?? { ...named, paths: new Set() };
    if (plural !== undefined) entry.msgid_plural = plural;
    entries.set(keyOf(named), { ...entry, paths: entry.paths.add(path) });
  }
  return [...entries.values()].sort(byText).map(({ paths, ...entry }) => ({
    ...entry,
    comments: { reference: [...paths].sort().join('\n') },
  }));
}

/**
 * The template of all texts.
 * @param {{id: string, plural?: string, context?: string, path: string}[]} texts
 * @returns {string} a .pot file
 */
export function template(texts) {
  const entries = entriesOfTexts(texts).map((entry) => ({
    ...entry,
    msgstr: entry.msgid_plural === undefined ? [''] : ['', ''],
  }));
  return print({ 'Content-Type': 'text/plain; charset=UTF-8' }, entries);
}

/** The pairs of letters of a text, with their numbers. */
function pairs(text) {
  const counts = new Map();
  for (let at = 0; at + 1 < text.length; at++) {
    const pair = text.slice(at, at + 2).toLowerCase();
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}

/** How alike two texts are, 0 to 1: the share of the pairs of letters that they have in common (Dice). */
function likeness(one, other) {
  const [left, right] = [pairs(one), pairs(other)];
  let common = 0;
  for (const [pair, count] of left) common += Math.min(count, right.get(pair) ?? 0);
  const total = Math.max(one.length - 1, 0) + Math.max(other.length - 1, 0);
  return total === 0 ? 0 : (2 * common) / total;
}

const isTranslated = ({ msgstr }) => msgstr.some((text) => text !== '');
const sameKind = (one, other) => (one.msgid_plural === undefined) === (other.msgid_plural === undefined);

/** The translated entry most like a new one, if any is like it enough. */
function guess(entry, known) {
  let best = null;
  for (const candidate of known) {
    if (!sameKind(entry, candidate)) continue;
    const value = likeness(entry.msgid, candidate.msgid);
    if (value >= alike && value > (best?.value ?? 0)) best = { value, candidate };
  }
  return best?.candidate ?? null;
}

function merged(entry, { old, known, forms }) {
  const same = old.get(keyOf(entry));
  const keep = ({ translator, flag, previous } = {}) =>
    Object.fromEntries(Object.entries({ translator, flag, previous }).filter(([, text]) => text));
  if (same && sameKind(entry, same) && entry.msgid_plural === same.msgid_plural)
    return { ...entry, msgstr: same.msgstr, comments: { ...keep(same.comments), ...entry.comments } };
  const like = same && sameKind(entry, same) ? same : guess(entry, known);
  if (!like) return { ...entry, msgstr: Array(entry.msgid_plural === undefined ? 1 : forms).fill('') };
  const previous = `msgid ${JSON.stringify(like.msgid)}`;
  return { ...entry, msgstr: like.msgstr, comments: { ...entry.comments, flag: 'fuzzy', previous } };
}

/** The number of plural forms that a catalogue's header tells. */
function pluralForms(headers) {
  const value = Object.entries(headers).find(([name]) => name.toLowerCase() === 'plural-forms')?.[1] ?? '';
  return Number(/nplurals\s*=\s*(\d+)/.exec(value)?.[1] ?? 2);
}

/**
 * A catalogue brought up to date with the texts, as msgmerge does it: translations of texts that are still there stay, a new
 * text that is like a known one gets its translation as a fuzzy guess, those of texts that are gone are kept as obsolete.
 * @param {string} catalogue a .po file
 * @param {{id: string, plural?: string, context?: string, path: string}[]} texts
 * @returns {string} a .po file
 */
export function merge(catalogue, texts) {
  const parsed = parse(catalogue);
  const all = [...entriesOf(parsed.obsolete), ...entriesOf(parsed.translations)];
  const old = new Map(all.map((entry) => [keyOf(entry), entry]));
  const known = [...old.values()].filter((entry) => isTranslated(entry) && !isFuzzy(entry));
  const forms = pluralForms(parsed.headers);
  const entries = entriesOfTexts(texts).map((entry) => merged(entry, { old, known, forms }));
  const wanted = new Set(entries.map(keyOf));
  const obsolete = [...old.values()]
    .filter((entry) => !wanted.has(keyOf(entry)) && isTranslated(entry))
    .sort(byText)
    .map((entry) => ({ ...entry, comments: {}, obsolete: true }));
  return print(parsed.headers, entries, obsolete);
}

const isFuzzy = ({ comments }) => comments?.flag?.includes('fuzzy') ?? false;

/** How far a catalogue is: its numbers of texts, of translated ones, and of guesses. */
export function progress(catalogue) {
  const entries = entriesOf(parse(catalogue).translations);
  return {
    texts: entries.length,
    translated: entries.filter((entry) => !isFuzzy(entry) && entry.msgstr.every((text) => text !== ''))
      .length,
    fuzzy: entries.filter(isFuzzy).length,
  };
}
