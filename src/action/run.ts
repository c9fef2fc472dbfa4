import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setSecret } from '@actions/core';
import { type CheckFlags, checkJudged } from '../commands/check.ts';
import { failureOf } from '../commands/failure.ts';
import { writeFile } from '../commands/outputs.ts';
import { type RunPolicy, underPolicy } from '../commands/policy.ts';
import { type ChosenTarget, chooseTargets } from '../commands/targets.ts';
import { exitCode } from '../exit-code.ts';
import type { Report } from '../model/report/report.ts';
import { reporters } from '../report/index.ts';
import { incompleteAllowedText, notCheckedText } from '../report/message/action.ts';
import { requireOwnCheckouts } from './checkout.ts';
import { lacksCredentials } from './credentials.ts';
import { type ActionEvent, isWithoutSecrets, readEvent } from './event.ts';
import { type ActionInputs, readInputs, tokenInput } from './inputs.ts';
import { annotate, say, tellFailure } from './log.ts';
import { type ActionOutputs, filesDirectory, giveOutputs, noReport } from './outputs.ts';

/**
 * Runs the check as a step of a job: inputs from the runner, the result to the log, to outputs and to files.
 *
 * @returns the exit code of the process: 0 when the step succeeds
 */
export async function runAction(): Promise<number> {
  const token = tokenInput();
  if (token !== '') setSecret(token);
  // What the run computes and reads has no part in it.
  delete process.env['INPUT_TOKEN'];
  const workspace = process.env['GITHUB_WORKSPACE'];
  // Paths of inputs and places of findings are from there, wherever the runner starts the process.
  if (workspace && existsSync(workspace)) process.chdir(workspace);
  let event: ActionEvent | undefined;
  try {
    const inputs = readInputs();
    event = readEvent(process.env);
    return await checked(inputs, event);
  } catch (error) {
    return withoutReport(error, event);
  }
}

async function checked(inputs: ActionInputs, event: ActionEvent): Promise<number> {
  const requireOwn = (directories: readonly string[]) =>
    requireOwnCheckouts(event, {
      directories,
      workspace: process.cwd(),
      environment: process.env,
      tips: async () => [],
    });
  const { directory, config, varFiles, state, plan } = inputs;
  const named = [directory, config, ...varFiles, state, plan].filter((path) => path !== undefined);
  await requireOwn(named);
  const flags = flagsOf(inputs);
  return underPolicy(directory ?? '.', flags, async (run) => {
    await requireOwn(chooseTargets(directory, flags, run.config).flatMap(pathsOf));
    return judged(inputs, flags, run);
  });
}

/** Where the code of a target lies, and what is given for it. */
function pathsOf({ directory, inputs, state, plan }: ChosenTarget): readonly string[] {
  const files = inputs.flatMap(({ kind, value }) => (kind === 'var-file' ? [value] : []));
  return [directory, ...files, state, plan].filter((path) => path !== undefined);
}

/** What the command line would be given, as data: no input is ever a word of one. */
function flagsOf({ varFiles, strict, config, workspace, region, state, plan, base, failOn }: ActionInputs): CheckFlags {
  return {
    inputs: varFiles.map((value) => ({ kind: 'var-file', value })),
    format: [],
    color: false,
    quiet: true,
    strict,
    ...(config === undefined ? {} : { config }),
    ...(workspace === undefined ? {} : { workspace }),
    ...(region === undefined ? {} : { region }),
    ...(state === undefined ? {} : { state }),
    ...(plan === undefined ? {} : { plan }),
    ...(base === undefined ? {} : { base }),
    ...(failOn === undefined ? {} : { failOn }),
  };
}

async function judged(inputs: ActionInputs, flags: CheckFlags, run: RunPolicy): Promise<number> {
  const failOn = inputs.failOn ?? run.config?.failOn;
  const report = await checkJudged(inputs.directory, flags, run, {
    strict: inputs.strict,
    allowedAccounts: inputs.allowedAccounts,
    ...(failOn === undefined ? {} : { failOn }),
  });
  say(reporters.text(report, { width: 120, color: false }));
  const directory = filesDirectory();
  const files = { report: join(directory, 'report.json'), sarif: '' };
  writeFile(files.report, reporters.json(report, { width: 80, color: false }));
  giveOutputs(outputsOf(report, files));
  const code = report.summary.exitCode;
  if (code !== exitCode.incomplete || inputs.onIncomplete === 'fail') return code;
  annotate('warning', incompleteAllowedText);
  return exitCode.inSync;
}

function outputsOf(report: Report, files: Pick<ActionOutputs, 'report' | 'sarif'>): ActionOutputs {
  const { outcome, exitCode: code, findings, gaps } = report.summary;
  return {
    verdict: outcome === 'drift' ? 'drift' : code === exitCode.incomplete ? 'incomplete' : 'in-sync',
    errors: findings.error,
    warnings: findings.warning,
    gaps,
    ...files,
    'exit-code': code,
  };
}

/** Says why there is no report, and whether that is as it should be. */
function withoutReport(error: unknown, event: ActionEvent | undefined): number {
  const failure = failureOf(error);
  const { problem } = failure;
  if (problem !== undefined && event !== undefined && isWithoutSecrets(event)) {
    if (lacksCredentials(problem, process.env)) {
      annotate('notice', notCheckedText);
      giveOutputs({ verdict: 'not-checked', ...noReport, 'exit-code': exitCode.inSync });
      return exitCode.inSync;
    }
  }
  tellFailure(failure);
  giveOutputs({ verdict: 'error', ...noReport, 'exit-code': failure.exitCode });
  return failure.exitCode;
}
