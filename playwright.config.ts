import { defineConfig, devices } from '@playwright/test';
import type { WorkerOptions } from './test/browser/fixtures/worker-options';

/** Debian's Chromium; the flags keep a headless root browser quiet and off the network. */
const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // names of other machines, all of them this one
  '--host-resolver-rules=MAP *.test 127.0.0.1',
];

export default defineConfig<object, WorkerOptions>({
  testDir: 'test/browser',
  outputDir: 'test-results',
  globalSetup: './test/browser/fixtures/global-setup.ts',
  fullyParallel: true,
  workers: 2,
  // ERR_NETWORK_CHANGED meets a page of Chromium's while a container beside it starts; what passes only at the second try is told as flaky
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : [['list']],
  use: {
    ...devices['Desktop Chrome'],
    browserName: 'chromium',
    locale: 'en-US',
    viewport: { width: 1280, height: 800 },
    launchOptions: { executablePath: '/usr/bin/chromium', args: chromiumFlags },
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'LuCI, dockerd 20.10', testDir: 'test/browser/luci', use: { engineVersion: '20.10' } },
    {
      name: 'LuCI, dockerd 28.5',
      testDir: 'test/browser/luci',
      testMatch: 'containers.test.ts',
      use: { engineVersion: '28.5' },
    },
    {
      name: 'standalone, dockerd 20.10',
      testDir: 'test/browser/standalone',
      use: { engineVersion: '20.10' },
    },
    {
      name: 'standalone, dockerd 28.5',
      testDir: 'test/browser/standalone',
      // neither depends on the engine
      testIgnore: ['simulated.test.ts', 'accessibility.test.ts'],
      use: { engineVersion: '28.5' },
    },
  ],
});
