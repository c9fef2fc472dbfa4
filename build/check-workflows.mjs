// Holds the workflows of the repository, action.yml and the workflows that the pages show against zizmor and actionlint.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shownWorkflows } from './fences.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const copy = mkdtempSync(join(tmpdir(), 'driftcheck-workflows-'));

/** Where .ci/run puts the programs, before what the machine has. */
const PATH = [join(root, '.venv/bin'), join(root, '.tools/bin'), process.env['PATH']].join(delimiter);

/** @param {string} program @param {readonly string[]} args @returns {boolean} whether it found nothing */
function isClean(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: copy, stdio: 'inherit', env: { ...process.env, PATH } });
  if (error !== undefined) console.error(`${program} cannot be run (bash .ci/run installs it): ${error.message}`);
  return status === 0;
}

try {
  // What a workflow names with "./" is looked for above its own folder, at the top of a repository.
  mkdirSync(join(copy, '.git'));
  const workflows = join(copy, '.github/workflows');
  cpSync(join(root, '.github'), join(copy, '.github'), { recursive: true });
  const ours = readdirSync(workflows).length;
  for (const name of ['action.yml', 'dist']) {
    if (existsSync(join(root, name))) symlinkSync(join(root, name), join(copy, name));
  }
  const shown = shownWorkflows(root);
  for (const { page, text, line } of shown) {
    const name = `${page.replace(/\.md$/, '').replaceAll('/', '-')}-${line}.yml`;
    // Each line has the number that it has in the page.
    writeFileSync(join(workflows, name), '\n'.repeat(line - 1) + text);
  }
  console.log(`${ours} workflows, and ${shown.length} in pages`);
  const action = existsSync(join(copy, 'action.yml')) ? ['action.yml'] : [];
  const clean = [
    isClean('zizmor', [
      '--offline',
      '--pedantic',
      '--strict-collection',
      '--no-progress',
      '--quiet',
      '.github',
      ...action,
    ]),
    isClean('actionlint', []),
  ];
  if (clean.includes(false)) process.exitCode = 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
