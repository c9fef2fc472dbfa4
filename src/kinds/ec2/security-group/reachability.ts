import type { AddressRange, IpVersion } from '../../../compare/cidr.ts';
import type { ReasonData } from '../../../model/report/reason.ts';
import type { Direction } from '../../../model/security-group.ts';
import { type AddressSet, commonOf, everyAddress, holdsAll, holdsSubnet, noAddress, unionOf } from './address-set.ts';

/*
 * Whether rules let traffic from one place to another: the egress rules of the source's groups, and the ingress rules
 * of the destination's. Any group of an end may allow it: EC2 takes the rules of all groups of an interface together.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
 * Routes, network ACLs and what listens at the port are no part of it.
 */

/** What is to get through: a protocol, with ports unless it is `-1`, which is all traffic. */
export interface WantedTraffic {
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
}

/** Whom a rule lets in or out. */
export type Peer =
  | { readonly kind: 'addresses'; readonly range: AddressRange; readonly text: string }
  /** `otherwise`: why it may be another group than the key says. */
  | { readonly kind: 'group'; readonly key: string; readonly otherwise?: ReasonData }
  /** Only of what is not known: it may be anybody. */
  | { readonly kind: 'unknown' };

/** A rule as far as it says who reaches whom. `ref`: what it is to the caller. */
export interface ReachRule<T> {
  readonly ref: T;
  readonly direction: Direction;
  /** As of an atom, with the widest ports that it may have. */
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly peer: Peer;
  /** Why it may not be there, or may be for less than it says here. */
  readonly doubt?: ReasonData;
}

/** One end of a connection. */
export type ReachEnd<T> =
  | { readonly addresses: AddressRange }
  | {
      /** The groups that its interfaces have, by what rules name them with. */
      readonly groups: ReadonlySet<string>;
      /** The rules of all of them. */
      readonly rules: readonly ReachRule<T>[];
      /** Why it may have further groups. */
      readonly doubt?: ReasonData;
      /** Its interfaces take whichever addresses their subnets have left, as those of tasks do. */
      readonly isDynamic?: boolean;
    };

/** What one direction comes to. `rules`: those that let it through, or that may. */
export type HalfReach<T> =
  | { readonly state: 'allowed'; readonly rules: readonly T[] }
  | { readonly state: 'undetermined'; readonly rules: readonly T[]; readonly reason: ReasonData }
  | { readonly state: 'lacking' };

/** What rules come to. A half is absent where its end has no groups but addresses. */
export interface Reachability<T> {
  readonly state: 'allowed' | 'lacking' | 'undetermined';
  readonly egress?: HalfReach<T>;
  readonly ingress?: HalfReach<T>;
  /** Why it is undetermined, where no half says it. */
  readonly reason?: ReasonData;
}

/**
 * Whether all of some traffic gets from one end to the other. What is only let through over IPv6 is undetermined
 * between groups: whether both ends have such addresses, no rule tells.
 */
export function reach<T>(traffic: WantedTraffic, source: ReachEnd<T>, destination: ReachEnd<T>): Reachability<T> {
  const given = [source, destination].flatMap((end) => ('addresses' in end ? [end.addresses.version] : []));
  const over = (version: IpVersion): Reachability<T> => {
    const egress = halfOf(traffic, 'egress', source, destination, version);
    const ingress = halfOf(traffic, 'ingress', destination, source, version);
    const halves = [egress, ingress].flatMap((half) => half ?? []);
    const state = (['lacking', 'undetermined'] as const).find((one) => halves.some((half) => half.state === one));
    return {
      state: state ?? 'allowed',
      ...(egress === undefined ? {} : { egress }),
      ...(ingress === undefined ? {} : { ingress }),
    };
  };
  const [only] = given;
  if (only !== undefined) return over(only);
  const [four, six] = [over(4), over(6)];
  if (four.state !== 'lacking' || six.state === 'lacking') return four;
  return six.state === 'allowed'
    ? { ...six, state: 'undetermined', reason: { kind: 'expectation', name: 'ipv6-only' } }
    : six;
}

/** Whether any of some rules may be for a part of some traffic, whoever the peer is. */
export function mayLetThrough<T>(
  rules: readonly ReachRule<T>[],
  direction: Direction,
  traffic: WantedTraffic,
): boolean {
  return partsOf(traffic, rules).some((part) =>
    rules.some((rule) => rule.direction === direction && isFor(rule, part)),
  );
}

