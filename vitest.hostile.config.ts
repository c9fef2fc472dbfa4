import { defineConfig } from 'vitest/config';
import { yamlVitePlugin } from './build/yaml.mjs';

/** Planted secrets, mutated answers and code without an end: what takes too long for `npm test`. */
export default defineConfig({
  plugins: [yamlVitePlugin()],
  test: {
    include: [
      'test/canary/**/*.test.ts',
      'test/fuzz/**/*.test.ts',
      'test/limits/**/*.test.ts',
      'test/terraform/**/hostile.test.ts',
    ],
    environment: 'node',
    setupFiles: ['test/setup.ts'],
    testTimeout: 600_000,
  },
});
