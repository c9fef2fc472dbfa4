import { kinds as allKinds } from '../kinds/index.ts';
import type { Kind } from '../kinds/kind.ts';
import { type Course, unhindered } from '../model/course.ts';
import { joinCompared, ofTarget } from '../model/leaf.ts';
import type { ProgressStep } from '../model/progress.ts';
import type { Report } from '../model/report/report.ts';
import type { Severity } from '../model/report/severity.ts';
import { withFingerprintKey } from '../model/secret/fingerprint.ts';
import { hiddenSecrets, joinSecrets } from '../model/secret/known-secrets.ts';
import { type Redaction, withRedaction } from '../model/secret/redaction.ts';
import { withExpectations } from '../policy/expect/hold.ts';
import type { Policy } from '../policy/policy.ts';
import { assembleReport } from './assemble.ts';
import { accountsIn, loadVersions, withChange, withoutChange } from './change/run-change.ts';
import type { ChangeOptions, GraceOptions } from './change.ts';
import { comparePool } from './compare-pool.ts';
import { concealCompared, concealExpectations, concealHints } from './conceal.ts';
import type { Declaration } from './declaration.ts';
import { openTarget } from './evaluated-target.ts';
import type { AskWho } from './evidence/asked.ts';
import { withRemedies } from './evidence/remedies.ts';
import { withEvidence } from './evidence.ts';
import type { Examination, ExaminedTargets } from './examination.ts';
import { guardTargets } from './guard-targets.ts';
import { hintsOf } from './hints.ts';
import { judgeRun } from './judge-run.ts';
import { leftOut } from './left-out.ts';
import { type LoadedTargets, loadTargets, noneCouldBeRun } from './load-targets.ts';
import { joinShared } from './secret-parts.ts';
import { hidingProblems } from './secrets.ts';
import { withoutSourcePositions } from './source-positions.ts';
import type { TargetOptions } from './target.ts';
import { doubtUnmanaged } from './undeclared.ts';
import { unknownMemberGaps } from './unknown-members.ts';
import { openVersion, type ReadOptions, type ReadVersion, readVersions } from './versions.ts';

/** What a run is made of beside its targets. */
export interface RunOptions {
  /** The least severity of a drift that makes the exit code 2. Default `error`. */
  readonly failOn?: Severity;
  /** Makes single undetermined values count as incomplete (exit code 3). */
  readonly strict?: boolean;
  /** What the reviewed configuration says of differences. Without it all of them count. */
  readonly policy?: Policy;
  /** What the reviewed configuration says of secrets. Default: what is in force already. */
  readonly redaction?: Redaction;
  /** The targets of the configuration that are left out of the run; an empty name stands for any that it may have. */
  readonly notRun?: readonly string[];
  /** The change of the code that the run is about. Default: none, so that all that differs is drift. */
  readonly change?: ChangeOptions;
  /** How long what was committed may wait to be applied. Default: not at all. */
  readonly grace?: GraceOptions;
  /** Asks CloudTrail who made what differs. Default: nobody is asked. */
  readonly who?: AskWho;
  /** The time of the run, by which entries of the policy expire. Default: now. */
  readonly now?: Date;
  /**
   * The user's key for fingerprints: with it, secret values that differ are shown by theirs, and those that were
   * accepted are known by them.
   */
  readonly fingerprintKey?: string;
  /** Told what was compared and judged, before it is put into a report. */
  readonly onExamined?: (run: ExaminedTargets) => void;
  /** How it goes on beside signals and the end of its time. Default: nothing hinders it. */
  readonly course?: Course;
  /** Told what the run is busy with. */
  readonly onProgress?: (step: ProgressStep) => void;
  /** The kinds to compare. Default: all. */
  readonly kinds?: readonly Kind[];
  /** What opens the targets. Default: each is evaluated for this run alone. */
  readonly open?: typeof openTarget;
}

/** A run about one target. */
export interface CheckOptions extends TargetOptions, RunOptions {}

/** The resource types that are compared. */
export function comparedTypes(kinds: readonly Pick<Kind, 'terraformTypes'>[] = allKinds): ReadonlySet<string> {
  return new Set(kinds.flatMap((kind) => kind.terraformTypes));
}

/**
 * Compares what the Terraform code of `options.directory` declares with what AWS has.
 * @throws ProblemError when the run cannot be made or would compare nothing (exit code 1).
 */
export async function check(options: CheckOptions): Promise<Report> {
  return checkTargets([options], options);
}

/**
 * Compares what the code of several root modules declares with what AWS has, side by side: all that they declare of a
 * live thing is held against it together. A target that cannot be run is a gap, and does not keep the others.
 *
 * @param targets at least one
 * @throws ProblemError when none could be run (exit code 1): of several, `targets-failed` with the problem of each
 */
export async function checkTargets(targets: readonly TargetOptions[], options: RunOptions): Promise<Report> {
  const run = () =>
    withFingerprintKey(options.fingerprintKey, async () =>
      checkLoaded(await loadTargets(targets, comparedTypes(options.kinds), options.onProgress), options),
    );
  return options.redaction === undefined ? run() : withRedaction(options.redaction, run);
}

/**
 * Compares targets whose code was read.
 * @throws ProblemError as {@link checkTargets}
 */
