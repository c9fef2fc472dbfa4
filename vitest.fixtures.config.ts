import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { yamlVitePlugin } from './build/yaml.mjs';

/** The tests that try a part of something when `npm test` runs them. */
const include = readdirSync(join(import.meta.dirname, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('test', file))
  .filter((file) => /\/tries\.ts'|\bchosenFixtures\b/.test(readFileSync(join(import.meta.dirname, file), 'utf8')));

/** Every fixture, and as many generated inputs, through what `npm test` tries with a few of them. */
export default defineConfig({
  plugins: [yamlVitePlugin()],
  test: {
    include,
    env: { EVERY_FIXTURE: '1' },
    environment: 'node',
    setupFiles: ['test/setup.ts'],
    isolate: false,
    testTimeout: 120_000,
    maxWorkers: '100%',
  },
});
