import type { Kind } from '../kinds/kind.ts';
import { onceOf } from '../kinds/once.ts';
import type { Course } from '../model/course.ts';
import type { ProgressStep } from '../model/progress.ts';
import { defaultTarget } from '../model/report/target.ts';
import type { Stack } from '../model/stack.ts';
import { openTarget } from './evaluated-target.ts';
import type { FailedTarget } from './examination.ts';
import { Failures, type LoadedTargets } from './load-targets.ts';
import { evaluatePools, poolsOf, type ReadPool, readPool, type TargetPool } from './pools.ts';
import { type SecretParts, secretParts, shareSecretParts } from './secret-parts.ts';

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
      failures.unless(target, () => openTarget(target.name ?? defaultTarget, declaration, target, options)),
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
  const partsOf = onceOf(secretParts);
  let versions = opened;
  for (let round = 1; ; round++) {
    course.requireKept();
    const came = await readRound(versions, partsOf, round, { kinds, types, course, onProgress });
    if ('read' in came) return came.read;
    versions = came.again;
  }
}

/** What a round came to: all that is told, or the versions of which another round tells more. */
type Round = { readonly read: readonly ReadVersion[] } | { readonly again: readonly OpenedVersion[] };

/**
 * One round by itself: what it evaluated and read is not held while the next one is made, as it would be by whoever
 * waits for that.
 */
async function readRound(
  opened: readonly OpenedVersion[],
  partsOf: (stack: Stack) => SecretParts,
  round: number,
  { kinds, types, course, onProgress }: Omit<ReadOptions, 'trustIgnoreChanges'>,
): Promise<Round> {
  const evaluated = await Promise.all(
    opened.map(async ({ pools, failures }) => ({ pools: await evaluatePools(pools, failures, kinds), failures })),
  );
  const remaining = evaluated.map(({ pools, failures }) => ({
    pools: pools.map(({ members, aws }) => ({ targets: members.map(({ target }) => target), aws })),
    failures,
  }));
  course.keep();
  const roots = evaluated.map(({ pools }) => pools.flatMap(({ members }) => members.map(({ root }) => root)));
  const resources = roots.flat().flatMap(({ stack }) => stack.resources.filter(({ type }) => types.has(type))).length;
  onProgress?.({ step: 'read', resources, round });
  // What one version calls secret is so for all: AWS may still have it.
  const own = roots.flatMap((all, version) =>
    all.map(({ target, stack }) => ({ version, target, parts: partsOf(stack) })),
  );
  const shared = shareSecretParts(new Map(own.map((one) => [keyOf(one), one.parts])));
  const pools = await Promise.all(
    evaluated.map((version) => Promise.all(version.pools.map((pool) => readPool(pool, kinds, shared)))),
  );
  await course.turn();
  const learn = () =>
    pools
      .flat()
      .flatMap(({ members, kinds: told }) =>
        members.map(({ target, root }) => target.learn(told.map((one) => one.learn(root)))),
      );
  if (!course.isEnded() && learn().includes(true) && round < maxRounds) return { again: remaining };
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

function keyOf({ version, target }: { readonly version: number; readonly target: string }): string {
  return JSON.stringify([version, target]);
}
