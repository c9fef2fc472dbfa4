import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fencesIn, pagesOf } from '../../build/fences.mjs';
import { deployed, notApplied, withRedisRule } from '../aws-server/incident.ts';
import { type Tried, triedIn } from './pages/commands.ts';
import { shownPlan, shownState, stateFile } from './pages/terraform.ts';
import { linkProject, makeWorkspace, type Workspace, type WorkspaceOptions } from './pages/workspace.ts';

/*
 * Every command of the pages is run, and every output that they show is what it prints. `UPDATE=1` writes the outputs anew.
 */

interface PageRun extends Partial<WorkspaceOptions> {
  /** What a command ends with, without its comment, where that is not 0: 2 where it finds drift. */
  readonly ends?: Readonly<Record<string, number>>;
  /** Brings something into the repository that has to be run or linked first. */
  readonly before?: (workspace: Workspace) => void | Promise<void>;
}

/** Nothing drifts: what most examples are about. */
const inSync = withRedisRule(deployed());

/** npm on our own project: the script must be there, and is run elsewhere. */
const npm = `node -e 'const { scripts } = require("${join(import.meta.dirname, '../../package.json')}");
  const [command, ...args] = process.argv.slice(1).filter((arg) => !arg.startsWith("--"));
  const name = command === "run" ? args[0] : command;
  if (!["ci", "audit"].includes(name) && !(name in scripts)) process.exit(1);' -- "$@"`;
const nothing = 'exit 0';
const drift = 2;
/** The state of the directory, or a plan in a file. */
const terraform = `case "$*" in
  "show -json") cat <<'EOF'
${shownState}
EOF
  ;;
  "show -json "*) cat <<'EOF'
${shownPlan}
EOF
  ;;
esac`;
const git = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
const variables = 'environment = "development"\n';

const pages: Readonly<Record<string, PageRun>> = {
  'CONTRIBUTING.md': { files: { '.ci/run': nothing }, foreign: { npm } },
  'README.md': {
    code: ['path/to/root-module', 'path/to/repository/infra', '.'],
    foreign: { npm },
    files: {
      'staging.tfvars': variables,
      credentials: '[staging]\naws_access_key_id = test\naws_secret_access_key = test\n',
    },
    environment: { AWS_SHARED_CREDENTIALS_FILE: 'credentials' },
    before: async ({ directory, run }) => {
      linkProject(directory);
      // Recorded further down in the page.
      await run('driftcheck snapshot -o live.json && git init --quiet path/to/repository');
    },
  },
  'SECURITY.md': { foreign: { npm, gh: nothing } },
  'docs/configuration.md': { code: ['infra/api'] },
  'docs/eval.md': {
    files: {
      '[dir]/main.tf':
        'variable "names" { default = ["a"] }\nmodule "api" {\n  source = "./api"\n  for_each = { a = 1 }\n}\n' +
        'resource "aws_ecs_task_definition" "api" {\n  family = "api"\n  container_definitions = "[]"\n}\n',
      '[dir]/api/main.tf': 'locals { x = 1 }\n',
      'expressions.json': '["1 + 1"]',
    },
  },
  'docs/fix-hints.md': { code: ['.'] },
  'docs/formats.md': { code: ['infra'] },
  'docs/iam.md': { code: ['infra/api'], files: { 'production.tfvars': variables } },
  'docs/ignores.md': { code: ['infra/production'], world: notApplied() },
  'docs/init.md': { code: ['infra/api'] },
  'docs/oidc.md': { code: ['infra/api'], foreign: { gh: `printf 'owner_id = "1", repository_id = "2"\\n'` } },
  'docs/pull-requests.md': { code: ['infra/api'] },
  'docs/recipes/atlantis.md': { code: ['.'], environment: { BASE_BRANCH_NAME: 'main' } },
  'docs/recipes/gitlab.md': {
    code: ['infra/api'],
    environment: {
      CI_MERGE_REQUEST_DIFF_BASE_SHA: 'HEAD',
      AWS_TOKEN: 'token',
      AWS_WEB_IDENTITY_TOKEN_FILE: 'aws-token',
    },
    foreign: { npm: nothing },
  },
  'docs/recipes/jenkins.md': {
    code: ['infra/api'],
    world: notApplied(),
    environment: { CHANGE_TARGET: 'main' },
    // The pull request touches nothing: what drifts is listed.
    ends: { 'driftcheck infra/api --format text --format junit=drift.xml': drift },
  },
  'docs/recipes/plan.md': { code: ['.', 'infra/api'], foreign: { terraform }, environment: { RUNNER_TEMP: '.' } },
  'docs/recipes/pull-request.md': {
    code: ['infra/api'],
    world: notApplied(),
    change: { 'infra/api/main.tf': ['LOG_LEVEL           = "info"', 'LOG_LEVEL           = "debug"'] },
    ends: {
      'driftcheck infra/api --base origin/main': drift,
      'driftcheck infra/api --base origin/main --format markdown': drift,
    },
  },
  'docs/release.md': { foreign: { npm, npx: nothing, git: `[ "$1" != ls-remote ] && exec "${git}" "$@"; exit 0` } },
  'docs/state-and-plan.md': { code: ['infra'], foreign: { terraform }, files: { 'terraform.tfstate': stateFile } },
};

