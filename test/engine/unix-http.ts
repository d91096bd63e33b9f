import { request } from 'node:http';

/** Sends a request to an engine's socket and resolves with its status and its whole body. For the harness, not for tests of the client. */
export function unixHttp(
  socketPath: string,
  method: string,
  path: string,
  body?: Uint8Array,
  type = 'application/json',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { socketPath, method, path, timeout: 30_000, headers: body ? { 'Content-Type': type } : {} },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
        );
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer within 30 s`)));
    sent.on('error', reject);
    sent.end(body);
  });
}
