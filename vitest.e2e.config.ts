import { defineConfig } from 'vitest/config';

/** The built CLI as a process against AWS servers; `.ci/run` installs those. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/e2e/servers.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
