import { judge } from '../../../compare/scalar.ts';
import type { Value } from '../../../model/declared.ts';
import { groupBy, groupPairs } from '../../../model/group.ts';
import type { Subject } from '../../../model/leaf.ts';
import type { ReasonData } from '../../../model/report/reason.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { Direction, LiveRule, RuleAtom, SourceKind } from '../../../model/security-group.ts';
import type { Unknown } from '../../../model/value.ts';
import { Candidates, type Claimed, isUnknown, knownPorts } from './candidates.ts';
import type { DeclaredRule } from './declared-rules.ts';
import { loosened, mayBeOther, ownerOfChange, ownerOfElement, ownerOfUnknown } from './ignored.ts';
import { type Demand, distinctDemands, matchRules } from './matching.ts';
import { canonicalPorts, portsThatCount, ruleKey } from './model.ts';
import { changed, pairChanged, pairedById } from './pairing.ts';

/** A declared rule whose references to groups have been followed as far as they lead. */
export interface ResolvedRule {
  /** The resource that declares it: the group for an inline rule. */
  readonly subject: Subject;
  readonly rule: DeclaredRule;
  readonly source: ResolvedSource;
  /** The atom, when all that makes it is known. */
  readonly atom?: RuleAtom;
  /** Why it is not known whether it belongs to this group: it may explain a live rule, and is never missing. */
  readonly uncertain?: Unknown;
}
export interface ResolvedSource {
  readonly kinds: readonly SourceKind[];
  /** In canonical form when known. */
  readonly value: Value<string>;
  /** The group's account, where it is written or follows from where the group lives. */
  readonly account?: string;
  /** The group's address, when the code declares it. */
  readonly address?: string;
  /** It is a group that AWS does not have: no live rule can name it. */
  readonly absent?: true;
}

/**
 * What to make of a live rule that no code declares. `leave`: nothing is said of it. `unowned`: the code only refers to
 * the group, and does not say what it is to have. `hidden`: code that is not there may declare it. `owner`: it is left
 * to others, by what `ignore_changes` names there.
 */
export type Extras = 'report' | 'leave' | 'unowned' | { readonly hidden: Unknown } | { readonly owner: string };
/** The same for both directions, and which live rules something lists that declares none itself. */
export interface ExtrasOf extends Readonly<Record<Direction, Extras>> {
  isListed?(live: LiveRule): boolean;
}

/**
 * What one declared or live rule came to. `owner`: what differs is left to others, by what `ignore_changes` names
 * there.
 */
export type RuleOutcome = { readonly owner?: string } & (
  | { readonly kind: 'equal'; readonly rule: ResolvedRule; readonly live: LiveRule }
  | { readonly kind: 'description-changed'; readonly rule: ResolvedRule; readonly live: LiveRule }
  | {
      readonly kind: 'description-unknown';
      readonly rule: ResolvedRule;
      readonly live: LiveRule;
      readonly reason: ReasonData;
    }
  /**
   * The same rule with another port, protocol or peer. `apart`: what becomes of the two when they are not the same one,
   * where only their likeness makes them one.
   */
  | {
      readonly kind: 'changed';
      readonly rule: ResolvedRule;
      readonly live: LiveRule;
      readonly apart?: readonly RuleOutcome[];
    }
  | { readonly kind: 'missing'; readonly rule: ResolvedRule }
  /** The live rules that it may be, as far as it is known. */
  | { readonly kind: 'undetermined'; readonly rule: ResolvedRule; readonly candidates: readonly LiveRule[] }
  /**
   * `of`: the rule whose list of peers it may be in, where that is left to others. `isUnowned`: nobody owns the
   * direction of a group that the code only refers to, so it is no difference.
   */
  | { readonly kind: 'extra'; readonly live: LiveRule; readonly of?: ResolvedRule; readonly isUnowned?: true }
  /** A live rule that something not wholly known may declare. */
  | { readonly kind: 'possible'; readonly live: LiveRule; readonly because: Unknown }
);

