import { judge } from '../../../compare/scalar.ts';
import type { Value } from '../../../model/declared.ts';
import { groupBy, groupPairs } from '../../../model/group.ts';
import type { Subject } from '../../../model/leaf.ts';
import type { ReasonData } from '../../../model/report/reason.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { Unknown } from '../../../model/value.ts';
import { Candidates, type Claimed, isUnknown, knownPorts } from './candidates.ts';
import type { DeclaredRule } from './declared-rules.ts';
import { type Demand, distinctDemands, matchRules } from './matching.ts';
import {
  canonicalPorts,
  type Direction,
  type LiveRule,
  portsThatCount,
  type RuleAtom,
  ruleKey,
  type SourceKind,
} from './model.ts';

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

/** What to make of a live rule that no code declares. `hidden`: code that is not there may declare it. */
export type Extras = 'report' | 'leave' | { readonly hidden: Unknown };
/** The same for both directions, and which live rules something lists that declares none itself. */
export interface ExtrasOf extends Readonly<Record<Direction, Extras>> {
  isListed?(live: LiveRule): boolean;
}

/** What one declared or live rule came to. */
export type RuleOutcome =
  | { readonly kind: 'equal'; readonly rule: ResolvedRule; readonly live: LiveRule }
  | { readonly kind: 'description-changed'; readonly rule: ResolvedRule; readonly live: LiveRule }
  | {
      readonly kind: 'description-unknown';
      readonly rule: ResolvedRule;
      readonly live: LiveRule;
      readonly reason: ReasonData;
    }
  /** The same rule with another port, protocol or peer. */
  | { readonly kind: 'changed'; readonly rule: ResolvedRule; readonly live: LiveRule }
  | { readonly kind: 'missing'; readonly rule: ResolvedRule }
  /** The live rules that it may be, as far as it is known. */
  | { readonly kind: 'undetermined'; readonly rule: ResolvedRule; readonly candidates: readonly LiveRule[] }
  | { readonly kind: 'extra'; readonly live: LiveRule }
  /** A live rule that something not wholly known may declare. */
  | { readonly kind: 'possible'; readonly live: LiveRule; readonly because: Unknown };

/** The rules that the code declares for one group, held against those that AWS has as far as each tells by itself. */
export interface PreparedRules {
  /** What became of those that are wholly known and there. */
  readonly found: readonly RuleOutcome[];
  readonly liveByKey: ReadonlyMap<string, readonly LiveRule[]>;
  readonly claimed: Claimed;
  /** Wholly known, and not there. */
  readonly missing: readonly ResolvedRule[];
  /** Not wholly known, with the live rules that each may be. */
  readonly loose: readonly Demand[];
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
    else if (rule.rule.open !== undefined) found.push({ kind: 'undetermined', rule, candidates: [] });
    else missing.push(rule);
  }
  const candidates = new Candidates(live, claimed);
  const demand = (rule: ResolvedRule): Demand => ({ rule, candidates: candidates.of(rule) });
  return {
    found,
    liveByKey,
    claimed,
    missing,
    loose: own.filter((rule) => rule.atom === undefined).map(demand),
    possible: declared.filter((rule) => rule.uncertain !== undefined).map(demand),
  };
}

/** The rules that are certain to be live ones of their own. */
export function demandsOf({ loose }: PreparedRules): readonly Demand[] {
  return distinctDemands(loose.filter(({ rule }) => isCertain(rule.rule)));
}

/**
 * What every declared rule, and every live one that no declared one accounts for, came to. The order of either list
 * does not matter.
 *
 * @param demands those of this group (and others), of which each has a live rule of its own in `given`, or is missing
 */
