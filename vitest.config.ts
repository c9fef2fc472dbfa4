import { defineConfig } from 'vitest/config';
import { yamlVitePlugin } from './build/yaml.mjs';

export default defineConfig({
  plugins: [yamlVitePlugin()],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/e2e/**',
      'test/canary/**',
      'test/fuzz/**',
      'test/limits/**',
      'test/contributing/**',
      '**/node_modules/**',
    ],
    // The slowest of them take seconds alone, and many on a busy machine.
    testTimeout: 30_000,
    environment: 'node',
  },
});