/** The rules that the code declares for one group, held against those that AWS has as far as each tells by itself. */
export interface PreparedRules {
  /** What became of those that are wholly known and there. */
  readonly found: readonly RuleOutcome[];
  readonly liveByKey: ReadonlyMap<string, readonly LiveRule[]>;
  readonly claimed: Claimed;
  /** Wholly known, and not there. */
  readonly missing: readonly ResolvedRule[];
  /** Wholly known, not there, and partly left to others, with the live rules that may be there instead. */
  readonly others: readonly Demand[];
  /** Not wholly known, with the live rules that each may be. */
  readonly loose: readonly Demand[];
  /** Elements of lists that are left to others, with the live rules that may be elements too. */
  readonly lists: readonly Demand[];
  /** Of which it is not known whether they are of this group. */
  readonly possible: readonly Demand[];
}

/** Finds the rules that are wholly known, and for all others the live ones that they may be. */
export function prepareRules(declared: readonly ResolvedRule[], live: readonly LiveRule[]): PreparedRules {
  const liveByKey = groupBy(live, ruleKey);
  const own = declared.filter((rule) => rule.uncertain === undefined);
  const exact = own.filter((rule) => rule.atom !== undefined);
  const claimed = claims(exact, liveByKey);
  const found: RuleOutcome[] = [];
  const missing: ResolvedRule[] = [];
  for (const rule of exact) {
    const there = closest(rule, liveByKey.get(rule.atom === undefined ? '' : ruleKey(rule.atom)) ?? []);
    if (there !== undefined) found.push(matched(rule, there));
    else if (rule.rule.open !== undefined) {
      found.push({ ...owned(rule.rule.ignored.whole), kind: 'undetermined', rule, candidates: [] });
    } else missing.push(rule);
  }
  const candidates = new Candidates(live, claimed);
  const demand = (rule: ResolvedRule): Demand => ({ rule, candidates: candidates.of(loosened(rule)) });
  const other = (rule: ResolvedRule): Demand => ({ rule, candidates: candidates.of(loosened(rule), true) });
  return {
    found,
    liveByKey,
    claimed,
    missing: missing.filter((rule) => !mayBeOther(rule)),
    others: missing.filter(mayBeOther).map(other),
    loose: own.filter((rule) => rule.atom === undefined).map(demand),
    lists: own.filter((rule) => ownerOfElement(rule) !== undefined).map(other),
    possible: declared.filter((rule) => rule.uncertain !== undefined).map(demand),
  };
}

/** The rules that are certain to be live ones of their own. */
export function demandsOf({ loose, others }: PreparedRules): readonly Demand[] {
  return distinctDemands([...loose.filter(({ rule }) => isCertain(rule.rule)), ...others]);
}

/**
 * What every declared rule, and every live one that no declared one accounts for, came to. The order of either list
 * does not matter.
 *
 * @param demands those of this group (and others), of which each has a live rule of its own in `given`, or is missing
 */
