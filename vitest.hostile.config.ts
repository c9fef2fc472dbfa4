import { defineConfig } from 'vitest/config';
import { yamlVitePlugin } from './build/yaml.mjs';

/** Planted secrets and mutated answers: what takes too long for `npm test`. */
export default defineConfig({
  plugins: [yamlVitePlugin()],
  test: {
    include: ['test/canary/**/*.test.ts', 'test/fuzz/**/*.test.ts'],
    environment: 'node',
    testTimeout: 600_000,
  },
});
