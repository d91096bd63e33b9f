import { ucode } from '../ucode/ucode';

/**
 * Runs the body of a ucode function with some of the keeper's modules at hand (`jobs.log` as `log`), and gives what it returns.
 * Raises an error with ucode's own words when it throws.
 */
export function evaluate(modules: readonly string[], body: string): unknown {
  const imports = modules.map(
    (name) => `import * as ${name.replace(/.*\./, '')} from 'luci.dockerman.keeper.${name}';`,
  );
  const done = ucode(['-e', `${imports.join('\n')}\nprint(sprintf('%J', (function() { ${body} })()));`]);
  if (done.status !== 0) throw new Error(`ucode ended with ${done.status}: ${done.stderr}${done.stdout}`);
  return JSON.parse(done.stdout);
}
