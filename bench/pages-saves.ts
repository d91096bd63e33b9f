import { request } from 'node:http';
import { luciLogin, luciUrl, type Pages } from './pages-browser';
import { report } from './report';

const runs = 50;

/**
 * Image save and archive get by `fetch` in Chromium, 50 times each, through the CGI program: each has to end without an error, with all
 * bytes, and equal to the one that the engine's own socket gives. (A page on plain http has no `crypto.subtle`: a sum of its own tells.)
 */
export async function savesInChromium(pages: Pages): Promise<void> {
  const { engine, session } = pages.bench;
  const { context, page } = await luciLogin(pages);
  await page.goto(luciUrl(pages, 'containers'));
  let broken = 0;
  const sums: Record<string, number> = {};
  const downloads = [
    [`ImageGet?image=${engine.smallImage}`, `/images/${engine.smallImage}/get`],
    [
      `ContainerArchive?container=${engine.bigContainer}&path=/bin`,
      `/containers/${engine.bigContainer}/archive?path=/bin`,
    ],
  ] as const;
  for (const [operation, path] of downloads) {
    const expected = await straight(engine.socket, `/v1.41${path}`);
    const found = await page.evaluate(
      async ([url, token, count]) => {
        const results: string[] = [];
        for (let n = 0; n < count; n++) {
          try {
            const answer = await fetch(url, {
              headers: { Authorization: `Bearer ${token}` },
              cache: 'no-store',
            });
            const bytes = new Uint8Array(await answer.arrayBuffer());
            let sum = 2166136261;
            for (const byte of bytes) sum = Math.imul(sum ^ byte, 16777619);
            results.push(`${answer.status} ${bytes.length} ${sum >>> 0}`);
          } catch (error) {
            results.push(`broken ${String(error)}`);
          }
        }
        return results;
      },
      [`/cgi-bin/dockerman/${operation}&api_version=1.41`, session, runs] as const,
    );
    broken += found.filter((one) => one !== expected).length;
    for (const one of found) sums[one] = (sums[one] ?? 0) + 1;
  }
  await context.close();
  report('save_broken/chromium', broken, { runs: 2 * runs, answers: sums });
}

/** What the engine's own socket gives: status, length and sum. */
function straight(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path }, (answer) => {
      let length = 0;
      let sum = 2166136261;
      answer.on('data', (part: Buffer) => {
        length += part.length;
        for (const byte of part) sum = Math.imul(sum ^ byte, 16777619);
      });
      answer.on('error', reject);
      answer.on('end', () => resolve(`${answer.statusCode ?? 0} ${length} ${sum >>> 0}`));
    })
      .on('error', reject)
      .end();
  });
}
