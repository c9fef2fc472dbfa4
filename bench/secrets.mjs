// Runs bench/secrets/main.ts. `node bench/secrets.mjs [seed] [count]`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'bench-secrets-'));
try {
  const outfile = join(folder, 'main.mjs');
  const entry = new URL('secrets/main.ts', import.meta.url);
  process.env.SECRETS_BENCH_FOLDER = entry.href;
  await build({
    entryPoints: [entry.pathname],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'warning',
  });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true });
}
