// Asks Terraform for the values that `expected.json` of every configuration holds, and why it rejects those of `rejected.json`.
// Needs `terraform` (1.11 or later) on the PATH; works offline. Run: node test/terraform/configurations/regenerate.mjs [name…]
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const here = import.meta.dirname;

/** The environment without the caller's own Terraform settings. */
function environmentOf(folder, extra) {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('TF_'));
  const settings = join(folder, '..', 'terraform.rc');
  writeFileSync(settings, '');
  return { ...Object.fromEntries(inherited), TF_CLI_CONFIG_FILE: settings, CHECKPOINT_DISABLE: '1', ...extra };
}

function terraform(folder, args, environment) {
  return spawnSync('terraform', args, { cwd: folder, env: environment, encoding: 'utf8', maxBuffer: 2 ** 28 });
}

/** What Terraform plans for a new configuration: known values and, for each, which parts are not known. */
function planned(folder, { arguments: flags = [], environment: extra = {}, workspace }) {
  const environment = environmentOf(folder, { ...extra, ...(workspace && { TF_WORKSPACE: workspace }) });
  const dataDirectory = extra.TF_DATA_DIR ?? '.terraform';
  if (!existsSync(join(folder, dataDirectory, 'modules'))) {
    const { TF_CLI_ARGS: _, TF_WORKSPACE: __, ...plain } = environment;
    const init = terraform(folder, ['init', '-backend=false', '-no-color'], plain);
    if (init.status !== 0) return { errors: initErrors(init.stdout + init.stderr) };
  }
  const options = flags.map(([kind, value]) => `-${kind}=${value}`);
  const plan = terraform(
    folder,
    ['plan', '-json', '-out=plan', '-input=false', '-lock=false', ...options],
    environment,
  );
  if (plan.status !== 0) return { errors: summaries(plan.stdout) };
  const { TF_CLI_ARGS: _, ...plain } = environment;
  const shown = JSON.parse(terraform(folder, ['show', '-json', 'plan'], plain).stdout);
  const outputs = {};
  for (const [name, change] of Object.entries(shown.output_changes ?? {})) {
    outputs[name] = { value: change.after, unknown: change.after_unknown, sensitive: change.after_sensitive };
  }
  const resources = {};
  for (const { address, change, mode } of shown.resource_changes ?? []) {
    if (mode !== 'managed') continue;
    const { input = null, triggers_replace = null } = change.after;
    const { input: unknown = false } = change.after_unknown;
    resources[address] = { input, triggers_replace, unknown, sensitive: change.after_sensitive.input ?? false };
  }
  return { outputs, resources };
}

/** The summaries in the output of `init`, which has no machine-readable form; not that of the message that there are some. */
function initErrors(text) {
  const found = [...text.matchAll(/^Error: (.*)$/gm)].map(([, summary]) => summary);
  return found.filter((summary) => !summary.startsWith('Terraform encountered problems'));
}

function summaries(text) {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .filter((entry) => entry['@level'] === 'error' && entry.diagnostic)
    .map((entry) => entry.diagnostic.summary);
}

function inCopy(fill, work) {
  const parent = mkdtempSync(join(tmpdir(), 'configuration-'));
  try {
    const folder = join(parent, 'root');
    mkdirSync(folder);
    fill(folder);
    return work(folder);
  } finally {
    rmSync(parent, { recursive: true });
  }
}

const wanted = process.argv.slice(2);
for (const entry of readdirSync(here, { withFileTypes: true })) {
  if (!entry.isDirectory() || (wanted.length > 0 && !wanted.includes(entry.name))) continue;
  const source = join(here, entry.name);
  const settings = existsSync(join(source, 'case.json'))
    ? JSON.parse(readFileSync(join(source, 'case.json'), 'utf8'))
    : {};
  const answer = inCopy(
    (folder) => cpSync(source, folder, { recursive: true }),
    (folder) => planned(folder, settings),
  );
  if (answer.errors) {
    process.exitCode = 1;
    console.error(`${entry.name}: Terraform rejects it:`, answer.errors);
  } else writeFileSync(join(source, 'expected.json'), `${JSON.stringify(answer, null, 1)}\n`);
}

if (wanted.length === 0 || wanted.includes('rejected')) {
  const file = join(here, 'rejected.json');
  const cases = JSON.parse(readFileSync(file, 'utf8')).map(({ name, code, files }) => {
    const answer = inCopy(
      (folder) => {
        for (const [path, text] of Object.entries(files)) {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), text);
        }
      },
      (folder) => planned(folder, {}),
    );
    if (!answer.errors) {
      process.exitCode = 1;
      console.error(`${name}: Terraform accepts it.`);
    }
    return { name, code, terraform: [...new Set(answer.errors ?? [])].sort(), files };
  });
  writeFileSync(file, `${JSON.stringify(cases, null, 1)}\n`);
}