export function outcomesOf(
  { found, liveByKey, claimed, missing, others, loose, lists, possible }: PreparedRules,
  extras: ExtrasOf,
  demands: ReadonlySet<ResolvedRule>,
  given: ReadonlyMap<ResolvedRule, LiveRule>,
): readonly RuleOutcome[] {
  const outcomes = [...found];
  const gone = [...missing];
  const explained = new Set<string>(claimed.keys());
  for (const { rule } of others) {
    const live = given.get(rule);
    if (live === undefined) gone.push(rule);
    else {
      explained.add(ruleKey(live));
      outcomes.push(...taken(rule, live));
    }
  }
  const unclaimed = memoizedUnclaimed(claimed, explained);
  for (const { rule, candidates } of loose) {
    const isGone = demands.has(rule) ? !given.has(rule) : candidates.length === 0 && isCertain(rule.rule);
    if (isGone) gone.push(rule);
    else
      outcomes.push({ ...owned(ownerOfUnknown(rule)), kind: 'undetermined', rule, candidates: unclaimed(candidates) });
  }
  const edited = pairedById(
    gone,
    [...liveByKey.values()].flat().filter((live) => !explained.has(ruleKey(live))),
  );
  for (const live of edited.values()) explained.add(ruleKey(live));
  const elements = new Map<LiveRule, ResolvedRule>();
  for (const { rule, candidates } of lists) {
    for (const live of candidates) elements.set(live, rule);
  }
  const elsewhere = new Map<LiveRule, Unknown>();
  for (const [candidates, [first]] of groupBy(possible, (one) => one.candidates)) {
    const because = first?.rule.uncertain;
    if (because === undefined) continue;
    for (const candidate of candidates) if (!elsewhere.has(candidate)) elsewhere.set(candidate, because);
  }
  const unexplained: LiveRule[] = [];
  const unowned: LiveRule[] = [];
  for (const [key, [rule]] of liveByKey) {
    if (rule === undefined || explained.has(key) || extras[rule.direction] === 'leave') continue;
    if (extras.isListed?.(rule)) continue;
    if (extras[rule.direction] === 'unowned') {
      if (!elsewhere.has(rule)) unowned.push(rule);
      continue;
    }
    const because = elsewhere.get(rule) ?? hiddenBy(extras[rule.direction]);
    const of = elements.get(rule);
    if (because !== undefined) outcomes.push({ kind: 'possible', live: rule, because });
    else if (of !== undefined) outcomes.push({ ...owned(ownerOfElement(of)), kind: 'extra', live: rule, of });
    else unexplained.push(rule);
  }
  const there = new Set(outcomes.flatMap((outcome) => ('rule' in outcome ? [outcome.rule.subject] : [])));
  const paired = [
    ...[...edited].map(([rule, live]) => changed(rule, live)),
    ...pairChanged(
      gone.filter((rule) => !edited.has(rule)),
      unexplained,
    ),
  ];
  return [
    ...outcomes,
    ...paired.map((outcome) => withOwner(outcome, extras, there)),
    ...unowned.map((live): RuleOutcome => ({ kind: 'extra', live, isUnowned: true })),
  ];
}

function owned(owner: string | undefined): { readonly owner?: string } {
  return owner === undefined ? {} : { owner };
}

/** What a rule came to that has another live one in its place. */
function taken(rule: ResolvedRule, live: LiveRule): readonly RuleOutcome[] {
  const changed: RuleOutcome = { ...owned(ownerOfChange(rule, live)), kind: 'changed', rule, live };
  const described = matched(rule, live);
  return described.kind === 'description-changed' ? [changed, described] : [changed];
}

/**
 * The outcome with whom it is left to.
 *
 * @param there the resources of which a rule is there: what their lists lack is left to others with the lists
 */
function withOwner(outcome: RuleOutcome, extras: ExtrasOf, there: ReadonlySet<Subject>): RuleOutcome {
  if (outcome.kind === 'extra') {
    const of = extras[outcome.live.direction];
    return typeof of === 'object' && 'owner' in of ? { ...outcome, owner: of.owner } : outcome;
  }
  if (!('rule' in outcome)) return outcome;
  const { rule } = outcome;
  const { whole, group } = rule.rule.ignored;
  if (outcome.kind === 'changed' && outcome.apart !== undefined) {
    const apart = outcome.apart.map((one) => withOwner(one, extras, there));
    return { ...outcome, apart, ...owned(whole) };
  }
  if (whole !== undefined) return { ...outcome, owner: whole };
  if (outcome.kind !== 'missing') return outcome;
  const list = there.has(rule.subject) ? ownerOfElement(rule) : undefined;
  if (list !== undefined) return { ...outcome, owner: list };
  // It may be one of another group by now.
  return group === undefined ? outcome : { owner: group, kind: 'undetermined', rule, candidates: [] };
}

