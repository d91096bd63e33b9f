import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../ucode/dockerman/keeper', import.meta.url));
const installed = '/usr/share/ucode/luci/dockerman/keeper';

/** The file on the router that makes this function throw while it is there; it then says `hit`. */
export const faultFile = (name: string): string => `/tmp/fault.${name}`;

/** The modules of the keeper's core: those that no part of it (jobs, transfers, consoles, registries) has to itself. */
export const core = readdirSync(folder).filter(
  (file) => file.endsWith('.uc') && !['registries.uc', 'images.uc'].includes(file),
);

/** The modules of jobs that hold or do something; the others are pure, and called by these. */
export const jobs = ['body', 'list', 'operations', 'run', 'saved', 'start', 'streams', 'target'].map(
  (module) => `jobs/${module}.uc`,
);

/** The modules of transfers. */
export const transfers = readdirSync(`${folder}/transfers`).map((file) => `transfers/${file}`);

/**
 * These modules of the keeper with a fault in each exported function and in each callback that they hand out: all that uloop,
 * ubus and the engine's answer call goes through one of them. `names` are those of the faults, `files` the modules on the router.
 */
export function faultyModules(modules: readonly string[]): {
  names: string[];
  files: Record<string, string>;
} {
  const names: string[] = [];
  const files: Record<string, string> = {};
  for (const file of modules) {
    const module = file.replace('.uc', '').replace('/', '.');
    // what keeps exceptions away is itself not tried
    if (module === 'protect' || module === 'limits') continue;
    const source = readFileSync(`${folder}/${file}`, 'utf8');
    const faulty = source.replaceAll(
      /^(export function (\w+)\(.*\) \{|\t+(?:stream\.|shared\.|watched\.|reader\.|body\.|target\.|transfer\.|let )?(\w+)(?: = |: )function\(.*\) \{)$/gm,
      (line, _, exported?: string, callback?: string) => {
        const name = `${module}.${exported ?? callback}`;
        names.push(name);
        return `${line} if (fault_access('${faultFile(name)}')) { fault_write('${faultFile(name)}', 'hit'); die('${name}'); }`;
      },
    );
    files[`${installed}/${file}`] = faulty.replace(
      "'use strict';\n",
      "'use strict';\nimport { access as fault_access, writefile as fault_write } from 'fs';\n",
    );
  }
  return { names, files };
}
