import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { checkout } from './node-packages.mjs';

/**
 * The context of the application's texts. LuCI has one dictionary for all packages, in which our "Up" would be the label of its buttons
 * that move rows, and the other way round; so each text is looked up together with this (web/host/translate.ts has the same).
 */
export const applicationContext = 'dockerman';

/** What LuCI does to a text before it looks it up: white space collapses, none at the ends. */
const collapsed = (text) => text.trim().replace(/\s+/g, ' ');

/** The text of a literal, or of literals joined by `+`; null for anything else. */
function literal(node) {
  if (node === undefined) return null;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return literal(node.expression);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [literal(node.left), literal(node.right)];
    return left === null || right === null ? null : left + right;
  }
  return null;
}

/** The calls of a source that name a text: `_(text)`, `N_(count, one, many)`. */
const calls = { _: [0], N_: [1, 2] };

/**
 * The texts of one TypeScript or JavaScript source.
 * @param {string} path for the reference and for errors
 * @param {string} source
 * @returns {{id: string, plural?: string, context?: string, path: string}[]}
 * @throws where a text is not a literal: it could never be translated
 */
export function textsOfSource(path, source) {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const places = Object.hasOwn(calls, node.expression.text) ? calls[node.expression.text] : null;
      if (places) found.push(textOfCall(file, node, places));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function textOfCall(file, call, places) {
  const texts = places.map((place) => literal(call.arguments[place]));
  if (texts.some((text) => text === null || collapsed(text) === '')) {
    const { line } = file.getLineAndCharacterOfPosition(call.getStart());
    const name = call.expression.getText();
    throw new Error(
      `${file.fileName}:${line + 1}: ${name}() wants its text as a literal, so that it can be translated`,
    );
  }
  const [id, plural] = texts.map(collapsed);
  return { id, ...(plural === undefined ? {} : { plural }), path: file.fileName };
}

/** The texts of a menu.d or acl.d file: LuCI translates titles of menu entries and descriptions of access groups. */
export function textsOfJson(path, source) {
  return Object.values(JSON.parse(source))
    .flatMap(({ title, description }) => [title, description])
    .filter((text) => typeof text === 'string' && text !== '')
    .map((text) => ({ id: collapsed(text), path }));
}

function* walk(folder) {
  if (!existsSync(join(checkout, folder))) return;
  const entries = readdirSync(join(checkout, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}

const sources = [
  { folder: 'web', match: /\.ts$/, read: textsOfSource, context: applicationContext },
  { folder: 'htdocs/luci-static/resources/view', match: /\.js$/, read: textsOfSource },
  { folder: 'root/usr/share/luci/menu.d', match: /\.json$/, read: textsOfJson },
  { folder: 'root/usr/share/rpcd/acl.d', match: /\.json$/, read: textsOfJson },
];

/**
 * Every text of the checkout that can be translated, in the order of the files; those of the application have its context.
 * @returns {{id: string, plural?: string, context?: string, path: string}[]}
 */
export function allTexts() {
  return sources.flatMap(({ folder, match, read, context }) =>
    [...walk(folder)]
      .filter((path) => match.test(path))
      .flatMap((path) => read(path, readFileSync(join(checkout, path), 'utf8')))
      .map((text) => (context === undefined ? text : { ...text, context })),
  );
}
