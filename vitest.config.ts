import { defineConfig } from 'vitest/config';

const project = (name: string, options: object = {}) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], ...options },
});

export default defineConfig({
  test: {
    // most files wait for routers and engines of their own: on two cores one at a time, as Vitest would have it, leaves both idle
    maxWorkers: 3,
    projects: [
      project('unit'),
      project('component', { environment: 'happy-dom' }),
      project('engine', {
        testTimeout: 60_000,
        hookTimeout: 300_000,
        globalSetup: ['test/engine/setup.ts'],
      }),
      project('gateway', { testTimeout: 60_000, hookTimeout: 300_000 }),
      project('router', { testTimeout: 60_000, hookTimeout: 300_000 }),
      project('package', { testTimeout: 60_000, hookTimeout: 300_000 }),
    ],
  },
});
