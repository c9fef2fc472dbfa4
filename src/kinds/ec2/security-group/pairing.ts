import { type AddressRange, addressRange } from '../../../compare/cidr.ts';
import { nearestPairs } from '../../../compare/nearest.ts';
import { groupBy } from '../../../model/group.ts';
import { compareCodeUnits } from '../../../model/order.ts';
import { Secret, type Text } from '../../../model/secret/secret.ts';
import type { LiveRule, RuleAtom } from '../../../model/security-group.ts';
import type { ResolvedRule, RuleOutcome } from './compare-rules.ts';
import { ruleKey } from './model.ts';

/*
 * A rule that somebody edited is one that is missing and one that no code declares. Which of them are one is told by
 * how little has to be edited to make one of the other.
 */

/** The live rules that declared ones were, by the ids that a state has of them. */
export function pairedById(
  missing: readonly ResolvedRule[],
  live: readonly LiveRule[],
): ReadonlyMap<ResolvedRule, LiveRule> {
  const byId = new Map(live.flatMap((rule) => (rule.id === undefined ? [] : [[rule.id, rule] as const])));
  return new Map(
    missing.flatMap((rule) => {
      const there = rule.rule.appliedId === undefined ? undefined : byId.get(rule.rule.appliedId);
      return there !== undefined && rule.rule.directions.includes(there.direction) ? [[rule, there] as const] : [];
    }),
  );
}

/**
 * Joins missing rules and undeclared ones into "changed", the nearest first: the same peer before the same ports, and
 * with either the same description first. What has neither in common with any other stays missing or extra. Each side
 * is treated as the other, and the order of neither matters.
 */
export function pairChanged(missing: readonly ResolvedRule[], extra: readonly LiveRule[]): readonly RuleOutcome[] {
  const declared = unpairedOf(missing);
  const left = new Set<Unpaired>([...declared, ...extra.map((live) => unpaired(live, live.description, { live }))]);
  const partners = new Map<Unpaired, LiveRule>();
  for (const { classOf, compare, distance } of tiers) {
    for (const some of groupBy(left, classOf).values()) {
      const line = some.toSorted((a, b) => compare(a, b) || compareCodeUnits(a.key, b.key));
      for (const [one, other] of nearestPairs(line, ({ live }) => live === undefined, distance)) {
        if (other.live !== undefined) partners.set(one, other.live);
        left.delete(one);
        left.delete(other);
      }
    }
  }
  const partnerOf = new Map(declared.flatMap((one) => one.rules.map((rule) => [rule, partners.get(one)] as const)));
  return [
    ...missing.map((rule): RuleOutcome => {
      const live = partnerOf.get(rule);
      return live === undefined ? { kind: 'missing', rule } : changed(rule, live);
    }),
    ...[...left].flatMap(({ live }): RuleOutcome[] => (live === undefined ? [] : [{ kind: 'extra', live }])),
  ];
}

/** A rule that became the live one, and what the two are when they are not one. */
export function changed(rule: ResolvedRule, live: LiveRule): RuleOutcome {
  const apart = [{ kind: 'missing', rule } as const, { kind: 'extra', live } as const];
  return { kind: 'changed', rule, live, apart };
}

/** A rule that is only on one side. */
interface Unpaired {
  readonly atom: RuleAtom;
  readonly key: string;
  /** Where it is a CIDR block. */
  readonly addresses?: AddressRange;
  /** What tells equal descriptions from others; absent where there is none, or they cannot be told. */
  readonly description?: string;
  /** What the code says of it, where only that has it: several targets may. */
  readonly rules: readonly ResolvedRule[];
  /** The live rule, where only AWS has it. */
  readonly live?: LiveRule;
}

/** Each missing rule once, whichever targets and resources declare it. */
function unpairedOf(missing: readonly ResolvedRule[]): readonly Unpaired[] {
  const same = groupBy(missing, ({ atom }) => (atom === undefined ? undefined : ruleKey(atom)));
  return [...same.values()].flatMap((rules): Unpaired[] => {
    const [first] = rules;
    if (first?.atom === undefined) return [];
    const descriptions = new Set(
      rules.map(({ rule: { description } }) =>
        description?.state === 'known' ? descriptionKey(description.value) : undefined,
      ),
    );
    const [description] = descriptions;
    const shared = descriptions.size === 1 && description !== undefined ? { description } : {};
    return [{ ...unpaired(first.atom, undefined, {}), ...shared, rules }];
  });
}

function unpaired(atom: RuleAtom, text: Text | undefined, { live }: Pick<Unpaired, 'live'>): Unpaired {
  const addresses = atom.sourceKind.startsWith('cidr-') ? addressRange(atom.source) : undefined;
  const description = descriptionKey(text);
  return {
    atom,
    key: ruleKey(atom),
    rules: [],
    ...(addresses === undefined ? {} : { addresses }),
    ...(description === undefined ? {} : { description }),
    ...(live === undefined ? {} : { live }),
  };
}

