// npm run i18n: collects the texts of the sources into po/templates/dockerman.pot and brings every po/<language>/dockerman.po up to date.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, ensureNodePackages } from './node-packages.mjs';

ensureNodePackages();
const { allTexts } = await import('./i18n-extract.mjs');
const { merge, progress, template } = await import('./i18n-merge.mjs');

const folder = join(checkout, 'po');
const texts = allTexts();
mkdirSync(join(folder, 'templates'), { recursive: true });
writeFileSync(join(folder, 'templates', 'dockerman.pot'), template(texts));

for (const language of readdirSync(folder).sort()) {
  const file = join(folder, language, 'dockerman.po');
  if (!existsSync(file)) continue;
  const catalogue = merge(readFileSync(file, 'utf8'), texts);
  writeFileSync(file, catalogue);
  const { texts: all, translated, fuzzy } = progress(catalogue);
  console.log(`${language}: ${translated} of ${all} translated, ${fuzzy} to be checked`);
}
