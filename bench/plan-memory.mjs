// How much memory a large plan takes: `node bench/plan-memory.mjs [megabytes] [compared resources] [cli.js]` writes a plan of that size (default 50)
// in which so many resources are of types that are compared (default 4,000), and a snapshot that fits it, runs the built CLI on them as a process of
// its own, and prints its peak of resident memory and its time. Run `npm run build` before.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { largePlan, snapshotFor } from './large-plan.mjs';

const megabytes = Number(process.argv[2] ?? 50);
const compared = Number(process.argv[3] ?? 4000);
const cli = process.argv[4] ?? fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'driftcheck-bench-'));
try {
  const plan = join(folder, 'plan.json');
  const live = join(folder, 'live.json');
  const resources = largePlan(megabytes * 1024 * 1024, compared);
  writeFileSync(plan, resources.text);
  writeFileSync(live, snapshotFor(resources));
  // What the process reports of itself when it ends. The CLI silences the console.
  const probe = join(folder, 'probe.mjs');
  writeFileSync(
    probe,
    `import { writeSync } from 'node:fs';
process.on('exit', () => {
  const { maxRSS, userCPUTime } = process.resourceUsage();
  writeSync(2, 'peak ' + maxRSS + ' user ' + userCPUTime);
});`,
  );
  const run = spawnSync(
    process.execPath,
    ['--import', probe, cli, folder, '--plan', plan, '--live', live, '--format', 'json', '--quiet'],
    { encoding: 'utf8', maxBuffer: 1 << 30 },
  );
  const [, kilobytes, microseconds] = /peak (\d+) user (\d+)/.exec(run.stderr) ?? [];
  console.log(
    `plan        ${(statSync(plan).size / 1024 / 1024).toFixed(1)} MB, ${resources.count} resources, ${resources.compared} of them compared`,
  );
  console.log(`exit code   ${run.status}`);
  console.log(`peak memory ${(Number(kilobytes) / 1024).toFixed(0)} MB`);
  console.log(`CPU time    ${(Number(microseconds) / 1e6).toFixed(1)} s`);
  if (run.status !== 0 && run.status !== 2) console.log(run.stderr);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
