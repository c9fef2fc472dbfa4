// Asks the installed Terraform what expressions evaluate to. Needs no provider and no network.
//
// askTerraform(expressions, { preamble, directory }) -> one answer per expression, in order:
//   { value, type, unknown?, sensitive? }  value as JSON (a number that a double cannot hold is {"$num": "digits"}), the type as cty
//                                          writes it, masks that are `true` where the value is unknown or sensitive
//   { errors: [summary, ...] }             what Terraform refuses it with
// `preamble` is Terraform code that the expressions may refer to, `directory` a folder whose files lie beside it.
// `terraform_data.unknown.id` is an unknown string that is certainly not null, `jsondecode(terraform_data.unknown.id)` an
// unknown of unknown type.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const unknownResource = 'resource "terraform_data" "unknown" {\n  input = "known-only-after-apply"\n}\n';

export function askTerraform(expressions, { preamble = '', directory, terraform = 'terraform' } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'terraform-oracle-'));
  try {
    const module = join(root, 'module');
    mkdirSync(module);
    if (directory !== undefined) cpSync(directory, module, { recursive: true });
    writeFileSync(join(root, 'terraformrc'), '');
    writeFileSync(join(module, 'preamble.tf'), `${unknownResource}${preamble}`);
    const run = (args) =>
      spawnSync(terraform, args, {
        cwd: module,
        encoding: 'utf8',
        maxBuffer: 1 << 29,
        env: {
          ...process.env,
          TF_CLI_CONFIG_FILE: join(root, 'terraformrc'),
          CHECKPOINT_DISABLE: '1',
          TF_DATA_DIR: join(root, 'data'),
        },
      });
    return planAll(expressions, module, run);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const nameOf = (index) => `e${String(index).padStart(5, '0')}`;

/** Plans all expressions at once; those that Terraform complains about are taken out and the rest is planned again. */
function planAll(expressions, module, run) {
  const answers = expressions.map(() => ({}));
  const live = new Set();
  for (const [index, expression] of expressions.entries()) {
    const name = nameOf(index);
    const written = expression.includes('\n') ? `(\n${expression}\n)` : expression;
    writeFileSync(
      join(module, `${name}.tf`),
      `locals {\n${name} = ${written}\n}\noutput "${name}" {\n  sensitive = true\n  value = local.${name}\n}\n` +
        `resource "terraform_data" "${name}" {\n  input = local.${name}\n}\n`,
    );
    live.add(name);
  }
  const refuse = (name, summary) => {
    const answer = answers[Number(name.slice(1))];
    answer.errors = [...(answer.errors ?? []), summary];
    if (live.delete(name)) unlinkSync(join(module, `${name}.tf`));
  };
  while (live.size > 0) {
    const plan = run(['plan', '-json', '-input=false', '-refresh=false', '-lock=false', '-out=plan.bin']);
    if (plan.error) throw plan.error;
    if (plan.status === 0) break;
    const before = live.size;
    for (const { summary, detail, range } of diagnosticsOf(plan.stdout)) {
      // Some diagnostics (of infinity) have no range, but name the output.
      const name = range ? range.filename.replace(/\.tf$/, '') : (/\be\d{5}\b/.exec(`${summary} ${detail}`) ?? [])[0];
      if (name !== undefined && /^e\d{5}$/.test(name)) refuse(name, summary);
    }
    if (live.size === before) {
      if (live.size > 1)
        throw new Error(`Terraform fails without naming an expression:\n${plan.stdout}\n${plan.stderr}`);
      for (const name of [...live]) refuse(name, 'Terraform crashed');
    }
  }
  if (live.size > 0) readPlan(losslessParse(run(['show', '-json', 'plan.bin']).stdout), live, answers);
  return answers;
}

function diagnosticsOf(output) {
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line).diagnostic).filter((diagnostic) => diagnostic?.severity === 'error');
}

function readPlan(plan, live, answers) {
  const changes = new Map(plan.resource_changes.map((resource) => [resource.name, resource.change]));
  for (const name of live) {
    const output = plan.planned_values.outputs?.[name] ?? {};
    const { after = null, after_unknown: unknown } = plan.output_changes[name];
    const answer = answers[Number(name.slice(1))];
    const isUnknown = JSON.stringify(unknown ?? false).includes('true');
    if (unknown !== true) answer.value = isUnknown ? after : (output.value ?? after);
    if (output.type !== undefined) answer.type = output.type;
    if (isUnknown) answer.unknown = unknown;
    const sensitive = changes.get(name)?.after_sensitive?.input;
    if (JSON.stringify(sensitive ?? false).includes('true')) answer.sensitive = sensitive;
  }
}

/** JSON.parse, but a number that does not survive being a double becomes {"$num": "digits"}. */
function losslessParse(text) {
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : `{"$num":"${token}"}`,
  );
  return JSON.parse(marked);
}
