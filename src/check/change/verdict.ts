import { isDeepStrictEqual } from 'node:util';
import { isRulePath } from '../../kinds/ec2/security-group/show.ts';
import type { LiveIdentity } from '../../model/identity.ts';
import {
  type DifferingLeaf,
  type EqualLeaf,
  isAboutCode,
  isSetAside,
  type Leaf,
  type UndeterminedLeaf,
} from '../../model/leaf.ts';
import { formatPath, isSamePath } from '../../model/path.ts';
import type { ShownValue } from '../../model/report/shown-value.ts';
import { sameDeclared } from './same-declared.ts';
import { type Side, sideOf, type ThingOfVersion, type ThingsOfVersion } from './version.ts';

/*
 * What a difference between the head of a change and AWS is, by what the base declares there. An absent value is a
 * value.
 *
 * | base and AWS | head and AWS        | verdict                                               |
 * |--------------|---------------------|-------------------------------------------------------|
 * | equal        | differs             | pending: the change brings it                         |
 * | differs      | the same difference | drift                                                 |
 * | differs      | differs otherwise   | collides: applying the change overwrites what AWS has |
 * | undetermined |                     | undetermined                                          |
 *
 * What only the base differs in (the head is as AWS) stands in `join-change.ts`.
 */

/** A leaf of the head with what the base made of it. */
export interface JudgedLeaf {
  readonly leaf: Leaf;
  /** The leaf of the base that differs there, too. */
  readonly base?: DifferingLeaf;
}

/** Judges what differs of the head. What is set aside, equal or undetermined stays as it is. */
export function judgeLeaf(leaf: Leaf, base: ThingsOfVersion, head: ThingsOfVersion): readonly JudgedLeaf[] {
  if (leaf.outcome !== 'differs' || isSetAside(leaf.verdict ?? 'drift')) return [{ leaf }];
  // Another check: what the head itself does wrong fails, whether or not it is applied.
  if (isAboutCode(leaf)) return [{ leaf }];
  const thing = base.of(leaf.subject);
  if (leaf.whole === true) return [judgeWhole(leaf, thing)];
  if (leaf.delivery !== undefined) return [judgeDelivery(leaf, base, head)];
  if (leaf.apart !== undefined) return judgePair(leaf, leaf.apart, thing);
  return [bySide(leaf, sideOf(thing, leaf))];
}

function judgeWhole(leaf: DifferingLeaf, thing: ThingOfVersion | undefined): JudgedLeaf {
  const own = (thing?.leaves ?? []).filter(
    (one) => one.whole === true && (one.subject.isElements ?? false) === (leaf.subject.isElements ?? false),
  );
  const same = own.find(({ subject }) => subject.address === leaf.subject.address) ?? own[0];
  if (same?.outcome === 'undetermined') return { leaf: undeterminedBy(leaf, same) };
  return same?.outcome === 'differs' ? { leaf, base: same } : { leaf: pending(leaf, undefined) };
}

function bySide(leaf: DifferingLeaf, side: Side): JudgedLeaf {
  switch (side.is) {
    case 'none':
      return { leaf: pending(leaf, { absent: true }) };
    case 'equal':
      return { leaf: isRuleRemoved(leaf) ? ruleRemoved(leaf, side.leaf) : pending(leaf, asDeclared(leaf.live)) };
    case 'undetermined':
      return { leaf: undeterminedBy(leaf, side.leaf) };
    case 'differs': {
      const isSame = side.isExact && isSameDifference(side.leaf, leaf);
      return { leaf: isSame ? leaf : colliding(leaf, side.leaf.declared), base: side.leaf };
    }
  }
}

/** What a version declares that is as AWS: a rule that is declared has no id. */
function asDeclared(live: ShownValue | undefined): ShownValue | undefined {
  if (live === undefined || !('value' in live) || !isPlainRule(live.value)) return live;
  const { id: _id, ...declared } = live.value;
  return { value: declared };
}

function isPlainRule(value: Extract<ShownValue, { value: unknown }>['value']): value is Record<string, typeof value> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'source' in value && 'id' in value;
}

/** A rule of a group that only AWS and the base have. */
function isRuleRemoved({ change, path }: DifferingLeaf): boolean {
  return change === 'extra' && isRulePath(path);
}

/** The rule goes with the apply: it is one that the change takes out, and not one that somebody added. */
function ruleRemoved(leaf: DifferingLeaf, base: EqualLeaf | undefined): DifferingLeaf {
  const { isUnmanaged: _unmanaged, groupRule: _rule, seen: _seen, danger: _danger, related = [], ...rest } = leaf;
  // What it opens, the apply closes.
  const { severity: _severity, coveredBy: _covered, ...common } = rest;
  const { address, at } = base?.subject ?? {};
  const before = address === undefined ? [] : [{ address, ...(at === undefined ? {} : { at }) }];
  return {
    ...pending(common, asDeclared(leaf.live)),
    rule: 'change/removed',
    removed: true,
    related: [...before, ...related],
  };
}

/** Whether both versions differ from AWS in the same way, as far as it can be told. */
export function isSameDifference(base: DifferingLeaf, head: DifferingLeaf): boolean {
  return base.change === head.change && sameDeclared(base.declared, head.declared) !== false;
}

function pending(leaf: DifferingLeaf, base: ShownValue | undefined): DifferingLeaf {
  return { ...leaf, verdict: 'pending', ...(base === undefined ? {} : { base }) };
}

