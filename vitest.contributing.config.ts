import { defineConfig } from 'vitest/config';

/** Every addition that CONTRIBUTING.md describes, made in a copy of the project: a minute or two. */
export default defineConfig({
  test: {
    include: ['test/contributing/**/*.test.ts'],
    environment: 'node',
    testTimeout: 600_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
