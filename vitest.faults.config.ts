import { defineConfig } from 'vitest/config';
import { yamlVitePlugin } from './build/yaml.mjs';

/** Thousands of runs against an account whose answers are damaged, with a table of what they came to: some minutes. */
export default defineConfig({
  plugins: [yamlVitePlugin()],
  test: {
    include: ['test/faults/matrix.test.ts'],
    environment: 'node',
    disableConsoleIntercept: true,
  },
});
