import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { openEngines } from './engine/engines';
import { localEngine } from './engine/local-engine';
import { staticFiles } from './http/static-files';
import { stateFolder, storedPassword } from './login/password-file';
import { startGateway } from './server';
import { help, settings } from './settings';
import { whereToOpen } from './where-to-open';

/** Starts the gateway as flags and environment say, and prints where it is. */
async function main(): Promise<void> {
  const wanted = await settings(process.argv.slice(2), process.env);
  if (!wanted) {
    process.stdout.write(help);
    return;
  }
  const local = wanted.engines.length ? undefined : await localEngine(process.env, homedir());
  const engines = local ? [{ name: 'local', address: local.address }] : wanted.engines;
  const state = stateFolder(process.env, homedir());
  const password = await storedPassword(state, wanted.renewPassword);
  // at once: it is stored as a hash now, and what comes next may fail
  if (password.made !== undefined)
    console.log(
      `Password: ${password.made}\n(shown this once; --new-password makes another; its hash is in ${state})`,
    );
  const gateway = await startGateway(
    {
      // dist/gateway/server.js stands beside dist/web
      files: await staticFiles(fileURLToPath(new URL('../web', import.meta.url))),
      engines: await openEngines(engines),
      passwordHash: password.hash,
      rules: { hosts: wanted.hosts, origins: wanted.origins },
      state,
      log: pino({ level: wanted.logLevel }, pino.destination(2)),
      ...(wanted.tls && { tls: wanted.tls }),
    },
    wanted.host,
    wanted.port,
  );
  if (local) console.log(local.sentence);
  for (const line of whereToOpen(wanted.host, gateway.port, wanted.tls !== undefined)) console.log(line);

  const stop = () => void gateway.stop().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
