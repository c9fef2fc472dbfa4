import { defineConfig } from 'vitest/config';
import { yamlVitePlugin } from './build/yaml.mjs';

export default defineConfig({
  plugins: [yamlVitePlugin()],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', '**/node_modules/**'],
    environment: 'node',
  },
});
