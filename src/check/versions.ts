import type { Kind, Root } from '../kinds/kind.ts';
import { type Course, inTurns, until } from '../model/course.ts';
import { defaultTarget } from '../model/default-target.ts';
import { onceOf } from '../model/once.ts';
import type { ProgressStep } from '../model/progress.ts';
import { isSameList } from '../model/same-list.ts';
import type { openTarget } from './evaluated-target.ts';
import type { FailedTarget } from './examination.ts';
import { Failures, type LoadedTargets } from './load-targets.ts';
import {
  beginReading,
  type EvaluatedPool,
  evaluatePools,
  type PoolReading,
  poolsOf,
  type ReadPool,
  type TargetPool,
} from './pools.ts';
import { declareInSteps, type SecretParts, secretParts, shareSecretParts } from './secret-parts.ts';

/** One version of the code of all targets, of which what was evaluated is kept. */
export interface OpenedVersion {
  readonly pools: readonly TargetPool[];
  readonly failures: Failures;
}

/** A version of the code with what AWS has of all that it declares. */
export interface ReadVersion {
  readonly pools: readonly ReadPool[];
  /** What of AWS the code calls secret, by target. */
  readonly secret: ReadonlyMap<string, SecretParts>;
  /** The targets of which it could not be evaluated. */
  readonly failed: readonly FailedTarget[];
}

/** How versions are evaluated and read. */
export interface ReadOptions {
  readonly kinds: readonly Kind[];
  readonly types: ReadonlySet<string>;
  /** What opens the targets. */
  readonly open: typeof openTarget;
  /** Whether what `ignore_changes` names is left to others. */
  readonly trustIgnoreChanges: boolean;
  readonly course: Course;
  readonly onProgress?: ((step: ProgressStep) => void) | undefined;
}

/** Opens the targets of one version. */
export async function openVersion({ loaded, failed }: LoadedTargets, options: ReadOptions): Promise<OpenedVersion> {
  const failures = new Failures(failed);
  const opened = await Promise.all(
    loaded.map(({ target, declaration }) =>
      failures.unless(target, () => options.open(target.name ?? defaultTarget, declaration, target, options)),
    ),
  );
  return { pools: poolsOf(opened.flatMap((target) => target ?? [])), failures };
}

/**
 * Learning from one reference to the next ends after a few rounds; a longer chain than this does not occur in real
 * code.
 */
const maxRounds = 8;

/**
 * Evaluates versions of the code side by side, reads what they declare from AWS, and does both again with what was
 * learnt (ids, ARNs, the account) until nothing new is learnt of any. The readers keep what they have read, so that
 * neither a further round nor another version costs a call for what was asked before.
 *
 * @throws what `course` throws of a run that was ended before anything was evaluated
 */
export async function readVersions(
  opened: readonly OpenedVersion[],
  { kinds, types, course, onProgress }: ReadOptions,
): Promise<readonly ReadVersion[]> {
  let versions = opened;
  for (let round = 1; ; round++) {
    course.requireKept();
    const came = await readRound(versions, round, { kinds, types, course, onProgress });
    if ('read' in came) return came.read;
    versions = came.again;
  }
}

const partsOf = onceOf(secretParts);

/** What a round came to: all that is told, or the versions of which another round tells more. */
type Round = { readonly read: readonly ReadVersion[] } | { readonly again: readonly OpenedVersion[] };

/**
 * One round by itself: what it evaluated and read is not held while the next one is made, as it would be by whoever
 * waits for that.
 */
