import { isWithinModule } from '../../model/address.ts';
import { reasonOf } from '../../model/declared.ts';
import type { Subject } from '../../model/leaf.ts';
import type { Problem } from '../../model/problem.ts';
import type { DraftGap } from '../../model/report/gap.ts';
import type { ReasonData } from '../../model/report/reason.ts';
import { shownName } from '../../model/secret/shown.ts';
import type { SourceRange } from '../../model/source.ts';
import type { Stack, StackHole } from '../../model/stack.ts';
import type { FailedTarget } from '../examination.ts';
import { callAdder } from '../module-call.ts';
import type { ReadVersion } from '../versions.ts';
import type { ResourceOf } from './touched.ts';

/* What of a version of the code is not known: targets that could not be read, modules that are not there. */

/** A version that stands beside the head of a change. `revision`: as the user, or the event, names it. */
export interface VersionRead extends ReadVersion {
  readonly revision: string;
}

/** A version that declares nothing in a target, because it has no such root module, is none that cannot be read. */
const declaresNothing: ReadonlySet<Problem['code']> = new Set(['directory-missing', 'no-terraform-files']);

/** The targets of which a version could not be read, by name. */
function unreadTargets(failed: readonly FailedTarget[]): ReadonlyMap<string, FailedTarget> {
  return new Map(
    failed.flatMap((one) => (declaresNothing.has(one.error.problem.code) ? [] : [[one.target, one] as const])),
  );
}

/** See `VersionBesideAws`. */
export function whyUnknownIn({
  pools,
  failed,
  revision,
}: VersionRead): (subject: Pick<Subject, 'target' | 'address'>) => ReasonData | undefined {
  const unread = unreadTargets(failed);
  const stacks = stacksOf(pools);
  return ({ target, address }) => {
    const failure = unread.get(target);
    if (failure !== undefined) return reasonOfFailure(failure, revision);
    const stack = stacks.get(target);
    if (stack?.incomplete !== undefined) return reasonOf(stack.incomplete);
    const hole = stack?.holes.find((one) => isWithinModule(address, one.address));
    return hole === undefined ? undefined : reasonOfHole(hole);
  };
}

/** What a version declares under an address. */
export function resourcesOf({ pools }: Pick<ReadVersion, 'pools'>): ResourceOf {
  const byTarget = new Map(
    [...stacksOf(pools)].map(([target, { resources }]) => [
      target,
      new Map(resources.filter(({ mode }) => mode === 'managed').map((one) => [one.address, one])),
    ]),
  );
  return ({ target, address }) => byTarget.get(target)?.get(address);
}

/**
 * The gaps that a version leaves, by target: with them a run is incomplete. A module that the head lacks as well is a
 * gap of the head's.
 */
export function gapsOfVersion(version: VersionRead, head: ReadVersion): ReadonlyMap<string, readonly DraftGap[]> {
  const own = stacksOf(head.pools);
  const failures = [...unreadTargets(version.failed)].map(([target, failure]): [string, DraftGap[]] => {
    const at = placeOf(failure.error.problem);
    const gap: DraftGap = {
      code: 'base-unreadable',
      scope: 'run',
      reason: reasonOfFailure(failure, version.revision),
      ...(at === undefined ? {} : { at }),
    };
    return [target, [gap]];
  });
  const holes = [...stacksOf(version.pools)].map(([target, stack]): [string, DraftGap[]] => {
    const known = new Set((own.get(target)?.holes ?? []).map(keyOf));
    const changed = stack.holes.filter((hole) => hole.kind !== 'module-expansion' && !known.has(keyOf(hole)));
    return [
      target,
      changed.map(
        (hole): DraftGap => ({
          code: 'base-unreadable',
          scope: 'module',
          address: hole.address,
          at: hole.at,
          reason: reasonOfHole(hole),
        }),
      ),
    ];
  });
  return new Map([...failures, ...holes]);
}

/**
 * The line by which the age of a place is told: of what stands in an installed module, which no commit has, the call
 * that leads there.
 */
export function committedLine({
  pools,
}: Pick<ReadVersion, 'pools'>): (subject: Subject, at: SourceRange) => SourceRange {
  const adders = new Map([...stacksOf(pools)].map(([target, stack]) => [target, callAdder(stack)]));
  return ({ target, address }, at) => adders.get(target)?.({ address, at }).calledAt ?? at;
}

function stacksOf(pools: ReadVersion['pools']): ReadonlyMap<string, Stack> {
  return new Map(
    pools.flatMap(({ members }) => members.map(({ root: { target, stack } }) => [target, stack] as const)),
  );
}

function keyOf(hole: StackHole): string {
  return JSON.stringify([hole.kind, hole.address, 'source' in hole ? hole.source : '']);
}

function reasonOfFailure({ error: { problem } }: FailedTarget, revision: string): ReasonData {
  if (problem.code === 'outside') {
    const { path: file, directory } = problem;
    return reasonOf({ kind: 'outside', address: '', file, ...(directory === undefined ? {} : { directory }) });
  }
  return {
    kind: 'base',
    name: problem.code,
    source: revision,
    ...(problem.code === 'aws' ? { problem: problem.problem } : {}),
    ...(problem.code === 'input-unreadable' ? { file: shownName(problem.file), value: problem.detail } : {}),
    ...(problem.code === 'revision-unusable' && problem.path !== undefined ? { file: shownName(problem.path) } : {}),
    ...(problem.code === 'revision-unusable' ? { value: problem.why } : {}),
  };
}

function reasonOfHole(hole: StackHole): ReasonData {
  if (hole.kind === 'module-expansion')
    return reasonOf({ kind: 'expansion', address: hole.address, from: [hole.because] });
  if (hole.kind === 'module-missing' && hole.outside !== undefined) return reasonOf(hole.outside);
  return { kind: 'module', address: hole.address, source: hole.source };
}

/** Where the code is that cannot be read. */
function placeOf(problem: Problem): DraftGap['at'] {
  if ('diagnostics' in problem) return problem.diagnostics.flatMap(({ diagnostic }) => diagnostic.at ?? [])[0];
  return 'at' in problem ? problem.at : undefined;
}
