import { type PartialValue, patternOf, type Value } from '../../../model/declared.ts';
import { neverSame } from '../../../model/distinct.ts';
import { groupPairs } from '../../../model/group.ts';
import { matchesPattern } from '../../../model/pattern.ts';
import type { LiveRule, RuleAtom } from '../../../model/security-group.ts';
import type { ResolvedRule, ResolvedSource } from './compare-rules.ts';
import { type DeclaredRule, isInline } from './declared-rules.ts';
import { canonicalPorts, type Ports, portsThatCount, ruleKey } from './model.ts';

/*
 * Which live rules a declared one may be that is not wholly known.
 */

/** The rules that hold each live rule for certain, by its key. */
export type Claimed = ReadonlyMap<string, readonly ResolvedRule[]>;

/** Finds the live rules that a declared one may be. Rules that say the same share their candidates. */
export class Candidates {
  readonly #live: readonly LiveRule[];
  readonly #claimed: Claimed;
  readonly #byTraffic: ReadonlyMap<string, readonly LiveRule[]>;
  readonly #bySource: ReadonlyMap<string, readonly LiveRule[]>;
  readonly #found = new Map<string, readonly LiveRule[]>();
  /** The resources that hold a live rule for certain, each with a number. */
  readonly #holders: ReadonlyMap<ResolvedRule['subject'], number>;

  constructor(live: readonly LiveRule[], claimed: Claimed) {
    this.#live = live;
    this.#claimed = claimed;
    this.#byTraffic = groupPairs(live.map((rule) => [trafficKey(rule.direction, rule.protocol, rule), rule]));
    this.#bySource = groupPairs(live.map((rule) => [sourceKey(rule.direction, rule), rule]));
    const holders = new Map<ResolvedRule['subject'], number>();
    for (const { subject } of [...claimed.values()].flat())
      if (!holders.has(subject)) holders.set(subject, holders.size);
    this.#holders = holders;
  }

  /** @param isFree whether only live rules count that no declared one holds for certain */
  of(rule: ResolvedRule, isFree = false): readonly LiveRule[] {
    const key = JSON.stringify([
      isFree,
      !isInline(rule.rule.style) ? [rule.subject.target, this.#holders.get(rule.subject) ?? null] : null,
      signatureOf(rule),
    ]);
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const found = this.#likely(rule).filter(
      (live) => fits(rule, live) && !(isFree ? this.#claimed.has(ruleKey(live)) : takenFrom(rule, live, this.#claimed)),
    );
    this.#found.set(key, found);
    return found;
  }

  /** The live rules of which one part that is known says that they may be it. */
  #likely({ rule, source }: ResolvedRule): readonly LiveRule[] {
    const [direction, ...others] = rule.directions;
    if (direction === undefined || others.length > 0) return this.#live;
    const [sourceKind, ...kinds] = source.kinds;
    if (source.value.state === 'known' && sourceKind !== undefined && kinds.length === 0) {
      return this.#bySource.get(sourceKey(direction, { sourceKind, source: source.value.value })) ?? [];
    }
    if (rule.protocol.state !== 'known') return this.#live;
    const ports = knownPorts(rule);
    if (portsThatCount(rule.protocol.value, ports.fromPort).some((port) => isUnknown(rule[port]))) return this.#live;
    return this.#byTraffic.get(trafficKey(direction, rule.protocol.value, ports)) ?? [];
  }
}

function trafficKey(direction: string, protocol: string, ports: Ports): string {
  const { fromPort, toPort } = canonicalPorts(protocol, ports);
  return `${direction}|${protocol}|${fromPort ?? ''}|${toPort ?? ''}`;
}

function sourceKey(direction: string, { sourceKind, source }: Pick<RuleAtom, 'sourceKind' | 'source'>): string {
  return `${direction}|${sourceKind}|${source}`;
}

/** What of a declared rule decides which live ones fit it. */
function signatureOf({ rule, source }: ResolvedRule): readonly unknown[] {
  const part = (value: Value<unknown> | undefined) => (value?.state === 'known' ? [value.value] : value?.state);
  return [
    rule.directions,
    part(rule.protocol),
    part(rule.fromPort),
    part(rule.toPort),
    source.kinds,
    source.absent,
    source.account,
    source.value.state === 'partial' ? patternOf(source.value) : part(source.value),
  ];
}

/**
 * Whether `live` cannot be `rule` because another rule resource holds it: EC2 refuses a second rule that is the same
 * (`InvalidPermission.Duplicate`), so two rule resources never stand for one. A group's own list is free of duplicates
 * by itself, and two targets may hold the same code.
 */
function takenFrom({ rule, subject }: ResolvedRule, live: LiveRule, claimed: Claimed): boolean {
  if (isInline(rule.style)) return false;
  const holders = claimed.get(ruleKey(live)) ?? [];
  return holders.some(
    (holder) =>
      !isInline(holder.rule.style) &&
      holder.subject !== subject &&
      holder.subject.target === subject.target &&
      holder.rule.open === undefined,
  );
}

/** The ports of a declared rule that are known. */
export function knownPorts(rule: DeclaredRule): Ports {
  return {
    ...(rule.fromPort?.state === 'known' ? { fromPort: rule.fromPort.value } : {}),
    ...(rule.toPort?.state === 'known' ? { toPort: rule.toPort.value } : {}),
  };
}

/** Whether a port is declared and not known. */
export function isUnknown(value: Value<number> | undefined): boolean {
  return value !== undefined && value.state !== 'known';
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

/** Whether two declared rules can be one rule to EC2. */
export function canBeOne(a: ResolvedRule, b: ResolvedRule): boolean {
  const [one, other] = [a.rule, b.rule];
  return (
    one.directions.some((direction) => other.directions.includes(direction)) &&
    canBeSame(one.protocol, other.protocol) &&
    canHaveSamePorts(one, other) &&
    a.source.kinds.some((kind) => b.source.kinds.includes(kind)) &&
    canBeSame(a.source.value, b.source.value)
  );
}

function canHaveSamePorts(one: DeclaredRule, other: DeclaredRule): boolean {
  const { protocol } = one.protocol.state === 'known' ? { protocol: one.protocol.value } : { protocol: undefined };
  if (protocol === undefined || other.protocol.state !== 'known') return true;
  const counting = portsThatCount(protocol, undefined);
  return counting.every((port) => {
    const [left, right] = [one[port], other[port]];
    return left === undefined || right === undefined || canBeSame(left, right);
  });
}

function canBeSame(a: Value<unknown>, b: Value<unknown>): boolean {
  return a.state === 'known' && b.state === 'known' ? a.value === b.value : !neverSame(a, b);
}
