import type { AwsReader } from '../aws/reader.ts';
import { kinds as allKinds, steps as familySteps } from '../kinds/index.ts';
import type { Kind, Root } from '../kinds/kind.ts';
import { onceOf } from '../kinds/once.ts';
import { nobodysOwn, type OwnerOf } from '../kinds/owner-of.ts';
import { type Compared, joinCompared, ofTarget } from '../model/leaf.ts';
import type { ProgressStep } from '../model/progress.ts';
import type { Report } from '../model/report/report.ts';
import type { Severity } from '../model/report/severity.ts';
import { defaultTarget } from '../model/report/target.ts';
import { withFingerprintKey } from '../model/secret/fingerprint.ts';
import { hiddenSecrets, joinSecrets } from '../model/secret/known-secrets.ts';
import { type Redaction, withRedaction } from '../model/secret/redaction.ts';
import type { Stack } from '../model/stack.ts';
import { withExpectations } from '../policy/expect/hold.ts';
import { ownerOfPolicy, readOwners, withOwners } from '../policy/owners.ts';
import type { Policy } from '../policy/policy.ts';
import { assembleReport } from './assemble.ts';
import { type StateEvidence, withCauses } from './cause.ts';
import type { ChangeOptions, GraceOptions } from './change.ts';
import { concealCompared } from './conceal.ts';
import type { Declaration } from './declaration.ts';
import { openTarget } from './evaluated-target.ts';
import type { Examination, ExaminedTargets } from './examination.ts';
import { guardTargets } from './guard-targets.ts';
import { judgeRun } from './judge-run.ts';
import { Failures, type LoadedTargets, loadTargets, noneCouldBeRun } from './load-targets.ts';
import { evaluatePools, poolsOf, type ReadPool, readPool } from './pools.ts';
import { noSecretParts, type SecretParts, secretParts, shareSecretParts } from './secret-parts.ts';
import { hidingProblems } from './secrets.ts';
import { withoutSourcePositions } from './source-positions.ts';
import type { TargetOptions } from './target.ts';
import { doubtUnmanaged } from './undeclared.ts';
import { withToldGroups } from './undeclared-groups.ts';
import { withUnknownArguments } from './unknown-arguments.ts';
import { unknownMemberGaps } from './unknown-members.ts';

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
  /** The time of the run, by which entries of the policy expire. Default: now. */
  readonly now?: Date;
  /**
   * The user's key for fingerprints: with it, secret values that differ are shown by theirs, and those that were
   * accepted are known by them.
   */
  readonly fingerprintKey?: string;
  /** Told what was compared and judged, before it is put into a report. */
  readonly onExamined?: (run: ExaminedTargets) => void;
  /** Told what the run is busy with. */
  readonly onProgress?: (step: ProgressStep) => void;
  /** The kinds to compare. Default: all. */
  readonly kinds?: readonly Kind[];
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
 * Learning from one reference to the next ends after a few rounds; a longer chain than this does not occur in real
 * code.
 */
const maxRounds = 8;

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
 * Evaluates the code of targets, reads what they declare from AWS, and does both again with what was learnt (ids, ARNs,
 * the account) until nothing new is learnt of any; then compares. The readers keep what they have read, so a further
 * round costs no further calls for that.
 */
export async function examineTargets({ loaded, failed }: LoadedTargets, options: RunOptions): Promise<ExaminedTargets> {
  const kinds = options.kinds ?? allKinds;
  const types = comparedTypes(kinds);
  const failures = new Failures(failed);
  const { trustIgnoreChanges = true } = options.policy ?? {};
  const opened = await Promise.all(
    loaded.map(async ({ target, declaration }) => {
      const name = target.name ?? defaultTarget;
      return failures.unless(target, () => openTarget(name, declaration, target, { types, trustIgnoreChanges }));
    }),
  );
  let pools = poolsOf(opened.flatMap((target) => target ?? []));
  const partsOf = onceOf(secretParts);
  for (let round = 1; ; round++) {
    const evaluated = await evaluatePools(pools, failures);
    pools = evaluated.map(({ members, aws }) => ({ targets: members.map(({ target }) => target), aws }));
    const roots = evaluated.flatMap(({ members }) => members.map(({ root }) => root));
    const resources = roots.flatMap(({ stack }) => stack.resources.filter(({ type }) => types.has(type))).length;
    options.onProgress?.({ step: 'read', resources, round });
    const secret = shareSecretParts(new Map(roots.map(({ target, stack }) => [target, partsOf(stack)])));
    const read = await Promise.all(evaluated.map((pool) => readPool(pool, kinds, secret)));
    const learnt = read.flatMap(({ members, kinds: told }) =>
      members.map(({ target, root }) => target.learn(told.map((one) => one.learn(root)))),
    );
    if (learnt.includes(true) && round < maxRounds) continue;
    return { ...(await compareTargets(read, secret, failures.failed, options)), failed: failures.failed };
  }
}

