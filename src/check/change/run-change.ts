import type { Root } from '../../kinds/kind.ts';
import { type Compared, joinCompared, type Leaf } from '../../model/leaf.ts';
import type { ChangeData } from '../../model/report/change.ts';
import type { DraftGap } from '../../model/report/gap.ts';
import { withExpectations } from '../../policy/expect/hold.ts';
import type { ExpectedAccount } from '../../policy/expect/thing.ts';
import type { Policy } from '../../policy/policy.ts';
import type { ChangeOptions, CodeVersion, GraceOptions } from '../change.ts';
import { compareDeclared } from '../compare-pool.ts';
import { type LoadedTargets, loadTargets } from '../load-targets.ts';
import { type ReadPool, readPool } from '../pools.ts';
import { secretParts } from '../secret-parts.ts';
import { doubtUnmanaged } from '../undeclared.ts';
import { openVersion, type ReadOptions, type ReadVersion, readVersions } from '../versions.ts';
import type { VersionRead } from './besides.ts';
import { committedLine, whyUnknownIn } from './besides.ts';
import { withGrace } from './grace.ts';
import type { VersionBesideAws } from './join-change.ts';
import { type ChangeVersions, judgeChange } from './judge-change.ts';
import { broughtBetween, type Recent, type SettledBesideAws } from './settled.ts';
import type { AccountOf } from './thing.ts';

/** What all targets came to together, as a change or the age of lines has it. */
export interface ChangedTargets {
  readonly compared: Compared;
  readonly gaps: readonly ReadonlyMap<string, readonly DraftGap[]>[];
  readonly data?: ChangeData;
  /** The versions beside the head of which something may be in what was compared. */
  readonly versions: readonly ReadVersion[];
}

/** How what was compared is judged. */
export interface JudgeOptions {
  readonly policy: Policy | undefined;
  readonly grace: GraceOptions | undefined;
  readonly now: Date;
}

/** Reads the code of the base of a change and, where something else counts as applied, of that. */
export async function loadVersions(
  { base, applied }: ChangeOptions,
  { types, onProgress }: ReadOptions,
): Promise<readonly LoadedTargets[]> {
  const versions = [base, ...(applied === undefined ? [] : [applied])];
  return Promise.all(versions.map((version) => loadTargets(codeOf(version), types, onProgress)));
}

/** A plan is of the head alone. */
function codeOf({ targets }: CodeVersion): CodeVersion['targets'] {
  return targets.map(({ plan: _plan, ...target }) => target);
}

/** What differs in a run without a change is drift, but for what may wait to be applied. */
export async function withoutChange(
  { compared, version }: ChangeVersions['head'],
  reading: ReadOptions,
  { policy, grace, now }: JudgeOptions,
): Promise<ChangedTargets> {
  if (grace === undefined) return { compared, gaps: [], versions: [] };
  const judgedAlone = compared.leaves.map((leaf) => ({ leaf }));
  const before = settledVersions(grace, reading, policy);
  const recent = async (): Promise<Recent> => {
    const found = await before.read();
    if (found.status !== 'found') return found;
    const brought = broughtBetween({ ...found, current: compared }, accountsOf([version]));
    return { ...found, brought: ({ leaf }) => leaf.outcome === 'differs' && brought(leaf) };
  };
  const called = committedLine(version);
  const lineOf = ({ leaf }: { readonly leaf: Leaf }) =>
    leaf.outcome === 'equal' || leaf.at === undefined ? undefined : called(leaf.subject, leaf.at);
  const { judged, gaps } = await withGrace(judgedAlone, grace, { now, recent, lineOf });
  const leaves = judged.map(({ leaf }) => leaf);
  return { compared: { ...compared, leaves }, gaps: [gaps], versions: before.versions };
}

/** Reads the code before what came within a grace, when it is asked for. `versions`: what was read. */
function settledVersions(
  { settled }: GraceOptions,
  reading: ReadOptions,
  policy: Policy | undefined,
): { readonly read: () => Promise<SettledBesideAws>; readonly versions: ReadVersion[] } {
  const versions: ReadVersion[] = [];
  const beside = async (version: CodeVersion): Promise<VersionBesideAws> => {
    const read = await readEarlier(version, reading);
    versions.push(read);
    return besideAws(read, reading, policy);
  };
  const read = async (): Promise<SettledBesideAws> => {
    const code = (await settled?.()) ?? { status: 'none' };
    if (code.status !== 'found') return code;
    const { version, committed, until } = code;
    return {
      status: 'found',
      until,
      settled: await beside(version),
      ...(committed === undefined ? {} : { committed: await beside(committed) }),
    };
  };
  return { read, versions };
}

/**
 * Judges what was compared of the head by the base and by what counts as applied: a state where there is one, else
 * another commit where one is named, else the base.
 *
 * @param before the base and, where one is named, what counts as applied, as they were read
 */
