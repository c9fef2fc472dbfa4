import { defineConfig } from 'vitest/config';
import { yamlVitePlugin } from './build/yaml.mjs';

const slow = [
  'test/e2e/**',
  'test/canary/**',
  'test/fuzz/**',
  'test/limits/**',
  'test/faults/matrix.test.ts',
  'test/contributing/**',
  'test/mutants/every/**',
  'test/terraform/**/hostile.test.ts',
];
/** It puts others in the place of modules. */
const isolated = ['test/aws/clients.test.ts'];

export default defineConfig({
  plugins: [yamlVitePlugin()],
  test: {
    // The slowest of them take seconds alone, and many on a busy machine.
    testTimeout: 30_000,
    environment: 'node',
    setupFiles: ['test/setup.ts'],
    // By default one core is left idle: of two that is half of the time.
    maxWorkers: '100%',
    projects: [
      { extends: true, test: { name: 'isolated', include: isolated } },
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...slow, ...isolated, '**/node_modules/**'],
          // Loading the modules of a file anew for each test takes as long as half of the tests.
          isolate: false,
        },
      },
    ],
  },
});
