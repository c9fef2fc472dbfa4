import { dirname, join, posix, relative } from 'node:path';
import { comparedTypes } from '../check/check.ts';
import { leastPolicy } from '../check/rehearsal/least-policy.ts';
import { type Rehearsal, rehearse } from '../check/rehearsal/rehearse.ts';
import { configDirectories, configNames } from '../config/load/find.ts';
import { exitCode } from '../exit-code.ts';
import { configText, type LeftOut, type WrittenTarget } from '../init/config-text.ts';
import { createFiles } from '../init/create-files.ts';
import { type ProposedTarget, proposeTargets } from '../init/propose.ts';
import { ProblemError } from '../model/problem.ts';
import { initText } from '../report/message/init.ts';
import { realPath, repositoryTop } from '../terraform/load/boundary.ts';
import { codeFiles, currentDirectory, rootsBelow, toSlashes } from '../terraform/load/load.ts';
import { print } from './print.ts';

/** The name of the policy that `driftcheck init` writes. */
export const policyName = 'driftcheck-iam-policy.json';

/** Where editors find the JSON Schema of a `driftcheck.yaml`: in the installed package. */
export const schemaLocation = 'node_modules/driftcheck/docs/config.schema.json';

/** A target that was proposed, with what a run of it would ask. */
interface RehearsedTarget {
  readonly target: ProposedTarget;
  readonly rehearsal?: Rehearsal;
}

/**
 * `driftcheck init [dir]`: writes a `driftcheck.yaml` for what the directory declares, and the least IAM policy for it.
 * Both are written or none, and nothing is written over.
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
  createFiles(
    [
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
      targets: entries.map(({ form: { name = '', directory: of }, unset }) => ({ name, directory: of, unset })),
      leftOut,
      isCut,
      isShortened: exactness !== 'each',
      command: below === '' || isAbove(below) ? 'driftcheck' : `driftcheck ${below}`,
    }),
  );
  return exitCode.inSync;
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