export async function checkLoaded(loaded: LoadedTargets, options: RunOptions): Promise<Report> {
  const run = await guardTargets(await examineTargets(loaded, options), loaded);
  return hidingProblems(run.hidden, () => {
    if (run.examined.length === 0) throw noneCouldBeRun(run.failed);
    options.onExamined?.(run);
    return assembleReport(run, { failOn: options.failOn ?? 'error', strict: options.strict ?? false });
  });
}

/**
 * Examines one target.
 * @throws ProblemError when it could not be run
 */
export async function examine(declaration: Declaration, options: CheckOptions): Promise<Examination> {
  const run = await examineTargets({ loaded: [{ target: options, declaration }], failed: [] }, options);
  const [examination] = run.examined;
  if (examination === undefined) throw noneCouldBeRun(run.failed);
  return examination;
}

/**
 * Evaluates the code of targets, reads what they declare from AWS, learns from it until nothing new is learnt, and
 * compares; with a change the base of it side by side.
 */
export async function examineTargets(loaded: LoadedTargets, options: RunOptions): Promise<ExaminedTargets> {
  const { kinds = allKinds, open = openTarget, change, course = unhindered, onProgress } = options;
  const { trustIgnoreChanges = true } = options.policy ?? {};
  const reading: ReadOptions = { kinds, types: comparedTypes(kinds), open, trustIgnoreChanges, course, onProgress };
  const further = change === undefined ? [] : await loadVersions(change, reading);
  const opened = await Promise.all([loaded, ...further].map((version) => openVersion(version, reading)));
  const [head, ...before] = await readVersions(opened, reading);
  if (head === undefined) throw new RangeError('no version was read');
  return compareTargets(head, before, reading, options);
}

/**
 * Compares what all targets declare with what was read, and judges all of it together. Of a run that was ended, and
 * whose time is used up before all of it is judged, all that is declared is left out: a part of the differences without
 * what the policy says of them would be told wrongly.
 */
async function compareTargets(
  head: ReadVersion,
  before: readonly ReadVersion[],
  reading: ReadOptions,
  options: RunOptions,
): Promise<ExaminedTargets> {
  const { policy, now = new Date(), notRun = [], change, grace } = options;
  const { kinds, course } = reading;
  const { pools, failed } = head;
  const members = pools.flatMap((pool) => pool.members.map((member, index) => ({ ...member, pool, index })));
  const explained = joinCompared(await Promise.all(pools.map((pool) => comparePool(pool, kinds, policy, course))));
  await course.turn();
  const isLeftOut = course.isOver();
  const held = isLeftOut ? undefined : policy && (await withExpectations(explained, policy.expect, accountsIn(head)));
  const run = { pools, now, notRun: [...notRun, ...failed.map(({ target }) => target)] };
  const judged =
    policy === undefined || held === undefined
      ? { compared: isLeftOut ? joinCompared([]) : explained }
      : { ...(await judgeRun(held.compared, policy, run)), expectations: held.held };
  await course.turn();
  const unmanaged = doubtUnmanaged(judged.compared, failed);
  const changed =
    isLeftOut || change === undefined
      ? await withoutChange({ compared: unmanaged, version: head }, reading, { policy, grace, now })
      : await withChange({ compared: unmanaged, version: head }, before, change, reading, { policy, grace, now });
  await course.turn();
  const evidence = { pools, now, change: changed.data, who: options.who };
  const told = course.isOver() ? changed.compared : await withEvidence(changed.compared, evidence);
  await course.turn();
  const versions = [head, ...changed.versions];
  const secrets = joinSecrets(
    versions.flatMap((version) =>
      version.pools.flatMap((pool) => pool.members.map(({ target, root }) => target.secrets(root.stack))),
    ),
  );
  const hidden = hiddenSecrets(
    secrets,
    versions.flatMap((version) => version.pools.map(({ aws }) => aws)),
  );
  const everySecret = joinShared(versions.flatMap(({ secret }) => [...secret.values()]));
  await course.turn();
  const answered = course.isOver() ? told : withRemedies(told, { pools, hidden });
  const examined = members.map(({ target, root: { stack }, pool, index }): Examination => {
    const own = joinShared(versions.flatMap(({ secret }) => secret.get(target.name) ?? []));
    const shown = concealCompared(ofTarget(answered, target.name), own);
    return {
      target: target.name,
      source: target.aws.source,
      stack,
      place: target.place,
      compared: target.options.plan === undefined ? shown : withoutSourcePositions(shown),
      gaps: [
        // They are of no target: the first of those that the answers were for has them.
        ...(index === 0 ? unknownMemberGaps(pool.aws) : []),
        ...changed.gaps.flatMap((gaps) => gaps.get(target.name) ?? []),
        ...(isLeftOut ? leftOut(stack, reading.types) : []),
      ],
      types: [...reading.types].toSorted(),
      secretParts: own,
      secrets,
      hidden,
    };
  });
  return {
    examined,
    failed,
    hints: course.isOver() ? [] : concealHints(await hintsOf(accountsIn(head), changed.compared), everySecret),
    hidden,
    ...(changed.data === undefined ? {} : { change: changed.data }),
    ...(grace === undefined ? {} : { graceSeconds: grace.seconds }),
    ...(policy === undefined || !('warnings' in judged)
      ? {}
      : {
          policy: {
            source: policy.source,
            warnings: judged.warnings,
            expectations: concealExpectations(judged.expectations, everySecret),
          },
        }),
  };
}