export async function withChange(
  head: ChangeVersions['head'],
  [base, applied]: readonly ReadVersion[],
  change: ChangeOptions,
  reading: ReadOptions,
  { policy, grace, now }: JudgeOptions,
): Promise<ChangedTargets> {
  if (base === undefined) throw new RangeError('the base of a change was not read');
  const baseRead: VersionRead = { ...base, revision: change.base.revision };
  const appliedRead: VersionRead | undefined = applied && { ...applied, revision: change.applied?.revision ?? '' };
  const state = await stateVersion(head.version, appliedRead ?? baseRead, reading);
  const other = state ?? appliedRead;
  const compare = (version: ReadVersion) => compareVersion(version, reading, policy);
  const before = grace === undefined ? undefined : settledVersions(grace, reading, policy);
  const judged = await judgeChange(
    {
      head,
      base: { compared: await compare(baseRead), version: baseRead },
      ...(other === undefined
        ? {}
        : { applied: { compared: await compare(other), version: other, isState: state !== undefined } }),
      accountOf: accountsOf([head.version, baseRead]),
      settled: async () => (await before?.read()) ?? { status: 'none' },
      earlier: async () =>
        ((await change.earlier?.()) ?? []).map((version) => ({
          commit: version.commit,
          compare: async () => besideAws(await readEarlier(version, reading), reading, policy),
        })),
    },
    change,
    { now, grace },
  );
  const further = [...(other === undefined ? [] : [other]), ...(before?.versions ?? [])];
  return { ...judged, versions: [baseRead, ...further] };
}

/** Compares what a version declares with what was read, as the head is compared. */
async function compareVersion(
  version: ReadVersion,
  { kinds }: ReadOptions,
  policy: Policy | undefined,
): Promise<Compared> {
  const compared = joinCompared(await Promise.all(version.pools.map((pool) => compareDeclared(pool, kinds, policy))));
  const held =
    policy === undefined ? compared : (await withExpectations(compared, policy.expect, accountsIn(version))).compared;
  return doubtUnmanaged(held, version.failed);
}

/** What expectations are held against: the targets of each account. */
export function accountsIn({ pools }: ReadVersion): readonly ExpectedAccount[] {
  return pools.map(({ members, unsealed }) => ({ roots: members.map(({ root }) => root), aws: unsealed }));
}

async function readEarlier(version: CodeVersion, reading: ReadOptions): Promise<VersionRead> {
  const opened = await openVersion(await loadTargets(codeOf(version), reading.types), reading);
  const [read] = await readVersions([opened], { ...reading, onProgress: undefined });
  if (read === undefined) throw new RangeError('no version was read');
  return { ...read, revision: version.revision };
}

async function besideAws(
  read: VersionRead,
  reading: ReadOptions,
  policy: Policy | undefined,
): Promise<VersionBesideAws> {
  return { compared: await compareVersion(read, reading, policy), whyUnknown: whyUnknownIn(read) };
}

/**
 * What the states of targets hold, as one more version: what counts as applied of the targets that have one. Of the
 * others it is what `other` declares. undefined where no target has a state.
 */
async function stateVersion(
  head: ReadVersion,
  other: VersionRead,
  { kinds }: ReadOptions,
): Promise<VersionRead | undefined> {
  const recorded = new Map(
    head.pools.flatMap(({ members }) =>
      members.flatMap(({ target, root }) => {
        const stack = target.recorded(root.stack);
        return stack === undefined ? [] : [[target.name, { target: target.name, stack }] as const];
      }),
    ),
  );
  if (recorded.size === 0) return undefined;
  const declared = new Map(
    other.pools.flatMap(({ members }) => members.map(({ target, root }) => [target.name, root] as const)),
  );
  const pools = await Promise.all(
    head.pools.map((pool): Promise<ReadPool> => {
      const members = pool.members.flatMap(({ target }) => {
        const root: Root | undefined = recorded.get(target.name) ?? declared.get(target.name);
        return root === undefined ? [] : [{ target, root }];
      });
      return readPool({ members, aws: pool.aws }, kinds, new Map());
    }),
  );
  const secret = new Map([...recorded].map(([target, { stack }]) => [target, secretParts(stack)] as const));
  const failed = other.failed.filter(({ target }) => !recorded.has(target));
  return { pools, secret, failed, revision: other.revision };
}

/** Numbers the accounts (or sessions) of the targets of versions. */
function accountsOf(versions: readonly ReadVersion[]): AccountOf {
  const known = new Map<unknown, number>();
  const byTarget = new Map<string, number>();
  for (const { target } of versions.flatMap(({ pools }) => pools.flatMap(({ members }) => members))) {
    const { account, partition } = target.place;
    const key = account === undefined ? (target.aws.origin ?? target.aws) : JSON.stringify([partition, account]);
    const number = known.get(key) ?? known.size;
    known.set(key, number);
    if (!byTarget.has(target.name)) byTarget.set(target.name, number);
  }
  return (target) => String(byTarget.get(target) ?? target);
}
