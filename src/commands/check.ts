import type { AwsReader } from '../aws/reader.ts';
import { createAwsReader, type LiveReader } from '../aws/reader.ts';
import { replaySnapshot } from '../aws/snapshot/snapshot.ts';
import { createTraffic } from '../aws/traffic.ts';
import { lineAges, lineHistory } from '../check/ages.ts';
import { withCommits } from '../check/blame.ts';
import type { ChangeOptions, GraceOptions } from '../check/change.ts';
import { checkTargets, type RunOptions } from '../check/check.ts';
import type { GivenFile } from '../check/declaration.ts';
import { interruptedReport } from '../check/interrupted-report.ts';
import type { TargetOptions } from '../check/target.ts';
import { exitCode } from '../exit-code.ts';
import { ProblemError } from '../model/problem.ts';
import type { Report } from '../model/report/report.ts';
import type { Severity } from '../model/report/severity.ts';
import { realPath } from '../terraform/load/boundary.ts';
import type { VariableInput } from '../terraform/load/variables.ts';
import { requireAccounts } from './accounts.ts';
import type { ChangeFlags, withChange } from './change.ts';
import { fingerprintKey, keyOfRun } from './fingerprint-key.ts';
import { filesOf } from './formats.ts';
import { inputPieces } from './input.ts';
import { codeOfSignal, type Interruption, interruptible } from './interrupt.ts';
import { parseOutputs, runCheckout, writeOutputs } from './outputs.ts';
import { type PolicyFlags, type RunPolicy, underPolicy } from './policy.ts';
import { createProgress } from './progress.ts';
import { type ChosenTarget, chooseTargets, notChosen, type TargetFlags, targetReaders } from './targets.ts';
import { prepareOutputs } from './write-file.ts';

/** The flags of `driftcheck check`, as commander gives them. */
export interface CheckFlags extends PolicyFlags, ChangeFlags, TargetFlags {
  quiet?: boolean;
  format: string[];
  failOn?: Severity;
  strict?: boolean;
  who?: boolean;
  showSetAside?: boolean;
  fixHints?: boolean;
  color: boolean;
}

/** What `check`, `snapshot` and `demo` share: how to read the code. */
export function loadOptions(
  directory: string,
  flags: Pick<TargetFlags, 'allowOutside' | 'workspace' | 'state' | 'plan' | 'remoteState' | 'live'> & {
    readonly inputs: readonly VariableInput[];
  },
) {
  const { state, plan } = flags;
  if ([state, plan, flags.live].filter((file) => file === '-').length > 1) {
    throw new ProblemError({ code: 'usage', message: 'only one of --state, --plan and --live can be standard input' });
  }
  return {
    directory,
    variables: flags.inputs,
    allowOutside: flags.allowOutside ?? [],
    environment: process.env,
    ...(flags.workspace === undefined ? {} : { workspace: flags.workspace }),
    ...(state === undefined ? {} : { state: givenFile(state) }),
    ...(plan === undefined ? {} : { plan: givenFile(plan) }),
    remoteStates: remoteStates(flags.remoteState ?? []),
  };
}

/**
 * Reads `--remote-state name=file` flags.
 * @throws ProblemError `usage` for a flag without a name or a file
 */
function remoteStates(flags: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    flags.map((flag): [string, string] => {
      const split = flag.indexOf('=');
      if (split < 1 || split === flag.length - 1) {
        throw new ProblemError({
          code: 'usage',
          message:
            "--remote-state takes the data source's name and a state file, as in --remote-state network=network.tfstate",
        });
      }
      return [flag.slice(0, split), flag.slice(split + 1)];
    }),
  );
}

/** A file that is read when its text is asked for, so that nobody holds on to the text of a large one. */
function givenFile(file: string): GivenFile {
  return {
    file,
    get text() {
      return inputPieces(file);
    },
  };
}

/** The AWS side as the flags name it. */
export function awsReader(
  flags: Pick<CheckFlags, 'live' | 'region' | 'profile' | 'maxCalls'>,
  interruption: Interruption,
): AwsReader {
  return flags.live === undefined
    ? liveReader(flags, interruption)
    : replaySnapshot(inputPieces(flags.live), flags.live, fingerprintKey());
}

/** The profile that the flags or the environment name. Of a snapshot the environment says nothing. */
export function runProfile({ live, profile }: Pick<CheckFlags, 'live' | 'profile'>): { readonly profile?: string } {
  const named = profile ?? (live === undefined ? process.env['AWS_PROFILE'] : undefined);
  return named === undefined || named === '' ? {} : { profile: named };
}

/** What is examined of a target. */
export function targetOptions(target: ChosenTarget, flags: TargetFlags, aws: AwsReader): TargetOptions {
  return { ...targetCode(target, flags), aws };
}

/** The same without AWS. */
export function targetCode(target: ChosenTarget, flags: TargetFlags): Omit<TargetOptions, 'aws'> {
  const { name, directory, role, ...own } = target;
  const { allowOutside, remoteState, live } = flags;
  return {
    ...loadOptions(directory, {
      ...own,
      ...(allowOutside === undefined ? {} : { allowOutside }),
      ...(remoteState === undefined ? {} : { remoteState }),
      ...(live === undefined ? {} : { live }),
    }),
    ...(name === undefined ? {} : { name }),
    // The credentials of a role are none of a profile.
    ...(role === undefined ? runProfile({ ...own, ...(live === undefined ? {} : { live }) }) : {}),
  };
}

