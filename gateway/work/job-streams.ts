import type { ServerResponse } from 'node:http';
import { heartbeat } from './bounds';
import type { Job } from './job';
import type { Jobs } from './jobs';

const headers = { 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' };

/**
 * Streams jobs as lines of JSON, the first with all there are, the others with those that changed. A slow reader gets fewer lines: what
 * changes again before it has read is told once. Goes on until the reader leaves or `stop` fires.
 */
export function streamJobs(jobs: Jobs, response: ServerResponse, stop: AbortSignal): void {
  response.writeHead(200, { ...headers, 'Content-Type': 'application/x-ndjson' });
  const waiting = new Set<string>();
  const tell = () => {
    if (waiting.size === 0 || response.writableNeedDrain) return;
    const ids = [...waiting];
    waiting.clear();
    const known = ids.map((id) => ({ id, job: jobs.get(id) }));
    const changed = known.flatMap(({ job }) => (job ? [job] : []));
    const gone = known.flatMap(({ id, job }) => (job ? [] : [id]));
    response.write(`${JSON.stringify({ jobs: changed, gone })}\n`);
  };
  const unlisten = jobs.listen((changed) => {
    for (const id of changed) waiting.add(id);
    tell();
  });
  response.on('drain', tell);
  response.write(`${JSON.stringify({ jobs: jobs.shown(), gone: [] })}\n`);
  until(response, stop, unlisten);
}

/** Streams the last lines of a job, and what follows, until it ends. What a slow reader does not take in time is left out. */
export function streamLog(job: Job, response: ServerResponse, stop: AbortSignal): void {
  response.writeHead(200, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' });
  response.flushHeaders();
  let position = 0;
  const tell = () => {
    if (response.writableNeedDrain || response.writableEnded) return;
    const bytes = job.log.after(position);
    position = job.log.end;
    if (bytes.length) response.write(bytes);
    if (!job.running) response.end();
  };
  const unlisten = job.listen(tell);
  response.on('drain', tell);
  tell();
  until(response, stop, unlisten, false);
}

function until(response: ServerResponse, stop: AbortSignal, left: () => void, beats = true): void {
  const timer = setInterval(() => {
    if (beats && !response.writableNeedDrain) response.write('\n');
  }, heartbeat).unref();
  const breakOff = () => response.destroy();
  stop.addEventListener('abort', breakOff, { once: true });
  response.once('close', () => {
    clearInterval(timer);
    stop.removeEventListener('abort', breakOff);
    left();
  });
  if (stop.aborted) breakOff();
}