/** The same for equal texts; undefined where there is none, and for a secret of which only a fingerprint is known. */
function descriptionKey(text: Text | undefined): string | undefined {
  if (text instanceof Secret) {
    const fingerprint = text.fingerprint('description');
    return fingerprint === undefined ? undefined : `secret ${fingerprint}`;
  }
  return text === undefined || text === '' ? undefined : `text ${text}`;
}

/** Rules that are as near as each other in what a tier is about. */
interface Tier {
  /** What rules have in common that can be one; undefined for those that can be none. */
  classOf(one: Unpaired): string | undefined;
  /** Orders those of a class so that what is near stands near. */
  compare(a: Unpaired, b: Unpaired): number;
  distance(a: Unpaired, b: Unpaired): number;
}

const keyOf = (...parts: readonly unknown[]): string => JSON.stringify(parts);
const peerOf = ({ atom: { direction, sourceKind, source } }: Unpaired) => [direction, sourceKind, source];
const trafficOf = ({ atom: { direction, protocol, fromPort, toPort } }: Unpaired) => [
  direction,
  protocol,
  fromPort,
  toPort,
];
const from = ({ atom }: Unpaired): number => atom.fromPort ?? -1;
const to = ({ atom }: Unpaired): number => atom.toPort ?? -1;

/** By ports, or by type and code, the first number before the second. */
const byPorts: Omit<Tier, 'classOf'> = {
  compare: (a, b) => from(a) - from(b) || to(a) - to(b),
  distance: (a, b) => Math.abs(from(a) - from(b)) * 65_536 + Math.abs(to(a) - to(b)),
};
const byKey: Omit<Tier, 'classOf'> = { compare: () => 0, distance: () => 0 };
/** By the smallest block that contains both, then by how much larger one is than the other. */
const byAddresses: Omit<Tier, 'classOf'> = {
  compare: ({ addresses: a }, { addresses: b }) => {
    if (a === undefined || b === undefined) return 0;
    return a.first === b.first ? compareNumbers(b.last, a.last) : compareNumbers(a.first, b.first);
  },
  distance: ({ addresses: a }, { addresses: b }) => {
    if (a === undefined || b === undefined) return 0;
    const first = a.first < b.first ? a.first : b.first;
    const last = a.last > b.last ? a.last : b.last;
    return bitsOf(first ^ last) * 256 + Math.abs(bitsOf(a.first ^ a.last) - bitsOf(b.first ^ b.last));
  },
};

function compareNumbers(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function bitsOf(number: bigint): number {
  return number === 0n ? 0 : number.toString(2).length;
}

/** The tier among those that have the same description, then among all. */
function described({ classOf, ...line }: Tier): readonly Tier[] {
  return [
    { ...line, classOf: withDescription(classOf) },
    { ...line, classOf },
  ];
}

function withDescription(classOf: Tier['classOf']): Tier['classOf'] {
  return (one) => {
    const of = classOf(one);
    return of === undefined || one.description === undefined ? undefined : keyOf(of, one.description);
  };
}

const hasPorts = ({ atom: { protocol } }: Unpaired): boolean => protocol === 'tcp' || protocol === 'udp';

/** The same peer with other ports: of ranges, first those of which one end is the same. */
const otherPorts: readonly Tier[] = [
  { classOf: (one) => keyOf(peerOf(one), one.atom.protocol, from(one)), ...byPorts },
  { classOf: (one) => keyOf(peerOf(one), one.atom.protocol, null, to(one)), ...byPorts },
  { classOf: (one) => keyOf(peerOf(one), one.atom.protocol), ...byPorts },
];

/** The same peer with all protocols on one side, and one of them on the other. A peer has one rule for all of them. */
function allOrSome(isDeclared: boolean): Tier['classOf'] {
  return (one) => {
    const isAll = one.atom.protocol === '-1';
    return isAll === ((one.live === undefined) === isDeclared) ? keyOf(peerOf(one)) : undefined;
  };
}

/**
 * How two rules can be one, the nearest first. Classes are chosen so that in each of them any two can be one. A rule
 * keeps the kind of its peer when it is modified
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRuleRequest.html), so another kind counts
 * only where the description says that it is the same rule.
 */
const tiers: readonly Tier[] = [
  ...otherPorts.map(({ classOf, ...line }) => ({ ...line, classOf: withDescription(classOf) })),
  ...otherPorts,
  ...described({
    classOf: (one) => (hasPorts(one) ? keyOf(peerOf(one), from(one), to(one)) : undefined),
    ...byKey,
  }),
  ...[true, false].flatMap((isDeclared) => described({ classOf: allOrSome(isDeclared), ...byKey })),
  { classOf: withDescription((one) => keyOf(peerOf(one))), ...byKey },
  ...described({
    classOf: (one) => (one.addresses === undefined ? undefined : keyOf(trafficOf(one), one.addresses.version)),
    ...byAddresses,
  }),
  ...described({ classOf: (one) => keyOf(trafficOf(one), one.atom.sourceKind), ...byKey }),
  { classOf: withDescription((one) => keyOf(trafficOf(one))), ...byKey },
];
