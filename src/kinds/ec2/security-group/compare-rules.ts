import { judge } from '../../../compare/scalar.ts';
import { type PartialValue, patternOf, type Value } from '../../../model/declared.ts';
import { groupBy, groupPairs } from '../../../model/group.ts';
import type { Subject } from '../../../model/leaf.ts';
import { matchesPattern } from '../../../model/pattern.ts';
import type { ReasonData } from '../../../model/report/reason.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { Unknown } from '../../../model/value.ts';
import type { DeclaredRule } from './declared-rules.ts';
import {
  canonicalPorts,
  type Direction,
  type LiveRule,
  type Ports,
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

/**
 * Compares the rules that the code declares for one group with those that AWS has. Every declared rule has one outcome,
 * and every live rule that no declared one accounts for has one; the order of either list does not matter for what
 * comes out.
 */
export function compareRules(
  declared: readonly ResolvedRule[],
  live: readonly LiveRule[],
  extras: Readonly<Record<Direction, Extras>>,
): readonly RuleOutcome[] {
  const liveByKey = groupBy(live, ruleKey);
  const own = declared.filter((rule) => rule.uncertain === undefined);
  const exact = own.filter((rule) => rule.atom !== undefined);
  const claimed = claims(exact, liveByKey);
  const outcomes: RuleOutcome[] = [];
  const missing: ResolvedRule[] = [];
  const explained = new Set<string>(claimed.keys());

  for (const rule of exact) {
    const key = rule.atom === undefined ? '' : ruleKey(rule.atom);
    const found = closest(rule, liveByKey.get(key) ?? []);
    if (found !== undefined) outcomes.push(matched(rule, found));
    else if (rule.rule.open !== undefined) outcomes.push({ kind: 'undetermined', rule, candidates: [] });
    else missing.push(rule);
  }
  for (const rule of own) {
    if (rule.atom !== undefined) continue;
    const candidates = live.filter((candidate) => fits(rule, candidate) && !takenFrom(rule, candidate, claimed));
    if (candidates.length === 0 && isCertain(rule.rule)) {
      missing.push(rule);
      continue;
    }
    const unclaimed = candidates.filter((candidate) => !claimed.has(ruleKey(candidate)));
    for (const candidate of unclaimed) explained.add(ruleKey(candidate));
    outcomes.push({ kind: 'undetermined', rule, candidates: unclaimed.length > 0 ? unclaimed : candidates });
  }

  const possible = declared.filter((rule) => rule.uncertain !== undefined);
  const unexplained: LiveRule[] = [];
  for (const [key, [rule]] of liveByKey) {
    if (rule === undefined || explained.has(key) || extras[rule.direction] === 'leave') continue;
    const because = possible.find((one) => fits(one, rule))?.uncertain ?? hiddenBy(extras[rule.direction]);
    if (because === undefined) unexplained.push(rule);
    else outcomes.push({ kind: 'possible', live: rule, because });
  }
  return [...outcomes, ...pairChanged(missing, unexplained)];
}

/** Which live rules are declared for certain, by key, and where. */
function claims(
  exact: readonly ResolvedRule[],
  liveByKey: ReadonlyMap<string, readonly LiveRule[]>,
): ReadonlyMap<string, readonly ResolvedRule[]> {
  const keyed = exact.map((rule) => [rule.atom === undefined ? '' : ruleKey(rule.atom), rule] as const);
  return groupPairs(keyed.filter(([key]) => liveByKey.has(key)));
}

/**
 * Whether `live` cannot be `rule` because another rule resource holds it: EC2 refuses a second rule that is the same
 * (`InvalidPermission.Duplicate`), so two rule resources never stand for one. A group's own list is free of duplicates
 * by itself, and two targets may hold the same code.
 */
function takenFrom(
  { rule, subject }: ResolvedRule,
  live: LiveRule,
  claimed: ReadonlyMap<string, readonly ResolvedRule[]>,
): boolean {
  if (rule.style !== 'standalone') return false;
  const holders = claimed.get(ruleKey(live)) ?? [];
  return holders.some(
    (holder) =>
      holder.rule.style === 'standalone' &&
      holder.subject !== subject &&
      holder.subject.target === subject.target &&
      holder.rule.open === undefined,
  );
}

function isCertain(rule: DeclaredRule): boolean {
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

function knownPorts(rule: DeclaredRule): Ports {
  return {
    ...(rule.fromPort?.state === 'known' ? { fromPort: rule.fromPort.value } : {}),
    ...(rule.toPort?.state === 'known' ? { toPort: rule.toPort.value } : {}),
  };
}

/** Whether a live rule may be the declared one, as far as that is known. */
function fits({ rule, source }: ResolvedRule, live: LiveRule): boolean {
  return (
    rule.directions.includes(live.direction) &&
    (rule.protocol.state !== 'known' || rule.protocol.value === live.protocol) &&
    fitsPorts(rule, live) &&
    fitsSource(source, live)
  );
}

function fitsPorts(rule: DeclaredRule, live: LiveRule): boolean {
  const known = canonicalPorts(live.protocol, knownPorts(rule));
  const fromFits = isUnknown(rule.fromPort) || known.fromPort === live.fromPort;
  // Whether a code counts depends on the type, so an unknown type leaves it open.
  const toFits =
    isUnknown(rule.toPort) || known.toPort === live.toPort || (isUnknown(rule.fromPort) && live.toPort === -1);
  return fromFits && toFits;
}

function isUnknown(value: Value<number> | undefined): boolean {
  return value !== undefined && value.state !== 'known';
}

function fitsSource(source: ResolvedSource, live: LiveRule): boolean {
  if (source.absent === true || !source.kinds.includes(live.sourceKind)) return false;
  switch (source.value.state) {
    case 'unknown':
      return source.account === undefined || live.account === undefined || source.account === live.account;
    case 'known':
      return source.value.value === live.source;
    case 'partial':
      return fitsParts(source.value, live);
  }
}

/** Whether a peer of which only `parts` are known may be the live one, however it is spelled in the code. */
function fitsParts(declared: PartialValue, live: LiveRule): boolean {
  const pattern = patternOf(declared);
  switch (live.sourceKind) {
    case 'cidr-ipv4':
    case 'prefix-list':
      return matchesPattern(live.source, pattern);
    case 'group':
      return matchesPattern(live.source, pattern) || matchesPattern(`${live.account ?? ''}/${live.source}`, pattern);
    case 'cidr-ipv6': {
      // IPv6 has many spellings; only the prefix length has one.
      const tail = pattern.at(-1);
      const length = typeof tail === 'string' ? /\/(\d+)$/.exec(tail)?.[1] : undefined;
      return length === undefined || live.source.endsWith(`/${length}`);
    }
  }
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
