import { existsSync } from 'node:fs';
import { setSecret } from '@actions/core';
import { type CheckFlags, checkJudged, defaultGrace } from '../commands/check.ts';
import { failureOf } from '../commands/failure.ts';
import { InterruptedError, interruptible } from '../commands/interrupt.ts';
import { type RunPolicy, underPolicy } from '../commands/policy.ts';
import { type ChosenTarget, chooseTargets } from '../commands/targets.ts';
import { exitCode } from '../exit-code.ts';
import type { Report } from '../model/report/report.ts';
import { credentialsAdviceText, incompleteAllowedText, notCheckedText } from '../report/message/action.ts';
import { baseOfEvent } from './base.ts';
import { isGuarded, requireOwnCheckouts } from './checkout.ts';
import { lacksCredentials } from './credentials.ts';
import { isOfDefaultBranch, isWithoutSecrets, readEvent } from './event.ts';
import { openGitHub, type Publication } from './github.ts';
import { type ActionInputs, readInputs, tokenInput } from './inputs.ts';
import { annotate, tellFailure } from './log.ts';
import { giveOutputs, giveSummary, noReport } from './outputs.ts';
import { publish, publishFailure } from './publish.ts';

/**
 * Runs the check as a step of a job: inputs from the runner, the result to the log, to outputs, to files and to GitHub.
 *
 * @returns the exit code of the process: 0 when the step succeeds
 */
export async function runAction(): Promise<number> {
  const token = tokenInput();
  if (token !== '') setSecret(token);
  const workspace = process.env['GITHUB_WORKSPACE'];
  // Paths of inputs and places of findings are from there, wherever the runner starts the process.
  if (workspace && existsSync(workspace)) process.chdir(workspace);
  let publication: Publication | undefined;
  try {
    const inputs = readInputs();
    // What the run computes and reads has no part in it.
    delete process.env['INPUT_TOKEN'];
    const environment = process.env;
    publication = { inputs, environment, event: readEvent(environment), github: openGitHub(inputs.token, environment) };
    return await checked(publication);
  } catch (error) {
    return withoutReport(error, publication);
  }
}

async function checked(publication: Publication): Promise<number> {
  const { inputs, event, environment, github } = publication;
  const { tipOf } = github;
  const requireOwn = (directories: readonly string[]) =>
    requireOwnCheckouts(event, { directories, workspace: process.cwd(), environment, tipOf });
  const { directory = '.', config, varFiles, state, plan } = inputs;
  const base = await unlessInterrupted(async (signal) => {
    await requireOwn([directory, config, ...varFiles, state, plan].filter((path) => path !== undefined));
    if (inputs.base !== undefined || isGuarded(event)) return inputs.base;
    return baseOfEvent(event, { directory, environment, tipOf, signal });
  });
  const flags: CheckFlags = {
    ...flagsOf({ ...inputs, ...(base === undefined ? {} : { base }) }),
    reviewed: isOfDefaultBranch(event),
  };
  return underPolicy(directory, flags, async (run) => {
    await unlessInterrupted(() => requireOwn(chooseTargets(inputs.directory, flags, run.config).flatMap(pathsOf)));
    const report = await judged(inputs, flags, run);
    await publish(publication, report);
    return stepCode(report, inputs);
  });
}

/**
 * Asks git or GitHub before anything is checked.
 * @throws InterruptedError
 */
async function unlessInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { value, interrupted } = await interruptible(({ signal, during }) => during(() => work(signal)));
  if (interrupted !== undefined) throw new InterruptedError(interrupted);
  return value;
}

/** Where the code of a target lies, and what is given for it. */
function pathsOf({ directory, inputs, state, plan }: ChosenTarget): readonly string[] {
  const files = inputs.flatMap(({ kind, value }) => (kind === 'var-file' ? [value] : []));
  return [directory, ...files, state, plan].filter((path) => path !== undefined);
}

/** What the command line would be given, as data: no input is ever a word of one. */
function flagsOf(inputs: ActionInputs): CheckFlags {
  const { varFiles, strict, config, workspace, region, state, plan, base, failOn, timeout, maxCalls } = inputs;
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
    ...(timeout === undefined ? {} : { timeout }),
    ...(maxCalls === undefined ? {} : { maxCalls }),
  };
}

function judged(inputs: ActionInputs, flags: CheckFlags, run: RunPolicy): Promise<Report> {
  const failOn = inputs.failOn ?? run.config?.failOn;
  return checkJudged(inputs.directory, flags, run, {
    strict: inputs.strict,
    grace: defaultGrace,
    allowedAccounts: inputs.allowedAccounts,
    ...(failOn === undefined ? {} : { failOn }),
    ...(inputs.who === 'false' ? {} : { who: inputs.who === 'true' ? 'asked' : 'if-permitted' }),
  });
}

function stepCode(report: Report, { onIncomplete }: ActionInputs): number {
  const code = report.summary.exitCode;
  if (code !== exitCode.incomplete || onIncomplete === 'fail') return code;
  annotate('warning', incompleteAllowedText);
  return exitCode.inSync;
}

/** Says why there is no report, and whether that is as it should be. */
async function withoutReport(error: unknown, publication: Publication | undefined): Promise<number> {
  const failure = failureOf(error);
  const { problem } = failure;
  const isWithout = publication !== undefined && isWithoutSecrets(publication.event);
  if (problem !== undefined && isWithout && lacksCredentials(problem, process.env)) {
    annotate('notice', notCheckedText);
    await giveSummary(notCheckedText);
    giveOutputs({ verdict: 'not-checked', ...noReport, 'exit-code': exitCode.inSync });
    return exitCode.inSync;
  }
  tellFailure(failure, problem !== undefined && lacksCredentials(problem, process.env) ? [credentialsAdviceText] : []);
  giveOutputs({ verdict: 'error', ...noReport, 'exit-code': failure.exitCode });
  if (publication !== undefined && failure.kind !== 'interrupted') await publishFailure(publication, failure);
  return failure.exitCode;
}