/** Those of the candidates that no rule holds for certain, or all where there are none; they are explained then. */
function memoizedUnclaimed(
  claimed: Claimed,
  explained: Set<string>,
): (candidates: readonly LiveRule[]) => readonly LiveRule[] {
  const known = new Map<readonly LiveRule[], readonly LiveRule[]>();
  return (candidates) => {
    const before = known.get(candidates);
    if (before !== undefined) return before;
    const free = candidates.filter((candidate) => !claimed.has(ruleKey(candidate)));
    for (const candidate of free) explained.add(ruleKey(candidate));
    const shown = free.length > 0 ? free : candidates;
    known.set(candidates, shown);
    return shown;
  };
}

/**
 * Compares the rules that the code declares for one group with those that AWS has. Every declared rule has one outcome,
 * and every live rule that no declared one accounts for has one; the order of either list does not matter for what
 * comes out.
 */
export function compareRules(
  declared: readonly ResolvedRule[],
  live: readonly LiveRule[],
  extras: ExtrasOf,
): readonly RuleOutcome[] {
  const prepared = prepareRules(declared, live);
  const demands = demandsOf(prepared);
  return outcomesOf(prepared, extras, new Set(demands.map(({ rule }) => rule)), matchRules(demands));
}

/** Which live rules are declared for certain, by key, and where. */
function claims(exact: readonly ResolvedRule[], liveByKey: ReadonlyMap<string, readonly LiveRule[]>): Claimed {
  const keyed = exact.map((rule) => [rule.atom === undefined ? '' : ruleKey(rule.atom), rule] as const);
  return groupPairs(keyed.filter(([key]) => liveByKey.has(key)));
}

/** Whether at least one live rule is declared. */
export function isCertain(rule: DeclaredRule): boolean {
  return rule.open === undefined || rule.open.atLeastOne;
}

function hiddenBy(extras: Extras): Unknown | undefined {
  return typeof extras === 'object' && 'hidden' in extras ? extras.hidden : undefined;
}

/** Of live rules that are the same to EC2, the one that agrees in everything else too, if there is one. */
function closest(rule: ResolvedRule, same: readonly LiveRule[]): LiveRule | undefined {
  return same.find((live) => matched(rule, live).kind === 'equal') ?? same[0];
}

function matched(rule: ResolvedRule, live: LiveRule): RuleOutcome {
  const account = rule.source.account;
  if (account !== undefined && live.account !== undefined && account !== live.account) {
    return { ...owned(rule.rule.ignored.whole ?? rule.rule.ignored.source?.argument), kind: 'changed', rule, live };
  }
  const owner = owned(rule.rule.ignored.whole ?? rule.rule.ignored.description);
  // EC2 does not store an empty description.
  const declared: Value<Text> = rule.rule.description ?? { state: 'known', value: '' };
  const verdict = judge<Text>(declared, live.description ?? '');
  switch (verdict.outcome) {
    case 'equal':
      return { kind: 'equal', rule, live };
    case 'differs':
      return { ...owner, kind: 'description-changed', rule, live };
    case 'undetermined':
      return { ...owner, kind: 'description-unknown', rule, live, reason: verdict.reason };
  }
}

/** The atom of a declared rule with this source; undefined when something that makes it is not known. */
export function atomOf(rule: DeclaredRule, source: ResolvedSource): RuleAtom | undefined {
  const [direction, ...otherDirections] = rule.directions;
  const [sourceKind, ...otherKinds] = source.kinds;
  if (direction === undefined || otherDirections.length > 0 || sourceKind === undefined || otherKinds.length > 0) {
    return undefined;
  }
  if (rule.protocol.state !== 'known' || source.value.state !== 'known') return undefined;
  const protocol = rule.protocol.value;
  const ports = knownPorts(rule);
  if (portsThatCount(protocol, ports.fromPort).some((port) => isUnknown(rule[port]))) return undefined;
  return {
    direction,
    protocol,
    ...canonicalPorts(protocol, ports),
    sourceKind,
    source: source.value.value,
    ...(source.account === undefined ? {} : { account: source.account }),
  };
}
