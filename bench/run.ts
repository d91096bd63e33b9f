// npm run bench [name…]: measures, and prints a JSON line for each figure. Without names, all of them.
import { setUp, type Bench } from './bench';
import { listOverRpcd, parallelRequests, stopWithGrace } from './router-calls';
import { exportOfAContainer, savesInCurl, uploads } from './router-files';

const all: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  listOverRpcd,
  stopWithGrace,
  parallelRequests,
  exportOfAContainer,
  uploads,
  savesInCurl,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in all));
if (unknown.length) {
  console.error(
    `There is no measurement called ${unknown.join(', ')}; there are ${Object.keys(all).join(', ')}.`,
  );
  process.exit(2);
}

const bench = await setUp();
try {
  for (const [name, measure] of Object.entries(all))
    if (!wanted.length || wanted.includes(name)) await measure(bench);
} finally {
  await bench.close();
}
