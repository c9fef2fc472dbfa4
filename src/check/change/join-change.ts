import { isRulePath } from '../../kinds/ec2/security-group/show.ts';
import { type Compared, type DifferingLeaf, isSetAside, type Leaf, type Subject } from '../../model/leaf.ts';
import { concerns, formatPath, isSamePath, type Path, wholePath } from '../../model/path.ts';
import type { ReasonData } from '../../model/report/reason.ts';
import type { AccountOf } from './thing.ts';
import { type JudgedLeaf, judgeLeaf, undeterminedBy } from './verdict.ts';
import { aspectOf, sideOf, type ThingOfVersion, thingsOf } from './version.ts';

/** A version of the code beside AWS, and what of it is not known. */
export interface VersionBesideAws {
  readonly compared: Compared;
  /**
   * Why it is not known whether the version declares a resource, when nothing that is known of it does; undefined where
   * it is known.
   */
  whyUnknown(subject: Pick<Subject, 'target' | 'address'>): ReasonData | undefined;
}

/** The head of a change with what its leaves are by what counts as applied. */
export interface JoinedChange {
  readonly subjects: readonly Subject[];
  readonly judged: readonly JudgedLeaf[];
}

/**
 * Joins the head of a change with what counts as applied, by live thing and path: what differs of the head is judged,
 * what only the other differs in is adopted, and what the head no longer declares is pending.
 */
export function joinChange(head: VersionBesideAws, applied: VersionBesideAws, accountOf: AccountOf): JoinedChange {
  const after = thingsOf(head.compared, accountOf);
  const before = thingsOf(applied.compared, accountOf);
  const judged = head.compared.leaves.flatMap((leaf): readonly JudgedLeaf[] => {
    const why = before.of(leaf.subject) === undefined ? applied.whyUnknown(leaf.subject) : undefined;
    if (why === undefined) return judgeLeaf(leaf, before, after);
    const isJudged = leaf.outcome !== 'differs' || isSetAside(leaf.verdict ?? 'drift');
    return [{ leaf: isJudged ? leaf : undeterminedBy(leaf, { reason: why }) }];
  });
  const consumed = new Set(judged.flatMap(({ base }) => (base === undefined ? [] : [base, ...(base.apart ?? [])])));
  const further = [...before.things.values()].flatMap((thing) => {
    const same = after.things.get(thing.key) ?? thing.subjects.map((subject) => after.of(subject)).find(isThere);
    return same === undefined ? removedThing(thing, head) : onlyInBase(thing, same, consumed);
  });
  return { subjects: head.compared.subjects, judged: [...judged, ...further] };
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}

/** What only the base has of a thing that both declare. */
function onlyInBase(thing: ThingOfVersion, head: ThingOfVersion, consumed: ReadonlySet<Leaf>): readonly JudgedLeaf[] {
  if (head.leaves.some(({ whole, subject }) => whole === true && subject.isElements !== true)) return [];
  return thing.apart.flatMap((leaf): readonly JudgedLeaf[] => {
    if (leaf.whole === true || aspectOf(leaf) !== 'value' || consumed.has(leaf)) return [];
    if (leaf.outcome === 'equal') return isRuleGone(leaf, head) ? [{ leaf: removedLeaf(leaf, leaf.path) }] : [];
    if (leaf.outcome !== 'differs' || isSetAside(leaf.verdict ?? 'drift')) return [];
    if (!isAsLive(leaf, head)) return [];
    const isGone = leaf.change === 'missing' && isRulePath(leaf.path);
    return [{ leaf: isGone ? goneAlready(leaf) : adopted(leaf, head), base: leaf }];
  });
}

/** A rule of the base that the head does not declare, where nothing of the head says what becomes of it. */
export function isRuleGone({ path, outcome }: Leaf, head: ThingOfVersion): boolean {
  return outcome === 'equal' && isRulePath(path) && !head.apart.some((one) => isSamePath(one.path, path));
}