/** A reader of the API. */
function liveReader(
  flags: Pick<CheckFlags, 'region' | 'profile' | 'maxCalls'>,
  { signal, attend }: Interruption,
): LiveReader {
  const reader = createAwsReader({
    signal,
    isRecorded: false,
    traffic: createTraffic({ maxCalls: flags.maxCalls }),
    ...(flags.region === undefined ? {} : { region: flags.region }),
    ...(flags.profile === undefined ? {} : { profile: flags.profile }),
  });
  return attend(reader);
}

/**
 * `driftcheck [dir]`: compares and reports. Without a directory it is about the targets of `driftcheck.yaml`, or else
 * about the working directory.
 * @returns the exit code.
 * @throws ProblemError, InterruptedError
 */
export function runCheck(directory: string | undefined, flags: CheckFlags): Promise<number> {
  return underPolicy(directory ?? '.', flags, (run) => runJudged(directory, flags, run));
}

async function runJudged(directory: string | undefined, flags: CheckFlags, run: RunPolicy): Promise<number> {
  const outputs = parseOutputs(flags.format);
  prepareOutputs(filesOf(outputs));
  const failOn = flags.failOn ?? run.config?.failOn;
  const report = await checkJudged(directory, flags, run, {
    ...(failOn === undefined ? {} : { failOn }),
    strict: flags.strict ?? false,
    ...(flags.who === true ? { who: 'asked' } : {}),
  });
  const silent = flags.quiet === true && report.summary.exitCode === exitCode.inSync && report.findings.length === 0;
  const written = silent ? outputs.filter((output) => output.file !== undefined) : outputs;
  writeOutputs(report, written, flags.color, {
    ...runCheckout(report),
    setAside: flags.showSetAside ?? false,
    fixHints: flags.fixHints ?? false,
  });
  return report.summary.exitCode;
}

/** What a run is told besides flags. */
interface JudgedOptions {
  /** The accounts that may be read; none: any. */
  readonly allowedAccounts?: readonly string[];
  /** How long merged code may wait to be applied where the configuration does not say it. Seconds. */
  readonly grace?: number;
}

/** How long merged code may wait to be applied in a run about a change, and in the Action. Seconds. */
export const defaultGrace = 30 * 60;

/**
 * Checks what the flags and the configuration name. The report of a run that a signal ended says so.
 * @throws ProblemError, InterruptedError
 */
export async function checkJudged(
  directory: string | undefined,
  flags: PolicyFlags & ChangeFlags & TargetFlags & Pick<CheckFlags, 'quiet'>,
  { config, policy }: RunPolicy,
  options: Pick<RunOptions, 'failOn' | 'strict' | 'who' | 'now' | 'onExamined'> & JudgedOptions,
): Promise<Report> {
  const targets = chooseTargets(directory, flags, config);
  const work = async (interruption: Interruption): Promise<Report> => {
    const progress = createProgress(process.stderr, flags.quiet !== true);
    try {
      const readerOf = targetReaders(flags, interruption);
      const looked = targets.map((target) => targetOptions(target, flags, readerOf(target)));
      const { allowedAccounts = [], grace = flags.base === undefined ? 0 : defaultGrace, ...runOptions } = options;
      if (allowedAccounts.length > 0) {
        await requireAccounts(
          looked.map(({ aws }) => aws),
          allowedAccounts,
        );
      }
      const { signal, during, course } = interruption;
      const allowed = (flags.allowOutside ?? []).map(realPath);
      const history = lineHistory({ environment: process.env, allowed, signal });
      const seconds = config?.applyGrace ?? grace;
      const now = looked[0]?.aws.recordedAt ?? options.now ?? new Date();
      const ofRun = { scope: config?.prScope ?? 'touched', signal, grace: { seconds, now } };
      const report = await ofHistory(flags, looked, ofRun, ({ settled, ...run }) =>
        checkTargets(run.targets, {
          ...runOptions,
          ...keyOfRun(),
          ...(policy === undefined ? {} : { policy, notRun: notChosen(targets, config) }),
          ...(run.change === undefined ? {} : { change: run.change }),
          ...(seconds === 0
            ? {}
            : { grace: { seconds, now, ages: lineAges(history, now), ...(settled === undefined ? {} : { settled }) } }),
          onProgress: progress.show,
          course,
        }),
      );
      return course.isEnded() ? report : await during(() => withCommits(report, history));
    } finally {
      progress.clear();
    }
  };
  const { value, interrupted } = await interruptible(work, flags);
  return interrupted === undefined ? value : interruptedReport(value, interrupted, codeOfSignal(interrupted.by));
}

/** A run with what of its history it needs. */
interface OfHistory {
  readonly targets: readonly TargetOptions[];
  readonly change?: ChangeOptions;
  readonly settled?: NonNullable<GraceOptions['settled']>;
}

/** Does a run about the change that the flags name, where they name one, or about what came within the grace. */
async function ofHistory(
  flags: ChangeFlags,
  targets: readonly TargetOptions[],
  options: Required<Parameters<typeof withChange>[2]>,
  work: (run: OfHistory) => Promise<Report>,
): Promise<Report> {
  const { base, applied } = flags;
  const isOfChange = base !== undefined || applied !== undefined;
  if (!isOfChange && options.grace.seconds === 0) return work({ targets });
  if (!isOfChange) {
    const { withHistory } = await import('./settled.ts');
    return withHistory(targets, flags.allowOutside ?? [], options, work);
  }
  const { requireBase, withChange } = await import('./change.ts');
  return withChange({ ...flags, base: requireBase(flags) }, targets, options, work);
}
