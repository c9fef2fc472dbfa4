import type { Compared, Leaf, Subject } from '../../model/leaf.ts';
import type { ChangeData } from '../../model/report/change.ts';
import type { DraftGap } from '../../model/report/gap.ts';
import type { SourceRange } from '../../model/source.ts';
import type { ChangeOptions, GraceOptions } from '../change.ts';
import type { ReadVersion } from '../versions.ts';
import { type EarlierVersion, withAppliedFrom } from './applied-from.ts';
import { committedLine, gapsOfVersion, resourcesOf, type VersionRead, whyUnknownIn } from './besides.ts';
import { withFixedExpectations } from './fixed-expectations.ts';
import { withGrace } from './grace.ts';
import { joinChange, type VersionBesideAws } from './join-change.ts';
import { broughtBetween, type Recent, type SettledBesideAws } from './settled.ts';
import { type AccountOf, thingOf } from './thing.ts';
import { touchedThings } from './touched.ts';
import type { JudgedLeaf } from './verdict.ts';
import { sideOf, thingsOf } from './version.ts';

/** The versions of the code that a change is judged by, each held against AWS. */
export interface ChangeVersions {
  readonly head: { readonly compared: Compared; readonly version: ReadVersion };
  readonly base: { readonly compared: Compared; readonly version: VersionRead };
  /** What counts as applied, where that is not the base. */
  readonly applied?: { readonly compared: Compared; readonly version: VersionRead; readonly isState: boolean };
  readonly earlier: () => Promise<readonly EarlierVersion[]>;
  /** The base before what came within the grace. */
  readonly settled: () => Promise<SettledBesideAws>;
  readonly accountOf: AccountOf;
}

/** What a change came to. */
export interface JudgedChange {
  readonly compared: Compared;
  readonly data: ChangeData;
  /** What of the versions and of the ages of lines is not known, by target. */
  readonly gaps: readonly ReadonlyMap<string, readonly DraftGap[]>[];
}

/** Judges what was compared of the head of a change by what counts as applied and by what the change touches. */
export async function judgeChange(
  { head, base, applied, earlier, settled, accountOf }: ChangeVersions,
  change: ChangeOptions,
  { now, grace }: { readonly now: Date; readonly grace?: GraceOptions | undefined },
): Promise<JudgedChange> {
  const before = applied ?? base;
  const headBeside = { compared: head.compared, whyUnknown: whyUnknownIn({ ...head.version, revision: '' }) };
  const baseBeside = besideAws(base);
  const joined = joinChange(headBeside, applied === undefined ? baseBeside : besideAws(applied), accountOf);
  const fixed = withFixedExpectations(joined.judged, before.compared, accountOf);
  const explained = await withAppliedFrom(fixed, earlier, accountOf);
  const graced =
    grace === undefined
      ? { judged: explained, gaps: new Map<string, readonly DraftGap[]>() }
      : await withGrace(explained, grace, {
          now,
          commit: change.base.commit,
          lineOf: lineFinder(base, applied === undefined, accountOf),
          // What is named as applied says itself what waits.
          ...(applied === undefined ? { recent: () => recentOf(base.compared, settled, accountOf) } : {}),
        });
  const touched = touchedThings(
    { ...headBeside, resourceOf: resourcesOf(head.version) },
    { ...baseBeside, resourceOf: resourcesOf(base.version) },
    accountOf,
  );
  const unknown = (subject: Subject) => baseBeside.whyUnknown(subject) !== undefined;
  const leaves = graced.judged.map(({ leaf }) =>
    isUntouched(leaf, (subject) => touched.has(thingOf(subject, accountOf)) || unknown(subject), head.compared)
      ? { ...leaf, untouched: true as const }
      : leaf,
  );
  return {
    compared: { subjects: joined.subjects, leaves },
    data: dataOf(change, applied, touched.size),
    gaps: [
      ...[base.version, ...(applied === undefined ? [] : [applied.version])].map((version) =>
        gapsOfVersion(version, head.version),
      ),
      graced.gaps,
    ],
  };
}

function besideAws({ compared, version }: ChangeVersions['base']): VersionBesideAws {
  return { compared, whyUnknown: whyUnknownIn(version) };
}

/** What came to the base within the grace. */
async function recentOf(base: Compared, settled: ChangeVersions['settled'], accountOf: AccountOf): Promise<Recent> {
  const found = await settled();
  if (found.status !== 'found') return found;
  const brought = broughtBetween({ ...found, current: base }, accountOf);
  return { ...found, brought: ({ base: leaf }) => leaf !== undefined && brought(leaf) };
}

/** Where the base declares what differs. `isJoined`: it was joined with the base itself. */
function lineFinder(
  { compared, version }: ChangeVersions['base'],
  isJoined: boolean,
  accountOf: AccountOf,
): (one: JudgedLeaf) => SourceRange | undefined {
  const lineOf = committedLine(version);
  const lineOfLeaf = (leaf: Leaf | undefined) =>
    leaf?.outcome === 'equal' || leaf?.at === undefined ? undefined : lineOf(leaf.subject, leaf.at);
  if (isJoined) return ({ base: leaf }) => lineOfLeaf(leaf);
  const things = thingsOf(compared, accountOf);
  return ({ leaf }) => {
    const side = sideOf(things.of(leaf.subject), leaf);
    return side.is === 'differs' ? lineOfLeaf(side.leaf) : undefined;
  };
}

/** Whether it is drift of something that the change does not touch. */
function isUntouched(leaf: Leaf, isTouched: (subject: Subject) => boolean, { subjects }: Compared): boolean {
  if (leaf.outcome !== 'differs' || (leaf.verdict ?? 'drift') !== 'drift' || isTouched(leaf.subject)) return false;
  if (leaf.delivery === undefined) return true;
  // What is lost on its way to a service is the task definition's as well.
  const definitions = new Set((leaf.related ?? []).flatMap(({ address }) => address ?? []));
  return !subjects.some(
    (one) =>
      one.kind === 'ecs-task-definition' &&
      one.target === leaf.subject.target &&
      definitions.has(one.address) &&
      isTouched(one),
  );
}

function dataOf(
  { base, head, scope, applied: revision }: ChangeOptions,
  applied: ChangeVersions['applied'],
  touched: number,
): ChangeData {
  return {
    base: { revision: base.revision, commit: base.commit },
    ...(head === undefined ? {} : { head }),
    ...(applied?.isState === true ? { applied: { kind: 'state' as const } } : {}),
    ...(applied?.isState === false && revision !== undefined
      ? { applied: { kind: 'revision' as const, revision: revision.revision, commit: revision.commit } }
      : {}),
    scope,
    touched,
  };
}