/** What the rules of one end let through to or from the other; undefined where it has no groups. */
function halfOf<T>(
  traffic: WantedTraffic,
  direction: Direction,
  end: ReachEnd<T>,
  other: ReachEnd<T>,
  version: IpVersion,
): HalfReach<T> | undefined {
  if ('addresses' in end) return undefined;
  const own = end.rules.filter((rule) => rule.direction === direction);
  const parts = partsOf(traffic, own).map((part) => {
    const applying = own.filter((rule) => isFor(rule, part));
    const certain = applying.flatMap((rule) => {
      const set = rule.doubt === undefined ? certainPeers(rule.peer, other, version) : noAddress;
      return set.length === 0 ? [] : [{ rule, set }];
    });
    const possible = applying.flatMap((rule) => {
      const set = possiblePeers(rule.peer, other, version);
      return set.length === 0 ? [] : [{ rule, set }];
    });
    return { certain, possible };
  });
  const common = (kind: 'certain' | 'possible'): AddressSet =>
    parts.map((part) => unionOf(part[kind].flatMap(({ set }) => set))).reduce(commonOf, everyAddress(version));
  if (isMet(common('certain'), other, version)) {
    const deciding = parts.flatMap(({ certain }) => {
      const alone = certain.find(({ set }) => isMet(set, other, version));
      return alone === undefined ? certain : [alone];
    });
    return { state: 'allowed', rules: refsOf(deciding) };
  }
  if (!mayBeMet(common('possible'), other, version)) {
    // An end of which it is not known which groups it has may have one that lets it through.
    return end.doubt === undefined ? { state: 'lacking' } : { state: 'undetermined', rules: [], reason: end.doubt };
  }
  const open = parts.flatMap(({ certain, possible }) => {
    const isCertain = isMet(unionOf(certain.flatMap(({ set }) => set)), other, version);
    return isCertain ? [] : possible;
  });
  const [reason] = open.flatMap(({ rule }) => whyOpen(rule, other));
  return { state: 'undetermined', rules: refsOf(open), reason: reason ?? { kind: 'expectation', name: 'addresses' } };
}

function refsOf<T>(found: readonly { readonly rule: ReachRule<T> }[]): readonly T[] {
  return [...new Set(found.map(({ rule }) => rule))].map(({ ref }) => ref);
}

/** WantedTraffic that every rule is for as a whole, or not at all. */
function partsOf<T>(
  { protocol, fromPort, toPort }: WantedTraffic,
  rules: readonly ReachRule<T>[],
): readonly WantedTraffic[] {
  if (protocol === '-1') return [{ protocol }];
  const [from, to] = [fromPort ?? 0, toPort ?? fromPort ?? lastPort];
  const starts = rules.flatMap((rule) => [rule.fromPort ?? 0, (rule.toPort ?? lastPort) + 1]);
  const within = [...new Set([from, ...starts])].filter((port) => from <= port && port <= to).toSorted((a, b) => a - b);
  return within.map((start, index) => ({ protocol, fromPort: start, toPort: (within[index + 1] ?? to + 1) - 1 }));
}

const lastPort = 65535;

function isFor<T>(rule: ReachRule<T>, { protocol, fromPort = 0, toPort = lastPort }: WantedTraffic): boolean {
  if (rule.protocol === '-1') return true;
  return rule.protocol === protocol && (rule.fromPort ?? 0) <= fromPort && toPort <= (rule.toPort ?? lastPort);
}

/** The addresses that the other end may have and that a rule is certain to be for, if it is there. */
function certainPeers<T>(peer: Peer, other: ReachEnd<T>, version: IpVersion): AddressSet {
  switch (peer.kind) {
    case 'addresses':
      return peer.range.version === version ? [peer.range] : noAddress;
    case 'group':
      return 'groups' in other && other.groups.has(peer.key) ? everyAddress(version) : noAddress;
    case 'unknown':
      return noAddress;
  }
}

function possiblePeers<T>(peer: Peer, other: ReachEnd<T>, version: IpVersion): AddressSet {
  const certain = certainPeers(peer, other, version);
  if (certain.length > 0 || peer.kind === 'addresses') return certain;
  if (peer.kind === 'unknown') return everyAddress(version);
  const isOpen = 'groups' in other && (peer.otherwise !== undefined || other.doubt !== undefined);
  return isOpen ? everyAddress(version) : noAddress;
}

/** Why a rule need not be for the other end. */
function whyOpen<T>({ peer, doubt }: ReachRule<T>, other: ReachEnd<T>): readonly ReasonData[] {
  if (doubt !== undefined) return [doubt];
  if (peer.kind === 'addresses') return [{ kind: 'expectation', name: 'addresses', value: peer.text }];
  if (peer.kind === 'group' && 'groups' in other && !other.groups.has(peer.key)) {
    const reason = peer.otherwise ?? other.doubt;
    return reason === undefined ? [] : [reason];
  }
  return [];
}

/** Whether addresses that are let through are all that the end can have. */
function isMet<T>(set: AddressSet, end: ReachEnd<T>, version: IpVersion): boolean {
  const [all] = 'addresses' in end ? [end.addresses] : everyAddress(version);
  return all !== undefined && holdsAll(set, all);
}

/** Whether they may be: which addresses the interfaces of groups have, no rule tells. */
function mayBeMet<T>(set: AddressSet, end: ReachEnd<T>, version: IpVersion): boolean {
  if ('addresses' in end) return isMet(set, end, version);
  return end.isDynamic === true ? holdsSubnet(set, version) : set.length > 0;
}