/** Compares what all targets declare with what was read, and judges all of it together. */
async function compareTargets(
  pools: readonly ReadPool[],
  secret: ReadonlyMap<string, SecretParts>,
  failed: ExaminedTargets['failed'],
  { kinds = allKinds, policy, now = new Date(), notRun = [] }: RunOptions,
): Promise<Omit<ExaminedTargets, 'failed'>> {
  const members = pools.flatMap((pool) => pool.members.map((member, index) => ({ ...member, pool, index })));
  const explained = joinCompared(await Promise.all(pools.map((pool) => comparePool(pool, kinds, policy))));
  const accounts = pools.map(({ members: own, unsealed }) => ({ roots: own.map(({ root }) => root), aws: unsealed }));
  const held = policy && (await withExpectations(explained, policy.expect, accounts));
  const run = { pools, now, notRun: [...notRun, ...failed.map(({ target }) => target)] };
  const judged =
    policy === undefined || held === undefined
      ? { compared: explained }
      : { ...(await judgeRun(held.compared, policy, run)), expectations: held.held };
  const compared = doubtUnmanaged(judged.compared, failed);
  const secrets = joinSecrets(members.map(({ target, root }) => target.secrets(root.stack)));
  const hidden = hiddenSecrets(
    secrets,
    pools.map(({ aws }) => aws),
  );
  const examined = members.map(({ target, root: { stack }, pool, index }): Examination => {
    const own = secret.get(target.name) ?? noSecretParts;
    const shown = concealCompared(ofTarget(compared, target.name), own);
    return {
      target: target.name,
      source: target.aws.source,
      stack,
      place: target.place,
      compared: target.options.plan === undefined ? shown : withoutSourcePositions(shown),
      // They are of no target: the first of those that the answers were for has them.
      gaps: index === 0 ? unknownMemberGaps(pool.aws) : [],
      types: [...comparedTypes(kinds)].toSorted(),
      secretParts: own,
      secrets,
      hidden,
    };
  });
  return {
    examined,
    hidden,
    ...(policy === undefined || !('warnings' in judged)
      ? {}
      : { policy: { source: policy.source, warnings: judged.warnings, expectations: judged.expectations } }),
  };
}

/** Compares what the targets of one account declare with what it has, with what a state says of causes. */
async function comparePool(
  { members, aws, kinds: read }: ReadPool,
  kinds: readonly Kind[],
  policy: Policy | undefined,
): Promise<Compared> {
  const roots = members.map(({ root }) => root);
  const compared = withUnknownArguments(joinCompared(read.map((one) => one.compare())), roots, kinds);
  const owned = policy === undefined ? compared : await leftToOwners(compared, policy, aws);
  const ownership = policy === undefined ? nobodysOwn : ownerOfPolicy(policy);
  const followed = await follow(owned, kinds, roots, aws, ownership);
  const explained = members.map(async ({ target, root }) => {
    const own = ofTarget(followed, target.name);
    const recorded = target.recorded(root.stack);
    return recorded === undefined ? own : withCauses(own, await evidenceOf(own, kinds, root, recorded, aws));
  });
  return joinCompared(await Promise.all(explained));
}

/** What was compared, with what is left to the owners that the policy names. */
async function leftToOwners(compared: Compared, policy: Policy, aws: AwsReader): Promise<Compared> {
  const told = await withToldGroups(compared, policy, aws);
  return withOwners(told, policy, await readOwners(told, policy, aws));
}

/** Takes what was compared through the steps of its families. */
async function follow(
  compared: Compared,
  kinds: readonly Kind[],
  roots: readonly Root[],
  aws: AwsReader,
  ownership: OwnerOf,
): Promise<Compared> {
  const names = new Set(kinds.map(({ name }) => name));
  const steps = familySteps.filter((step) => step.kinds.every((name) => names.has(name)));
  const taken = await Promise.all(steps.map((step) => step.read(roots, aws, ownership)));
  return taken.reduce((before, take) => take(before), compared);
}

/** The code beside what a state holds, and that beside AWS, of the kinds of which something differs. */
async function evidenceOf(
  { leaves }: Compared,
  kinds: readonly Kind[],
  { target, stack }: Root,
  applied: Stack,
  aws: AwsReader,
): Promise<StateEvidence> {
  const differing = new Set(leaves.flatMap(({ outcome, subject }) => (outcome === 'differs' ? [subject.kind] : [])));
  const asked = kinds.filter(({ name }) => differing.has(name));
  const ofCode = asked.map((kind) => kind.declare([{ target, stack }]).fromState(applied).compare());
  const ofState = await Promise.all(
    asked.map(async (kind) => (await kind.declare([{ target, stack: applied }]).read(aws)).compare()),
  );
  return { codeAndState: joinCompared(ofCode), stateAndLive: joinCompared(ofState) };
}
