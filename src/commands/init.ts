import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { comparedTypes } from '../check/check.ts';
import { leastPolicy } from '../check/rehearsal/least-policy.ts';
import { type Rehearsal, rehearse } from '../check/rehearsal/rehearse.ts';
import { configDirectories, configNames } from '../config/load/find.ts';
import { exitCode } from '../exit-code.ts';
import { configText, type LeftOut, type WrittenTarget } from '../init/config-text.ts';
import { createFiles, type NewFile } from '../init/create-files.ts';
import { type ProposedTarget, proposeTargets } from '../init/propose.ts';
import { releaseOf } from '../init/uses.ts';
import { workflowText } from '../init/workflow-text.ts';
import { ProblemError } from '../model/problem.ts';
import { initText } from '../report/message/init.ts';
import { isInside, realPath, repositoryTop } from '../terraform/load/boundary.ts';
import { codeFiles, currentDirectory, rootsBelow, toSlashes } from '../terraform/load/load.ts';
import { packageFolder } from './package-folder.ts';
import { print } from './print.ts';

/** The name of the policy that `driftcheck init` writes. */
export const policyName = 'driftcheck-iam-policy.json';

/** The workflow for GitHub Actions that `driftcheck init` writes, from the top of the repository. */
export const workflowPath = '.github/workflows/driftcheck.yml';

/** Files of CI systems whose jobs are no workflows of GitHub. `docs/recipes/` has a page for them. */
const otherCi = [
  '.gitlab-ci.yml',
  'Jenkinsfile',
  'azure-pipelines.yml',
  'bitbucket-pipelines.yml',
  '.circleci/config.yml',
];

/** Where editors find the JSON Schema of a `driftcheck.yaml`: in the installed package. */
export const schemaLocation = 'node_modules/driftcheck/docs/config.schema.json';

/** A target that was proposed, with what a run of it would ask. */
interface RehearsedTarget {
  readonly target: ProposedTarget;
  readonly rehearsal?: Rehearsal;
}

/**
 * `driftcheck init [dir]`: writes a `driftcheck.yaml` for what the directory declares, the least IAM policy for it and,
 * in a repository, a workflow for GitHub Actions. All are written or none, and nothing is written over.
 *
 * @throws ProblemError
 */
export async function runInit(directory: string): Promise<number> {
  const cwd = process.cwd();
  const top = repositoryTop(directory) ?? realPath(directory);
  const paths = { config: join(top, configNames[0]), policy: join(top, policyName) };
  const existing = configDirectories(directory, cwd).flatMap((at) => configNames.map((name) => join(at, name)));
  const types = comparedTypes();
  const root = toSlashes(directory) || '.';
  const files = codeFiles({ directory, environment: {} });
  if (files.list(root) === undefined) throw new ProblemError({ code: 'directory-missing', directory });
  const { targets, isCut } = proposeTargets(files, root, types, currentDirectory());
  if (targets.length === 0) {
    throw new ProblemError({ code: 'no-terraform-files', directory, ...rootsBelow(root, types, files) });
  }
  const looked: RehearsedTarget[] = [];
  for (const target of targets) looked.push({ target, ...(await lookAt(target)) });
  const written = looked.flatMap(({ target, rehearsal }) =>
    rehearsal === undefined || rehearsal.isEmpty ? [] : [{ target, rehearsal }],
  );
  if (written.length === 0) {
    throw new ProblemError({ code: 'nothing-declared', directory, types: [...types].toSorted() });
  }
  const fromFile = (path: string) => toSlashes(relative(top, realPath(path))) || '.';
  const entries = written.map(
    ({ target, rehearsal }): WrittenTarget => ({
      form: {
        name: target.name,
        directory: fromFile(target.directory),
        ...(target.variableFiles.length === 0 ? {} : { 'var-files': target.variableFiles.map(fromFile) }),
      },
      regions: rehearsal.regions,
      accounts: rehearsal.accounts.filter((account) => !rehearsal.hides(account)),
      unset: rehearsal.unset,
    }),
  );
  const leftOut = leftOutOf(looked, fromFile);
  const { policy, exactness } = leastPolicy(written.map(({ rehearsal }) => rehearsal));
  const shown = (path: string) => toSlashes(relative(cwd, path));
  const workflow = workflowOf(
    top,
    written.map(({ rehearsal }) => rehearsal),
  );
  createFiles(
    [
      ...(workflow.file === undefined ? [] : [{ ...workflow.file, shown: shown(workflow.file.path) }]),
      { path: paths.policy, shown: shown(paths.policy), text: `${JSON.stringify(policy, null, 2)}\n` },
      { path: paths.config, shown: shown(paths.config), text: configText(entries, leftOut, schemaLocation) },
    ],
    existing.map((path) => ({ path, shown: shown(path) })),
  );
  const below = shown(dirname(paths.config));
  print(
    process.stdout,
    initText({
      config: shown(paths.config),
      policy: shown(paths.policy),
      workflow: { path: shown(join(top, workflowPath)), status: workflow.status },
      targets: entries.map(({ form: { name = '', directory: of }, unset }) => ({ name, directory: of, unset })),
      leftOut,
      isCut,
      isShortened: exactness !== 'each',
      command: below === '' || isAbove(below) ? 'driftcheck' : `driftcheck ${below}`,
    }),
  );
  return exitCode.inSync;
}

