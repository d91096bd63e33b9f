import { connect } from 'node:net';

export interface SliceRequest {
  /** `http://127.0.0.1:PORT` of the router. */
  readonly url: string;
  readonly session: string;
  readonly transfer: string;
  readonly offset: number;
  readonly length: number;
  readonly acknowledged: number;
  /** Bytes a second, read from the socket no faster; default as fast as they come. */
  readonly rate?: number;
  /** Keep the bytes; otherwise they are counted alone, as `curl -o /dev/null` does. */
  readonly keep?: boolean;
}

export interface SliceRead {
  readonly status: number;
  readonly bytes: number;
  readonly body: Buffer;
  /** The whole length of the file, once it is known. */
  readonly end: number | undefined;
}

/** A buffer for each connection that is under way: what a browser's network process does natively must not cost JavaScript's time here. */
const buffers: Buffer[] = [];

/** One GET of a slice over a connection of its own. Rejects when the answer is shorter than its Content-Length. */
export function readSlice(request: SliceRequest): Promise<SliceRead> {
  const { url, session, transfer, offset, length, acknowledged, rate, keep } = request;
  const { hostname, port } = new URL(url);
  const buffer = buffers.pop() ?? Buffer.allocUnsafe(256 * 1024);
  return new Promise((resolve, reject) => {
    let head = '';
    let size: number | undefined;
    let bytes = 0;
    let body = Buffer.alloc(0);
    const began = performance.now();
    const take = (part: Buffer) => {
      if (keep) part.copy(body, bytes);
      bytes += part.length;
    };
    const socket = connect({
      host: hostname,
      port: Number(port),
      onread: {
        buffer,
        callback: (count: number) => {
          if (size !== undefined) {
            take(buffer.subarray(0, count));
          } else {
            const text = buffer.toString('latin1', 0, count);
            const before = head.length;
            head += text;
            const ends = head.indexOf('\r\n\r\n');
            if (ends < 0) return true;
            size = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
            if (keep) body = Buffer.alloc(size);
            take(buffer.subarray(ends + 4 - before, count));
            head = head.slice(0, ends);
          }
          if (bytes >= size) {
            socket.destroy();
            return true;
          }
          const early = rate === undefined ? 0 : (bytes / rate) * 1000 - (performance.now() - began);
          if (early <= 1) return true;
          setTimeout(() => socket.resume(), early);
          return false;
        },
      },
    });
    socket.on('connect', () => {
      const query = `transfer=${transfer}&offset=${offset}&length=${length}&acknowledged=${acknowledged}`;
      socket.write(
        `GET /cgi-bin/dockerman/TransferSlice?${query} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${session}\r\nConnection: close\r\n\r\n`,
      );
    });
    socket.on('error', reject);
    socket.on('close', () => {
      buffers.push(buffer);
      if (size === undefined || bytes !== size) {
        reject(new Error(`a slice broke after ${bytes} of ${size ?? 'unknown'} bytes`));
        return;
      }
      const end = /^x-dockerman-end: *(\d+)/im.exec(head)?.[1];
      resolve({
        status: Number(head.slice(9, 12)),
        bytes,
        body,
        end: end === undefined ? undefined : Number(end),
      });
    });
  });
}
