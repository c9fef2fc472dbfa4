import { severityOf } from '../model/catalogue.ts';
import { groupBy } from '../model/group.ts';
import {
  type Compared,
  type DifferingLeaf,
  isFailing,
  isInFlight,
  type Leaf,
  type LostDelivery,
  type Status,
  type Subject,
  type UndeterminedLeaf,
} from '../model/leaf.ts';
import { formatPath } from '../model/path.ts';
import type { DraftChecked } from '../model/report/checked.ts';
import type { Counts } from '../model/report/counts.ts';
import type { DeliveryData } from '../model/report/delivery.ts';
import type { DraftFinding } from '../model/report/finding.ts';
import type { DraftGap } from '../model/report/gap.ts';
import { comesFromUnread } from '../model/unread.ts';

/*
 * What a report says of leaves: findings, gaps, counts and the status of each resource. The only place where any of
 * them is made.
 */

/** What a report says of what was compared. */
export interface Views {
  readonly checked: readonly DraftChecked[];
  readonly findings: readonly DraftFinding[];
  readonly gaps: readonly DraftGap[];
}

/** Each resource that could not be read is named, also where another one tells why. */
function isTold({ isExplained, reason }: UndeterminedLeaf): boolean {
  return isExplained !== true || comesFromUnread(reason);
}

/** The views of leaves, in the order of the leaves. */
export function viewsOf({ subjects, leaves }: Compared): Views {
  const own = groupBy(leaves, ({ subject }) => subject);
  return {
    checked: subjects.map((subject) => checkedOf(subject, own.get(subject) ?? [])),
    findings: numbered(
      leaves.flatMap((leaf) => (leaf.outcome === 'differs' && !leaf.isExplained ? findingOf(leaf) : [])),
    ),
    gaps: leaves.flatMap((leaf) => (leaf.outcome === 'undetermined' && isTold(leaf) ? gapOf(leaf) : [])),
  };
}

function checkedOf(subject: Subject, leaves: readonly Leaf[]): DraftChecked {
  const { kind, address, at, identity } = subject;
  return {
    kind,
    address,
    ...(at === undefined ? {} : { at }),
    identity,
    status: statusOf(subject, leaves),
    attributes: countsOf(leaves),
  };
}

/**
 * How many leaves came to what. A difference that was judged to be none of drift was compared, and is neither equal nor
 * drifted.
 */
function countsOf(leaves: readonly Leaf[]): Counts {
  const counted = leaves.filter((leaf) => leaf.isRemark !== true && leaf.whole !== true);
  const count = (is: (leaf: Leaf) => boolean) => counted.filter(is).length;
  const owned = count((leaf) => leaf.outcome === 'differs' && leaf.verdict === 'owned');
  const ignored = count((leaf) => leaf.outcome === 'differs' && leaf.verdict === 'ignored');
  const pending = count((leaf) => leaf.outcome === 'differs' && isInFlight(leaf.verdict ?? 'drift'));
  return {
    compared: count(({ outcome }) => outcome !== 'undetermined'),
    equal: count(({ outcome }) => outcome === 'equal'),
    drifted: count((leaf) => leaf.outcome === 'differs' && isFailing(leaf.verdict)),
    ...(owned === 0 ? {} : { owned }),
    ...(ignored === 0 ? {} : { ignored }),
    ...(pending === 0 ? {} : { pending }),
    undetermined: count(({ outcome }) => outcome === 'undetermined'),
  };
}

/** What a resource came to, by its own leaves. */
export function statusOf({ isElements }: Subject, leaves: readonly Leaf[]): Status {
  const whole = leaves.find((leaf) => leaf.whole === true);
  if (whole?.outcome === 'differs') {
    if (whole.verdict === 'ignored') return 'ignored';
    return isInFlight(whole.verdict ?? 'drift') ? 'pending' : 'missing';
  }
  if (whole?.outcome === 'undetermined') return whole.code === 'unreadable' ? 'unreadable' : 'unidentified';
  const { drifted, owned = 0, ignored = 0, pending = 0 } = countsOf(leaves);
  if (isElements) {
    // What nobody manages is listed under it, and says nothing of what it declares.
    const own = leaves.filter((leaf) => leaf.outcome !== 'differs' || leaf.isUnmanaged !== true);
    const { compared, undetermined } = countsOf(own);
    if (compared === 0 && undetermined > 0) return 'unidentified';
    const missing = own.filter(
      (leaf) => leaf.outcome === 'differs' && leaf.change === 'missing' && isFailing(leaf.verdict),
    ).length;
    if (missing > 0 && missing === compared) return 'missing';
  }
  if (drifted > 0 || leaves.some((leaf) => isWeightyRemark(leaf) && isFailing(leaf.verdict))) return 'drifted';
  if (pending > 0 || leaves.some((leaf) => isWeightyRemark(leaf) && isComing(leaf))) return 'pending';
  if (ignored > 0 || leaves.some((leaf) => isWeightyRemark(leaf) && leaf.verdict === 'ignored')) return 'ignored';
  return owned > 0 ? 'owned' : 'in-sync';
}