export function outcomesOf(
  { found, liveByKey, claimed, missing, loose, possible }: PreparedRules,
  extras: ExtrasOf,
  demands: ReadonlySet<ResolvedRule>,
  given: ReadonlyMap<ResolvedRule, LiveRule>,
): readonly RuleOutcome[] {
  const outcomes = [...found];
  const gone = [...missing];
  const explained = new Set<string>(claimed.keys());
  const unclaimed = memoizedUnclaimed(claimed, explained);
  for (const { rule, candidates } of loose) {
    const isGone = demands.has(rule) ? !given.has(rule) : candidates.length === 0 && isCertain(rule.rule);
    if (isGone) gone.push(rule);
    else outcomes.push({ kind: 'undetermined', rule, candidates: unclaimed(candidates) });
  }
  const elsewhere = new Map<LiveRule, Unknown>();
  for (const [candidates, [first]] of groupBy(possible, (one) => one.candidates)) {
    const because = first?.rule.uncertain;
    if (because === undefined) continue;
    for (const candidate of candidates) if (!elsewhere.has(candidate)) elsewhere.set(candidate, because);
  }
  const unexplained: LiveRule[] = [];
  for (const [key, [rule]] of liveByKey) {
    if (rule === undefined || explained.has(key) || extras[rule.direction] === 'leave') continue;
    if (extras.isListed?.(rule)) continue;
    const because = elsewhere.get(rule) ?? hiddenBy(extras[rule.direction]);
    if (because === undefined) unexplained.push(rule);
    else outcomes.push({ kind: 'possible', live: rule, because });
  }
  return [...outcomes, ...pairChanged(gone, unexplained)];
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
  return typeof extras === 'object' ? extras.hidden : undefined;
}

/** Of live rules that are the same to EC2, the one that agrees in everything else too, if there is one. */
function closest(rule: ResolvedRule, same: readonly LiveRule[]): LiveRule | undefined {
  return same.find((live) => matched(rule, live).kind === 'equal') ?? same[0];
}

function matched(rule: ResolvedRule, live: LiveRule): RuleOutcome {
  const account = rule.source.account;
  if (account !== undefined && live.account !== undefined && account !== live.account) {
    return { kind: 'changed', rule, live };
  }
  if (rule.rule.ignoreDescription) return { kind: 'equal', rule, live };
  // EC2 does not store an empty description.
  const declared: Value<Text> = rule.rule.description ?? { state: 'known', value: '' };
  const verdict = judge<Text>(declared, live.description ?? '');
  switch (verdict.outcome) {
    case 'equal':
      return { kind: 'equal', rule, live };
    case 'differs':
      return { kind: 'description-changed', rule, live };
    case 'undetermined':
      return { kind: 'description-unknown', rule, live, reason: verdict.reason };
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

/**
 * Joins a missing rule and an undeclared one into "changed" where each is the only one that the other can be; leaves
 * the rest as missing and extra.
 */
function pairChanged(missing: readonly ResolvedRule[], extra: readonly LiveRule[]): readonly RuleOutcome[] {
  const outcomes: RuleOutcome[] = [];
  const paired = new Set<LiveRule>();
  for (const rule of missing) {
    const [live, ...others] = extra.filter((candidate) => isNear(rule, candidate));
    const rivals = live === undefined ? [] : missing.filter((rival) => isNear(rival, live) && !isSame(rival, rule));
    if (live !== undefined && others.length === 0 && rivals.length === 0) {
      paired.add(live);
      outcomes.push({ kind: 'changed', rule, live });
    } else {
      outcomes.push({ kind: 'missing', rule });
    }
  }
  for (const live of extra) if (!paired.has(live)) outcomes.push({ kind: 'extra', live });
  return outcomes;
}

/** Whether two are one rule: itself, or what another target says of it. */
function isSame(one: ResolvedRule, other: ResolvedRule): boolean {
  if (one === other) return true;
  if (one.atom === undefined || other.atom === undefined || one.subject.target === other.subject.target) return false;
  return ruleKey(one.atom) === ruleKey(other.atom);
}

/** Whether an edit of one detail makes the declared rule the live one: its ports, its protocol, or its CIDR block. */
function isNear({ atom, rule }: ResolvedRule, live: LiveRule): boolean {
  if (atom === undefined || atom.direction !== live.direction || atom.sourceKind !== live.sourceKind) return false;
  const samePeer = atom.source === live.source;
  const samePorts = atom.fromPort === live.fromPort && atom.toPort === live.toPort;
  const sameProtocol = atom.protocol === live.protocol;
  if (samePeer) return sameProtocol || (samePorts && atom.fromPort !== undefined);
  if (!sameProtocol || !samePorts) return false;
  if (atom.sourceKind === 'cidr-ipv4' || atom.sourceKind === 'cidr-ipv6') return true;
  // Two groups are two peers, unless the description says that it is the same rule.
  return (
    rule.description !== undefined &&
    live.description !== undefined &&
    judge<Text>(rule.description, live.description).outcome === 'equal'
  );
}
