// Writes docs/release.json, the one place that says which commit people pin:
//   node build/release-record.mjs --tag v1.2.3 --repository owner/name [--commit <40 hexadecimal digits>]
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: { tag: { type: 'string' }, repository: { type: 'string' }, commit: { type: 'string' } },
});
const { tag = '', repository = '' } = values;
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The commit itself, not the object of an annotated tag: only a commit can be pinned. */
const commitOf = () =>
  execFileSync('git', ['rev-parse', '--verify', '--end-of-options', `refs/tags/${tag}^{commit}`], {
    cwd: root,
    encoding: 'utf8',
  }).trim();

const wrong = [
  tag === `v${version}` ? [] : `--tag "${tag}" is not the version of package.json, "v${version}"`,
  /^[\w.-]+\/[\w.-]+$/.test(repository) ? [] : `--repository "${repository}" is not of the form owner/name`,
].flat();
const commit = wrong.length === 0 ? (values.commit ?? commitOf()) : '';
if (wrong.length === 0 && !/^[0-9a-f]{40}$/.test(commit)) {
  wrong.push(`--commit "${commit}" is not 40 hexadecimal digits`);
}
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exitCode = 1;
} else {
  writeFileSync(join(root, 'docs/release.json'), `${JSON.stringify({ repository, version, commit }, null, 2)}\n`);
  console.log(`docs/release.json: ${repository}@${commit} # v${version}`);
}
