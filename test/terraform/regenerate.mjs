// Rewrites the answers in every JSON file in and below the `cases` folders here with those of the installed Terraform:
//   node test/terraform/regenerate.mjs [file.json ...]
//
// A case file is { "terraform": version, "preamble"?: code, "directory"?: folder beside the file, "cases": [{ "expression", "answer", ... }] }.
// Other members of the file and of a case are kept; see oracle.mjs for what an answer is.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askTerraform } from './oracle.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const given = process.argv.slice(2);
const files = given.length > 0 ? given : caseFiles();
const version = JSON.parse(
  execFileSync('terraform', ['version', '-json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
).terraform_version;

for (const file of files) {
  const { terraform: _old, cases, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
  const directory = rest.directory === undefined ? undefined : join(dirname(file), rest.directory);
  const answers = askTerraform(
    cases.map(({ expression }) => expression),
    { ...rest, directory },
  );
  const answered = cases.map((one, index) => ({ ...one, answer: answers[index] }));
  writeFileSync(file, print({ terraform: version, ...rest, cases: answered }));
  console.log(`${file}: ${cases.length} cases`);
}

function caseFiles() {
  const all = readdirSync(here, { recursive: true }).map((name) => join(here, name));
  return all.filter((name) => /[/\\]cases[/\\].+\.json$/.test(name)).sort();
}

/** One case a line, so that a change of one is one line of a diff. */
function print({ cases, ...head }) {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`);
  const before = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
  return `{\n${before.join('')}  "cases": [\n${lines.join(',\n')}\n  ]\n}\n`;
}
