// npm run bench [name…]: measures, and prints a JSON line for each figure. Without names, all of them.
import { setUp, type Bench } from './bench';
import { listOverRpcd, parallelRequests, stopWithGrace } from './router-calls';
import { exportOfAContainer, savesInCurl, uploads } from './router-files';
import { openPages, type Pages } from './pages-browser';
import { consoles } from './pages-console';
import { eventToDom } from './pages-events';
import { followedLog } from './pages-log';
import { pageReady } from './pages-ready';
import { thousandRows } from './pages-rows';
import { savesInChromium } from './pages-saves';
import { idleTraffic, statisticsTraffic } from './pages-traffic';
import { quiet } from './quiet';
import { keeperBusy, keeperIdle, pullSurvives } from './router-keeper';
import { slowExport, transferOfAnExport } from './router-transfers';

/** A measurement in Chromium, with what it needs besides the router. */
const inPages = (measure: (pages: Pages) => Promise<void>) => async (bench: Bench) => {
  const pages = await openPages(bench);
  try {
    await measure(pages);
  } finally {
    await pages.close();
  }
};

const all: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  keeperIdle,
  listOverRpcd,
  stopWithGrace,
  parallelRequests,
  exportOfAContainer,
  uploads,
  savesInCurl,
  transferOfAnExport,
  slowExport,
  keeperBusy,
  pullSurvives,
  savesInChromium: inPages(savesInChromium),
  eventToDom: inPages(eventToDom),
  idleTraffic: inPages(idleTraffic),
  statisticsTraffic: inPages(statisticsTraffic),
  pageReady: inPages(pageReady),
  thousandRows: inPages(thousandRows),
  followedLog: inPages(followedLog),
  consoles: inPages(consoles),
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
    if (!wanted.length || wanted.includes(name)) {
      await quiet();
      await measure(bench);
    }
} finally {
  await bench.close();
}