/** Whether a version is as AWS where another one differs. */
export function isAsLive(leaf: DifferingLeaf, version: ThingOfVersion): boolean {
  if (sideOf(version, leaf).is !== 'equal') return false;
  // What AWS lacks and the version says nothing of is the same on both.
  if (leaf.change === 'missing') return true;
  // Of an element under another name it is not known what became of it.
  const element = leaf.path.findLastIndex(({ key }) => key !== undefined);
  const around = element === -1 ? leaf.path : leaf.path.slice(0, element + 1);
  return element === -1 || version.apart.some(({ path, whole }) => whole !== true && concerns(path, around));
}

/** The head brings the code in line with AWS. */
function adopted(leaf: DifferingLeaf, head: ThingOfVersion): DifferingLeaf {
  const text = formatPath(leaf.path);
  const own = head.subjects.filter(({ isElements }) => isElements === leaf.subject.isElements);
  const subject =
    head.leaves.find(({ path, outcome }) => outcome === 'equal' && formatPath(path) === text)?.subject ??
    own.find(({ address, target }) => address === leaf.subject.address && target === leaf.subject.target) ??
    own[0] ??
    head.subjects[0];
  const { at: _at, related: _related, seen: _seen, isExplained: _explained, apart: _apart, ...rest } = leaf;
  const { history: _history, cause: _cause, isUnmanaged: _unmanaged, policy: _policy, ...common } = rest;
  const { declared: base, live } = leaf;
  return {
    ...common,
    subject: subject ?? leaf.subject,
    ...(subject?.at === undefined ? {} : { at: subject.at }),
    ...(base === undefined ? {} : { base }),
    ...(live === undefined ? {} : { declared: live }),
    verdict: 'adopts',
    isRemark: true,
  };
}

/**
 * A thing that the head no longer declares: it stays on AWS until the change is applied. What is gone already is as the
 * head says.
 */
function removedThing(thing: ThingOfVersion, head: VersionBesideAws): readonly JudgedLeaf[] {
  // Where the head could not be read it says so itself.
  if (thing.subjects.some((subject) => head.whyUnknown(subject) !== undefined)) return [];
  const [subject] = thing.subjects.filter(({ isElements }) => isElements !== true);
  const whole = thing.leaves.filter((leaf) => leaf.whole === true);
  if (subject === undefined) {
    const missing = whole.find((leaf) => leaf.outcome === 'differs' && leaf.isExplained !== true);
    if (missing?.outcome === 'differs') return [{ leaf: goneAlready(missing), base: missing }];
    return thing.apart.flatMap((leaf) =>
      leaf.outcome === 'equal' && isRulePath(leaf.path) ? [{ leaf: removedLeaf(leaf, leaf.path) }] : [],
    );
  }
  const own = whole.find((leaf) => leaf.subject === subject);
  if (own?.outcome === 'differs') return [{ leaf: goneAlready(own), base: own }];
  if (own?.outcome === 'undetermined') return [{ leaf: { ...own, scope: 'leaf', code: 'base-unknown' } }];
  return [{ leaf: removedLeaf({ subject }, wholePath) }];
}

function goneAlready(leaf: DifferingLeaf): DifferingLeaf {
  return { ...removedLeaf(leaf, leaf.path), change: 'missing', verdict: 'adopts' };
}

/** What stands on AWS and is no longer declared. Where the base has it is no place of the head's. */
function removedLeaf({ subject: declared }: Pick<Leaf, 'subject'>, path: Path): DifferingLeaf {
  const { at, ...subject } = declared;
  const related = [{ address: subject.address, ...(at === undefined ? {} : { at }) }];
  return {
    outcome: 'differs',
    change: 'extra',
    rule: 'change/removed',
    removed: true,
    subject,
    path,
    verdict: 'pending',
    isRemark: true,
    related,
  };
}
