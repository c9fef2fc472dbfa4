import { defineConfig } from 'vitest/config';
import { yamlVitePlugin } from './build/yaml.mjs';
import { parts } from './test/mutants/every/parts.ts';

/** Every change to what AWS has that the tables allow, in every fixture: a minute or two on two cores. */
export default defineConfig({
  plugins: [yamlVitePlugin()],
  test: {
    globalSetup: ['test/mutants/every/results.ts'],
    environment: 'node',
    testTimeout: 1_200_000,
    maxWorkers: '100%',
    projects: Array.from({ length: parts }, (_, part) => ({
      extends: true,
      test: {
        name: `part ${part + 1} of ${parts}`,
        include: ['test/mutants/every/every.test.ts'],
        env: { MUTANTS_PART: String(part) },
      },
    })),
  },
});