function colliding(leaf: DifferingLeaf, base: ShownValue | undefined): DifferingLeaf {
  return { ...leaf, verdict: 'collides', ...(base === undefined ? {} : { base }) };
}

/** What cannot be told of the base cannot be told of the change. */
export function undeterminedBy(leaf: DifferingLeaf, { reason }: Pick<UndeterminedLeaf, 'reason'>): UndeterminedLeaf {
  const { change: _change, rule: _rule, apart: _apart, isUnmanaged: _unmanaged, verdict: _verdict, ...rest } = leaf;
  const {
    seen: _seen,
    unknownMember: _unknown,
    delivery: _delivery,
    severity: _severity,
    danger: _danger,
    coveredBy: _covered,
    ...common
  } = rest;
  const { related: _related, history: _history, cause: _cause, base: _base, ...left } = common;
  return { ...left, outcome: 'undetermined', code: 'base-unknown', scope: 'leaf', reason };
}

/*
 * A rule of a group is taken for a live one with a detail changed where each is the only one that the other can be. Two
 * versions may pair differently, so the two halves are asked for one by one where they do not pair the same live rule.
 */
function judgePair(
  leaf: DifferingLeaf,
  apart: readonly Leaf[],
  thing: ThingOfVersion | undefined,
): readonly JudgedLeaf[] {
  const paired = thing?.leaves.find(
    (one): one is DifferingLeaf => one.outcome === 'differs' && one.apart !== undefined && isSameRule(one, leaf),
  );
  if (paired !== undefined) return [bySide(leaf, { is: 'differs', leaf: paired, isExact: true })];
  const halves = apart.flatMap((half) =>
    half.outcome === 'differs' ? [bySide(half, sideOf(thing, half))] : [{ leaf: half }],
  );
  const verdicts = new Set(halves.map(({ leaf: half }) => (half.outcome === 'differs' ? half.verdict : half.outcome)));
  if (verdicts.size > 1) return halves;
  const [half] = halves;
  if (half === undefined || half.leaf.outcome === 'equal') return [{ leaf }];
  if (half.leaf.outcome === 'undetermined') return [{ leaf: undeterminedBy(leaf, half.leaf) }];
  const { verdict } = half.leaf;
  const base = verdict === 'pending' && thing !== undefined ? asDeclared(leaf.live) : undefined;
  return [
    {
      leaf: { ...leaf, ...(verdict && { verdict }), ...(base && { base }) },
      ...(half.base === undefined ? {} : { base: half.base }),
    },
  ];
}

/** Both are about one live rule. */
function isSameRule(one: DifferingLeaf, { seen, live }: DifferingLeaf): boolean {
  if (one.seen !== undefined || seen !== undefined) return one.seen === seen;
  return live !== undefined && isDeepStrictEqual(one.live, live);
}

/**
 * What is lost on its way to the tasks is what its values are: pending when the change brings all of them. What no
 * value is lost by is so when the base has it as well.
 */
function judgeDelivery(leaf: DifferingLeaf, base: ThingsOfVersion, head: ThingsOfVersion): JudgedLeaf {
  const thing = base.of(leaf.subject);
  if (thing === undefined) return { leaf: pending(leaf, undefined) };
  const before = thing.leaves.find(
    (one): one is DifferingLeaf =>
      one.outcome === 'differs' && one.rule === leaf.rule && formatPath(one.path) === formatPath(leaf.path),
  );
  const differences = leaf.delivery?.differences ?? [];
  if (differences.length === 0) {
    return before === undefined ? { leaf: pending(leaf, undefined) } : { leaf, base: before };
  }
  const definition = definitionOf(leaf, head);
  const known = before?.delivery?.differences ?? [];
  const judged = differences.map((difference): JudgedLeaf => {
    const lost: DifferingLeaf = { ...difference, subject: definition ?? leaf.subject };
    const same = known.find(({ path }) => isSamePath(path, difference.path));
    if (same !== undefined) {
      return bySide(lost, { is: 'differs', isExact: true, leaf: { ...same, subject: lost.subject } });
    }
    return bySide(lost, definition === undefined ? { is: 'equal' } : sideOf(base.of(definition), lost));
  });
  const worst = judged.find(({ base: other, leaf: lost }) => other !== undefined && !isColliding(lost)) ??
    judged.find(({ leaf: lost }) => isColliding(lost)) ??
    judged.find(({ leaf: lost }) => lost.outcome === 'undetermined') ?? { leaf: pending(leaf, undefined) };
  if (worst.leaf.outcome === 'undetermined') return { leaf: undeterminedBy(leaf, worst.leaf) };
  if (worst.base === undefined) return { leaf: pending(leaf, undefined) };
  return { leaf: isColliding(worst.leaf) ? { ...leaf, verdict: 'collides' } : leaf, base: before ?? worst.base };
}

function isColliding(leaf: Leaf): boolean {
  return leaf.outcome === 'differs' && leaf.verdict === 'collides';
}

/** The task definition that a service is to run, as the revision that it runs was compared with it. */
function definitionOf({ related = [], subject }: DifferingLeaf, head: ThingsOfVersion) {
  const addresses = new Set(related.flatMap(({ address }) => address ?? []));
  const definitions = [...head.things.values()]
    .flatMap(({ subjects }) => subjects)
    .filter(
      ({ kind, target, address }) =>
        kind === 'ecs-task-definition' && target === subject.target && addresses.has(address),
    );
  const { service }: LiveIdentity = subject.identity;
  return (
    definitions.find(({ identity }: { readonly identity: LiveIdentity }) => identity.service === service) ??
    definitions[0]
  );
}
