import { defineConfig } from 'vitest/config';

/** The built CLI as a process against AWS servers; `.ci/run` installs those. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/e2e/servers.ts'],
    // For the clients that the tests themselves use; the CLI gets an environment of its own.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
