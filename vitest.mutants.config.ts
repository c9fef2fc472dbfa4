import { defineConfig } from 'vitest/config';
import { yamlVitePlugin } from './build/yaml.mjs';

/** Every change to what AWS has that the tables allow, in every fixture: a few minutes on two cores. */
export default defineConfig({
  plugins: [yamlVitePlugin()],
  test: {
    include: ['test/mutants/every/*.test.ts'],
    globalSetup: ['test/mutants/every/results.ts'],
    environment: 'node',
    testTimeout: 1_200_000,
    maxWorkers: '100%',
    // What the parts load is the same.
    isolate: false,
  },
});