/** Whether it is not applied yet. What is on AWS before it is in the code leaves the code in sync with it. */
function isComing({ verdict = 'drift' }: DifferingLeaf): boolean {
  return isInFlight(verdict) && verdict !== 'adopts';
}

/** What is said of a resource beside its attributes leaves it in sync as long as it is a note. */
function isWeightyRemark(leaf: Leaf): leaf is DifferingLeaf {
  return leaf.outcome === 'differs' && leaf.isRemark === true && severityOf(leaf) !== 'note';
}

function findingOf(leaf: DifferingLeaf): DraftFinding {
  const { subject, path, verdict, severity, policy, declared, live, at } = leaf;
  const { related, history, cause, danger, coveredBy, reaches, who, delivery, unknownMember, expectation, connection } =
    leaf;
  const { base, removed, untouched, appliedFrom, until, remedies } = leaf;
  const common = {
    rule: leaf.rule,
    kind: subject.kind,
    address: subject.address,
    path: formatPath(path),
    identity: leaf.identity ?? subject.identity,
    ...(at === undefined ? {} : { at }),
    ...(declared === undefined ? {} : { declared }),
    ...(live === undefined ? {} : { live }),
    ...(related === undefined ? {} : { related }),
    ...(history === undefined ? {} : { history }),
    ...(cause === undefined ? {} : { cause }),
    ...(reaches === undefined ? {} : { reaches }),
    ...(who === undefined ? {} : { who }),
    ...(danger === undefined ? {} : { danger: [...danger] }),
    ...(coveredBy === undefined ? {} : { coveredBy }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(severity === undefined ? {} : { severity }),
    ...(policy === undefined ? {} : { policy }),
    ...(remedies === undefined ? {} : { remedies }),
    ...(base === undefined ? {} : { base }),
    ...(removed === undefined ? {} : { removed }),
    ...(untouched === undefined ? {} : { untouched }),
    ...(appliedFrom === undefined ? {} : { appliedFrom }),
    ...(until === undefined ? {} : { until }),
  };
  if (expectation !== undefined) {
    return {
      type: 'expectation-unmet',
      ...common,
      expectation: expectation.name,
      sides: [...expectation.sides],
      ...(connection === undefined ? {} : { connection }),
    };
  }
  if (unknownMember !== undefined) return { type: 'member-unknown', ...common, ...unknownMember };
  return delivery === undefined
    ? { type: typeOf(leaf), ...common }
    : { type: 'delivery-broken', ...common, ...deliveryOf(delivery) };
}

function deliveryOf({ differences, evidence, ...delivery }: LostDelivery): DeliveryData {
  return {
    ...delivery,
    ...(differences === undefined ? {} : { differences: differences.map(differenceOf) }),
    ...(evidence === undefined ? {} : { evidence: [...evidence] }),
  };
}

function differenceOf({
  rule: broken,
  path,
  declared,
  live,
  at,
}: NonNullable<LostDelivery['differences']>[number]): NonNullable<DeliveryData['differences']>[number] {
  return {
    rule: broken,
    path: formatPath(path),
    ...(declared === undefined ? {} : { declared }),
    ...(live === undefined ? {} : { live }),
    ...(at === undefined ? {} : { at }),
  };
}

/** A named element that one side lacks is missing or extra; everything else is an attribute that changed. */
function typeOf({
  change,
  path,
  whole,
  isUnmanaged,
  isDeclaredTwice,
  removed,
}: DifferingLeaf):
  | 'attribute-changed'
  | 'element-missing'
  | 'element-extra'
  | 'resource-missing'
  | 'resource-unmanaged'
  | 'declared-twice'
  | 'resource-removed' {
  if (removed === true) return 'resource-removed';
  if (whole === true) return 'resource-missing';
  if (isUnmanaged === true) return 'resource-unmanaged';
  if (isDeclaredTwice === true) return 'declared-twice';
  if (change === 'changed' || path.at(-1)?.key === undefined) return 'attribute-changed';
  return change === 'missing' ? 'element-missing' : 'element-extra';
}

function gapOf(leaf: UndeterminedLeaf): DraftGap {
  const { subject, code, scope, whole, path, reason, declared, live, at, policy, expectation } = leaf;
  return {
    code,
    scope: scope ?? (whole === true ? 'resource' : 'leaf'),
    kind: subject.kind,
    address: subject.address,
    path: formatPath(path),
    identity: leaf.identity ?? subject.identity,
    reason,
    ...(declared === undefined ? {} : { declared }),
    ...(live === undefined ? {} : { live }),
    ...(at === undefined ? {} : { at }),
    ...(policy === undefined ? {} : { policy }),
    ...(expectation === undefined ? {} : { expectation: expectation.name }),
  };
}

/** Two differences of one resource that cannot be told apart by what may be shown of them still have a path each. */
function numbered(findings: readonly DraftFinding[]): readonly DraftFinding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const key = JSON.stringify([finding.rule, finding.address, finding.identity, finding.path]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? finding : { ...finding, path: `${finding.path} #${count}` };
  });
}
