/** The file is made of words of this many bytes, big-endian; texts are padded to them. */
const wordBytes = 4;

/**
 * Paul Hsieh's SuperFastHash as LuCI uses it: over bytes, seeded with their number, trailing bytes signed.
 * @param {Uint8Array} bytes
 * @returns {number} unsigned, 32 bits
 */
export function superFastHash(bytes) {
  if (bytes.length === 0) return 0;
  const pair = (at) => bytes[at] | (bytes[at + 1] << 8);
  const signed = (at) => (bytes[at] << 24) >> 24;
  const whole = bytes.length & ~3;
  let hash = bytes.length;
  for (let at = 0; at < whole; at += 4) {
    hash = (hash + pair(at)) >>> 0;
    hash = (hash << 16) ^ ((pair(at + 2) << 11) ^ hash);
    hash += hash >>> 11;
  }
  switch (bytes.length & 3) {
    case 3:
      hash += pair(whole);
      hash ^= hash << 16;
      hash ^= signed(whole + 2) << 18;
      hash += hash >>> 11;
      break;
    case 2:
      hash += pair(whole);
      hash ^= hash << 11;
      hash += hash >>> 17;
      break;
    case 1:
      hash += signed(whole);
      hash ^= hash << 10;
      hash += hash >>> 1;
      break;
  }
  for (const [left, right] of [
    [3, 5],
    [4, 17],
    [25, 6],
  ]) {
    hash ^= hash << left;
    hash += hash >>> right;
  }
  return hash >>> 0;
}

/** The quoted part of a line of a .po file; only `\"` and `\\` lose their backslash, as in LuCI's po2lmo. */
function quoted(line) {
  const match = /"((?:[^"\\]|\\.)*)"/.exec(line);
  return match ? match[1].replace(/\\(["\\])/g, '$1') : '';
}

/** The messages of a .po file in their order: {context, id, plural, values}; the header has no id. */
function* messages(text) {
  let message = { values: [] };
  let append = null;
  for (const line of text.split('\n')) {
    const keyword = /^(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d+)\])?) ?"/.exec(line);
    if (keyword) {
      const [, name, index] = keyword;
      const opens = name === 'msgctxt' || (name === 'msgid' && message.id === undefined);
      if (name === 'msgctxt' || name === 'msgid') {
        if (message.id !== undefined) {
          yield message;
          message = { values: [] };
        }
        if (opens && name === 'msgctxt') message.context = '';
      }
      const current = message;
      const field = { msgctxt: 'context', msgid: 'id', msgid_plural: 'plural' }[name];
      if (field) {
        current[field] = '';
        append = (part) => (current[field] += part);
      } else {
        const at = Number(index ?? 0);
        current.values[at] = '';
        append = (part) => (current.values[at] += part);
      }
    }
    if (append && !line.startsWith('#')) append(quoted(line));
  }
  if (message.id !== undefined) yield message;
}

/** The key under which a text is looked up: context, text, and which of its plural forms. */
function keyOf({ context, id, plural }, form) {
  return `${context ? `${context}\u0001` : ''}${id}${plural ? `\u0002${form}` : ''}`;
}

function pluralForms(header) {
  return header
    .split('\\n')
    .find((field) => /^plural-forms: /i.test(field))
    ?.slice('Plural-Forms: '.length);
}

/**
 * LuCI's binary catalogue of a .po file, byte for byte what LuCI's own po2lmo makes of it: the translations, each padded to a
 * word; an index sorted by the key's hash (key, number of forms, offset, length); the offset of the index. A translation that
 * equals its text is left out, and so is an empty one.
 * @param {string} text the .po file
 * @returns {Buffer | null} null without any translation
 */
export function lmoOfPo(text) {
  const entries = [];
  const texts = [];
  let offset = 0;
  const add = (key, forms, value) => {
    const bytes = Buffer.from(value, 'utf8');
    entries.push([key, forms, offset, bytes.length]);
    const padded = Buffer.alloc(Math.ceil(bytes.length / wordBytes) * wordBytes);
    bytes.copy(padded);
    texts.push(padded);
    offset += padded.length;
  };
  for (const message of messages(text)) {
    if (!message.values[0]) continue;
    if (!message.id) {
      const forms = pluralForms(message.values[0]);
      if (forms) add(0, 0, forms);
      continue;
    }
    for (const [form, value] of message.values.entries()) {
      if (!value) continue;
      const key = superFastHash(Buffer.from(keyOf(message, form), 'utf8'));
      if (key !== superFastHash(Buffer.from(value, 'utf8'))) add(key, message.values.length, value);
    }
  }
  if (offset === 0) return null;
  entries.sort(([one], [other]) => one - other);
  const words = [...entries.flat(), offset];
  const index = Buffer.alloc(words.length * wordBytes);
  words.forEach((word, at) => index.writeUInt32BE(word, at * wordBytes));
  return Buffer.concat([...texts, index]);
}

/** A .po file without its fuzzy translations: guesses of a merge are for translators, not for readers. */
export function withoutFuzzy(text) {
  return text
    .split(/\n(?:[ \t]*\n)+/)
    .filter((block) => !/^#,.*\bfuzzy\b/m.test(block) || /^msgid ""\n(?!")/m.test(block))
    .join('\n\n');
}
