import { defineConfig } from 'vitest/config';

const project = (name: string, options: object = {}) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], ...options },
});

export default defineConfig({
  test: {
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
