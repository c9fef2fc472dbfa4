import { defineConfig } from 'vitest/config';
import { yamlVitePlugin } from './build/yaml.mjs';

/** Every fixture, and as many generated inputs, through what `npm test` tries with a few of them. */
export default defineConfig({
  plugins: [yamlVitePlugin()],
  test: {
    include: [
      'test/fixtures.test.ts',
      'test/commands/iam-policy.test.ts',
      'test/commands/init.test.ts',
      'test/check/evidence/remedies.test.ts',
      'test/check/calls-of-groups.test.ts',
      'test/kinds/ecs/delivery/trace.test.ts',
      'test/kinds/written-forms.test.ts',
      'test/report/inert.test.ts',
      'test/terraform/stack/module-evaluator.test.ts',
    ],
    env: { EVERY_FIXTURE: '1' },
    environment: 'node',
    testTimeout: 120_000,
    maxWorkers: '100%',
  },
});
