// Asks the Terraform on the PATH, or the one that TERRAFORM names, all recorded expressions again.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { askTerraform } from '../oracle.mjs';

const terraform = process.env.TERRAFORM ?? 'terraform';
/** As many as a plan takes without getting slow. */
const mostAtOnce = 300;

/** Lines for the report: with which Terraform, and the expressions that it answers otherwise than is recorded. */
export function remeasured() {
  const asked = spawnSync(terraform, ['version', '-json'], { encoding: 'utf8' });
  if (asked.status !== 0) return ['no Terraform was asked again, since there is none on the PATH'];
  const version = JSON.parse(asked.stdout).terraform_version;
  const changed = caseFiles().flatMap(changedIn);
  return [`${changed.length} are answered otherwise by Terraform ${version} than is recorded`, ...changed];
}

function caseFiles() {
  const above = join(import.meta.dirname, '..');
  const names = readdirSync(above, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /[/\\]cases[/\\].+\.json$/.test(name))
    .map((name) => join(above, name))
    .sort();
}

function changedIn(file) {
  const { cases, preamble, directory } = JSON.parse(readFileSync(file, 'utf8'));
  const options = { preamble, terraform, ...(directory && { directory: join(dirname(file), directory) }) };
  const changed = [];
  for (let from = 0; from < cases.length; from += mostAtOnce) {
    const part = cases.slice(from, from + mostAtOnce);
    const answers = askTerraform(
      part.map(({ expression }) => expression),
      options,
    );
    for (const [index, { expression, answer }] of part.entries()) {
      const isSame = isDeepStrictEqual(withoutPlace(answers[index]), withoutPlace(answer));
      if (!isSame && !expression.includes('plantimestamp'))
        changed.push(`  ${expression}: ${JSON.stringify(answers[index])}`);
    }
  }
  return changed;
}

/** Some errors name the expression by its number. */
function withoutPlace(answer) {
  return JSON.parse(JSON.stringify(answer).replace(/\be\d{5}\b/g, 'e'));
}
