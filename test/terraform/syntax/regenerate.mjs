// Rewrites the answers in data/*.json beside this file with those of the installed Terraform:
//   node test/terraform/syntax/regenerate.mjs
//
// data/heredocs.json holds expressions, data/template-files.json the content of files for `templatefile`. An answer is
// { value } or { errors: [summary, ...] }.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askTerraform } from '../oracle.mjs';

const data = join(import.meta.dirname, 'data');
const { terraform_version: terraform } = JSON.parse(
  execFileSync('terraform', ['version', '-json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
);

rewrite('heredocs.json', (sources) => askTerraform(sources));

rewrite('template-files.json', (sources) => {
  const directory = mkdtempSync(join(tmpdir(), 'template-files-'));
  try {
    for (const [index, source] of sources.entries()) writeFileSync(join(directory, `${index}.tftpl`), source);
    return askTerraform(
      sources.map((_, index) => `templatefile("${index}.tftpl", {})`),
      { directory },
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

function rewrite(name, ask) {
  const file = join(data, name);
  const { cases } = JSON.parse(readFileSync(file, 'utf8'));
  const answers = ask(cases.map(({ source }) => source));
  const lines = cases.map(({ source }, index) => {
    const { value, errors } = answers[index];
    return `    ${JSON.stringify({ source, answer: errors === undefined ? { value } : { errors } })}`;
  });
  writeFileSync(file, `{\n  "terraform": ${JSON.stringify(terraform)},\n  "cases": [\n${lines.join(',\n')}\n  ]\n}\n`);
  console.log(`${file}: ${cases.length} cases`);
}