const root = join(import.meta.dirname, '../..');
/** The remedies of the catalogue: what a person does to AWS, with names to fill in. */
const remedies = 'docs/rules.md';
const withCommands = pagesOf(root).flatMap((page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const tried = triedIn(text);
  return page === remedies || tried.length === 0 ? [] : [{ page, text, tried }];
});

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

it('knows what the commands of each page need', () => {
  expect(Object.keys(pages).toSorted()).toEqual(withCommands.map(({ page }) => page).toSorted());
});

it('finds no command in a block that does not say that it has some', () => {
  const hidden = pagesOf(root).flatMap((page) =>
    fencesIn(readFileSync(join(root, page), 'utf8'))
      .filter(
        ({ language, text }) => language === '' && /^(?:\$ )?(?:driftcheck|node|npm|npx|terraform|git|gh) /m.test(text),
      )
      .map(({ line }) => `${page}:${line}`),
  );
  expect(hidden).toEqual([]);
});

describe.each(withCommands.filter(({ page }) => page in pages))('$page', ({ page, text, tried }) => {
  it('shows commands that work, and what they print', { timeout: 180_000 }, async () => {
    const { ends = {}, before, code = [], ...options } = pages[page] ?? {};
    workspace = await makeWorkspace({ code, world: inSync, ...options });
    await before?.(workspace);
    const shown = await tryAll(workspace, tried, ends);
    const lines = text.split('\n');
    // From the end, so that the lines before stay where they are.
    for (const { line, was, is } of shown.toReversed()) lines.splice(line - 1, was.split('\n').length - 1, ...is);
    const after = lines.join('\n');
    if (process.env['UPDATE'] === '1') writeFileSync(join(root, page), after);
    else expect(text).toBe(after);
    const commands = tried.flatMap((one) => (one.kind === 'command' ? [bare(one.text)] : []));
    expect(Object.keys(ends).filter((command) => !commands.includes(command))).toEqual([]);
  });
});

/** A command without the comment behind it. */
function bare(command: string): string {
  return command.replace(/ +# .*$/, '');
}

/** Runs the commands in order; the blocks of output with what they should be. */
async function tryAll(at: Workspace, tried: readonly Tried[], ends: Readonly<Record<string, number>>) {
  const shown: { readonly line: number; readonly was: string; readonly is: readonly string[] }[] = [];
  const show = (line: number, was: string, is: string) => {
    shown.push({ line, was, is: is.trimEnd().split('\n') });
  };
  let printed = '';
  for (const one of tried) {
    if (one.kind === 'command') {
      const { code, stdout, stderr } = await at.run(one.text);
      const expected = ends[bare(one.text)] ?? 0;
      expect(code, `${one.text}\n${stdout}${stderr}`).toBe(expected);
      printed = stdout;
    } else if (one.kind === 'printed') {
      show(one.line, one.text, printed);
    } else {
      const file = join(at.directory, one.file);
      expect(existsSync(file), `${one.file} was not written`).toBe(true);
      show(one.line, one.text, readFileSync(file, 'utf8'));
    }
  }
  return shown;
}
