import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../test/router/userland';

/** A web server with CORS in front of an engine's socket. */
export interface Proxy {
  readonly port: number;
  stop(): Promise<void>;
}

const configuration = (folder: string, port: number, socket: string): string => `
daemon off; user root; worker_processes 1; pid ${folder}/pid; error_log ${folder}/errors;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f;
  uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${port};
    location / {
      add_header Access-Control-Allow-Origin $http_origin always;
      add_header Access-Control-Allow-Methods "GET, HEAD, POST, PUT, DELETE" always;
      add_header Access-Control-Allow-Headers "Content-Type, Authorization" always;
      add_header Access-Control-Max-Age 600 always;
      if ($request_method = OPTIONS) { return 204; }
      proxy_pass http://unix:${socket}:;
      proxy_http_version 1.1;
      proxy_set_header Host docker;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_buffering off;
      proxy_request_buffering off;
      client_max_body_size 0;
      proxy_read_timeout 1h;
    }
  }
}
`;

/** Starts nginx on a free port of loopback, before a Docker socket. Raises an error with its log when it does not come up. */
export async function startProxy(socket: string): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), 'dockerman-proxy-'));
  const port = await freePort();
  writeFileSync(join(folder, 'conf'), configuration(folder, port, socket));
  const nginx = spawn('/usr/sbin/nginx', ['-c', join(folder, 'conf')], { stdio: 'inherit' });
  const stop = async () => {
    if (nginx.exitCode === null) {
      const ended = once(nginx, 'exit');
      nginx.kill();
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 200; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/_ping`).catch(() => null);
    if (answer?.ok) return { port, stop };
    if (nginx.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await stop();
  throw new Error('nginx does not pass requests to the engine');
}
