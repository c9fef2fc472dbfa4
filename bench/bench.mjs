// Runs bench/performance/main.ts: `npm run bench -- --help` says how. Run `npm run build` before: it measures what is in dist/.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
// In node_modules, so that what is not bundled is found from there.
const folder = mkdtempSync(join(root, 'node_modules/.driftcheck-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await build({
  absWorkingDir: root,
  entryPoints: { main: 'bench/performance/main.ts', 'aws-server': 'test/aws-server/main.ts' },
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
});
const { main } = await import(pathToFileURL(join(folder, 'main.mjs')).href);
await main({ root, server: join(folder, 'aws-server.mjs'), args: process.argv.slice(2) });