async function readRound(
  opened: readonly OpenedVersion[],
  round: number,
  { kinds, types, course, onProgress }: Pick<ReadOptions, 'kinds' | 'types' | 'course' | 'onProgress'>,
): Promise<Round> {
  const evaluated = await evaluateVersions(opened, kinds);
  const remaining = remainingOf(evaluated);
  // Nothing can be told of a run without knowing what may not be told: so it is known before there is anything to keep.
  await collectSecrets(evaluated);
  for (const { stack } of rootsOf(evaluated).flat()) await inTurns(declareInSteps(stack), course);
  course.keep();
  const roots = rootsOf(evaluated);
  const resources = roots.flat().flatMap(({ stack }) => stack.resources.filter(({ type }) => types.has(type))).length;
  onProgress?.({ step: 'read', resources, round });
  // What one version calls secret is so for all: AWS may still have it.
  const own = roots.flatMap((all, version) =>
    all.map(({ target, stack }) => ({ version, target, parts: partsOf(stack) })),
  );
  const shared = shareSecretParts(new Map(own.map((one) => [keyOf(one), one.parts])));
  await course.turn();
  const reading = evaluated.map((version) => version.pools.map((pool) => beginReading(pool, kinds, shared)));
  const all = reading.flat();
  for (let isWhole = false; !isWhole; ) {
    isWhole = await nextRead(all);
    await course.turn();
    if (course.isEnded() || round >= maxRounds) continue;
    // Much can be learnt, and computed, while the slowest is waited for.
    if (!all.map(learnFrom).includes(true)) {
      if (!isWhole) await prepare(all, course);
      continue;
    }
    const again = await evaluateVersions(remaining, kinds);
    if (!isEachSame(roots, rootsOf(again))) {
      await collectSecrets(again, course);
      // Where somebody ended the run meanwhile, what there was before is told.
      if (!course.isEnded()) {
        for (const pool of all) pool.leave();
        return { again: remainingOf(again) };
      }
    }
    if (!isWhole) await prepare(all, course);
  }
  const pools = await Promise.all(reading.map((some) => Promise.all(some.map((pool) => pool.whole()))));
  return {
    read: pools.map((some, version) => ({
      pools: some,
      secret: new Map(
        own.flatMap((one) => {
          const parts = one.version === version ? shared.get(keyOf(one)) : undefined;
          return parts === undefined ? [] : [[one.target, parts] as const];
        }),
      ),
      failed: remaining[version]?.failures.failed ?? [],
    })),
  };
}

/** A version of which all code is evaluated. */
interface EvaluatedVersion {
  readonly pools: readonly EvaluatedPool[];
  readonly failures: Failures;
}

function evaluateVersions(
  opened: readonly OpenedVersion[],
  kinds: readonly Kind[],
): Promise<readonly EvaluatedVersion[]> {
  return Promise.all(
    opened.map(async ({ pools, failures }) => ({ pools: await evaluatePools(pools, failures, kinds), failures })),
  );
}

/** Without the targets that could not be evaluated. */
function remainingOf(evaluated: readonly EvaluatedVersion[]): readonly OpenedVersion[] {
  return evaluated.map(({ pools, failures }) => ({
    pools: pools.map(({ members, aws }) => ({ targets: members.map(({ target }) => target), aws })),
    failures,
  }));
}

/** The roots of each version. */
function rootsOf(evaluated: readonly EvaluatedVersion[]): readonly (readonly Root[])[] {
  return evaluated.map(({ pools }) => pools.flatMap(({ members }) => members.map(({ root }) => root)));
}

function isEachSame(before: readonly (readonly Root[])[], after: readonly (readonly Root[])[]): boolean {
  return before.every((own, version) => isSameList(own, after[version] ?? []));
}

/** Collects the secrets of all code, or those that are collected until somebody ends the run. */
async function collectSecrets(evaluated: readonly EvaluatedVersion[], course?: Course): Promise<void> {
  for (const { target, root } of evaluated.flatMap(({ pools }) => pools.flatMap(({ members }) => members))) {
    if (course?.isEnded() === true) return;
    await target.collectSecrets(root.stack);
  }
}

/** Waits until one kind more was read; whether none is left. */
async function nextRead(pools: readonly PoolReading[]): Promise<boolean> {
  const awaited = pools.flatMap((pool) => [...pool.awaited]);
  if (awaited.length > 0) await Promise.race(awaited);
  return pools.every((pool) => pool.awaited.size === 0);
}

/** Computes what does not depend on what is still waited for: whoever asks for it later on finds it made. */
async function prepare(pools: readonly PoolReading[], course: Course): Promise<void> {
  for (const read of pools.flatMap((pool) => pool.soFar())) {
    await course.turn();
    if (course.isEnded()) return;
    await inTurns(until(read.compareInSteps(), course.isEnded), course);
  }
}

/** Takes in what has been read of a pool so far; whether any of that is new. */
function learnFrom({ members, soFar }: PoolReading): boolean {
  const told = soFar();
  return members.map(({ target, root }) => target.learn(told.map((one) => one.learn(root)))).includes(true);
}

function keyOf({ version, target }: { readonly version: number; readonly target: string }): string {
  return JSON.stringify([version, target]);
}
