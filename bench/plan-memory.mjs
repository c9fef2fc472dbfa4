// How much memory a large plan takes: `node bench/plan-memory.mjs [megabytes]` writes a plan of that size (default 50) and a snapshot that fits it,
// runs the built CLI on them as a process of its own, and prints its peak of resident memory and its time. Run `npm run build` before.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { largePlan, snapshotFor } from './large-plan.mjs';

const megabytes = Number(process.argv[2] ?? 50);
const cli = process.argv[3] ?? fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'driftcheck-bench-'));
try {
  const plan = join(folder, 'plan.json');
  const live = join(folder, 'live.json');
  const resources = largePlan(megabytes * 1024 * 1024);
  writeFileSync(plan, resources.text);
  writeFileSync(live, snapshotFor(resources));
  // What the process reports of itself when it ends.
  const probe = join(folder, 'probe.mjs');
  writeFileSync(probe, `process.on('exit', () => console.error('peak ' + process.resourceUsage().maxRSS));`);
  const begin = process.hrtime.bigint();
  const run = spawnSync(
    process.execPath,
    ['--import', probe, cli, folder, '--plan', plan, '--live', live, '--format', 'json', '--quiet'],
    { encoding: 'utf8', maxBuffer: 1 << 30 },
  );
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const kilobytes = Number(/peak (\d+)/.exec(run.stderr)?.[1]);
  console.log(`plan        ${(statSync(plan).size / 1024 / 1024).toFixed(1)} MB, ${resources.count} resources`);
  console.log(`exit code   ${run.status}`);
  console.log(`peak memory ${(kilobytes / 1024).toFixed(0)} MB`);
  console.log(`time        ${seconds.toFixed(1)} s`);
  if (run.status !== 0 && run.status !== 2) console.log(run.stderr);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