/**
 * The workflow that is to be written, or why none is: the repository has one of that name, its CI is not GitHub's, or
 * it is no repository.
 *
 * @throws ProblemError `outside` where links would lead it out of the repository
 */
function workflowOf(
  top: string,
  rehearsals: readonly Rehearsal[],
): { readonly status: 'written' | 'there' | 'other-ci' | 'no-repository'; readonly file?: Omit<NewFile, 'shown'> } {
  if (repositoryTop(top) === undefined) return { status: 'no-repository' };
  const path = join(top, workflowPath);
  if (existsSync(path) || existsSync(path.replace(/yml$/, 'yaml'))) return { status: 'there' };
  if (!existsSync(join(top, '.github')) && otherCi.some((name) => existsSync(join(top, name)))) {
    return { status: 'other-ci' };
  }
  const real = realPath(path);
  if (!isInside(real, realPath(top))) throw new ProblemError({ code: 'outside', file: workflowPath, path: real });
  const told = (values: (rehearsal: Rehearsal) => readonly string[], form: RegExp): readonly string[] =>
    [
      ...new Set(rehearsals.flatMap((one) => values(one).filter((value) => form.test(value) && !one.hides(value)))),
    ].sort();
  const regions = told(({ regions: own }) => own, /^[a-z]{2}(?:-[a-z]+)+-\d$/);
  const accounts = told(({ accounts: own }) => own, /^\d{12}$/);
  const isAllKnown = rehearsals.every(({ accounts: own }) => own.length > 0);
  const text = workflowText({
    region: regions[0] ?? 'us-east-1',
    accounts: isAllKnown ? accounts : [],
    release: releaseOf(JSON.parse(readFileSync(join(packageFolder(), 'docs/release.json'), 'utf8'))),
  });
  return { status: 'written', file: { path, text } };
}

/** Whether a path leads up only: a file there is found from here. */
function isAbove(path: string): boolean {
  return posix
    .normalize(path)
    .split('/')
    .every((part) => part === '..');
}

/** Without a rehearsal: its code could not be read. */
async function lookAt({ directory, variableFiles }: ProposedTarget): Promise<Pick<RehearsedTarget, 'rehearsal'>> {
  try {
    const variables = variableFiles.map((value) => ({ kind: 'var-file' as const, value }));
    return { rehearsal: await rehearse({ directory, variables, environment: {} }) };
  } catch (error) {
    if (error instanceof ProblemError) return {};
    throw error;
  }
}

function leftOutOf(looked: readonly RehearsedTarget[], fromFile: (path: string) => string): readonly LeftOut[] {
  const all = looked.flatMap(({ target, rehearsal }): LeftOut[] => {
    if (rehearsal?.isEmpty === false) return [];
    return [{ directory: fromFile(target.directory), why: rehearsal === undefined ? 'invalid' : 'empty' }];
  });
  return all.filter((one, index) => all.findIndex(({ directory }) => directory === one.directory) === index);
}
