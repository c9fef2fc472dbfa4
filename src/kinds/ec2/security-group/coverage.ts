import { type AddressRange, addressRange, overlaps } from '../../../compare/cidr.ts';
import { groupBy } from '../../../model/group.ts';
import { compareCodeUnits } from '../../../model/order.ts';
import type { RuleAtom } from '../../../model/security-group.ts';
import { ruleKey } from './model.ts';

/*
 * What a rule lets through, and which other rules let that through as well. EC2 allows what any rule of a group allows,
 * so a rule that others cover changes nothing:
 * https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */

/** What a rule is about beside its peer. */
export type RuleTraffic = Pick<RuleAtom, 'direction' | 'protocol' | 'fromPort' | 'toPort'>;

/** Whether all that `narrow` lets through from (or to) its peer is let through by `wide`, both in canonical form. */
export function covers(wide: RuleAtom, narrow: RuleAtom): boolean {
  return coversTraffic(wide, narrow) && coversPeer(wide, narrow);
}

/** Whether `wide` is for all the protocols, ports, types and codes that `narrow` is for, in the same direction. */
export function coversTraffic(wide: RuleTraffic, narrow: RuleTraffic): boolean {
  if (wide.direction !== narrow.direction) return false;
  if (wide.protocol === '-1') return true;
  if (wide.protocol !== narrow.protocol) return false;
  const { fromPort, toPort } = wide;
  switch (wide.protocol) {
    case 'tcp':
    case 'udp': {
      const [asked, has] = [portsOf(narrow), portsOf(wide)];
      if (asked === undefined || has === undefined) return fromPort === narrow.fromPort && toPort === narrow.toPort;
      return has.first <= asked.first && asked.last <= has.last;
    }
    case 'icmp':
    case 'icmpv6':
      return fromPort === -1 || (fromPort === narrow.fromPort && (toPort === -1 || toPort === narrow.toPort));
    default:
      return true;
  }
}

/**
 * Whether the peer of `wide` is, or contains, that of `narrow`. Of a group and of a prefix list it is not known which
 * addresses they have: no CIDR block contains them, and they contain none.
 */
function coversPeer(wide: RuleAtom, narrow: RuleAtom): boolean {
  if (isSamePeer(wide, narrow)) return true;
  const [outer, inner] = [addressesOf(wide), addressesOf(narrow)];
  return outer !== undefined && inner !== undefined && containsAddresses(outer, inner);
}

function isSamePeer(one: RuleAtom, other: RuleAtom): boolean {
  if (one.sourceKind !== other.sourceKind || one.source !== other.source) return false;
  return one.account === undefined || other.account === undefined || one.account === other.account;
}

function addressesOf({ sourceKind, source }: RuleAtom): AddressRange | undefined {
  return sourceKind === 'cidr-ipv4' || sourceKind === 'cidr-ipv6' ? addressRange(source) : undefined;
}

function containsAddresses(outer: AddressRange, inner: AddressRange): boolean {
  return outer.version === inner.version && outer.first <= inner.first && inner.last <= outer.last;
}

interface PortRange {
  readonly first: number;
  readonly last: number;
}

function portsOf({ protocol, fromPort, toPort }: RuleTraffic): PortRange | undefined {
  if (protocol !== 'tcp' && protocol !== 'udp') return undefined;
  return fromPort === undefined || toPort === undefined ? undefined : { first: fromPort, last: toPort };
}

/** The rules by which all of another rule is let through. */
export interface Cover<T> {
  readonly rules: readonly T[];
  /** They let through what has an address of that version. Of the other one, the peer may have addresses too. */
  readonly only?: 'ipv4' | 'ipv6';
}

interface MeasuredRule<T> {
  readonly rule: T;
  readonly ports?: PortRange;
  readonly addresses?: AddressRange;
}

/** More rules than these, of which each lets a part through, are not put together. */
const mostParts = 64;

const everyAddress = {
  ipv4: { version: 4, first: 0n, last: (1n << 32n) - 1n },
  ipv6: { version: 6, first: 0n, last: (1n << 128n) - 1n },
} as const satisfies Record<string, AddressRange>;

/** Finds among some rules those that cover another one. Which ones does not depend on their order. */
export class Coverage<T extends RuleAtom> {
  readonly #byTraffic: ReadonlyMap<string, readonly MeasuredRule<T>[]>;

  constructor(rules: readonly T[]) {
    const measured = rules
      .toSorted((a, b) => compareCodeUnits(ruleKey(a), ruleKey(b)))
      .map((rule): MeasuredRule<T> => {
        const [ports, addresses] = [portsOf(rule), addressesOf(rule)];
        return { rule, ...(ports === undefined ? {} : { ports }), ...(addresses === undefined ? {} : { addresses }) };
      });
    this.#byTraffic = groupBy(measured, ({ rule }) => `${rule.direction} ${rule.protocol}`);
  }

  /**
   * The rules that cover another one, as few as can be: the narrowest that does by itself or, where none does, several
   * that do together, each with some of the ports or addresses.
   *
   * @param except a rule that does not count, whatever it lets through
   */
  of(narrow: RuleAtom, except?: T): Cover<T> | undefined {
    const protocols = narrow.protocol === '-1' ? ['-1'] : [narrow.protocol, '-1'];
    const able = protocols
      .flatMap((protocol) => this.#byTraffic.get(`${narrow.direction} ${protocol}`) ?? [])
      .filter(({ rule }) => rule !== except);
    const asked = { ports: portsOf(narrow), addresses: addressesOf(narrow) };
    const whole = able.filter((one) => letsThrough(one, narrow, asked.ports) && isAround(one, narrow, asked.addresses));
    const [only] = whole.toSorted(byWidth);
    if (only !== undefined) return { rules: [only.rule] };
    if (asked.addresses !== undefined) {
      const rules = together(able, narrow, asked.ports, asked.addresses);
      return rules === undefined ? undefined : { rules };
    }
    const [four, six] = [
      together(able, narrow, asked.ports, everyAddress.ipv4),
      together(able, narrow, asked.ports, everyAddress.ipv6),
    ];
    if (four !== undefined && six !== undefined) return { rules: [...new Set([...four, ...six])] };
    if (four !== undefined) return { rules: four, only: 'ipv4' };
    return six === undefined ? undefined : { rules: six, only: 'ipv6' };
  }

  /** The rules of the direction and protocol of another one that are for its peer, or for one that contains it. */
  around(narrow: RuleAtom): readonly T[] {
    const asked = addressesOf(narrow);
    const able = this.#byTraffic.get(`${narrow.direction} ${narrow.protocol}`) ?? [];
    return able.filter((one) => isAround(one, narrow, asked)).map(({ rule }) => rule);
  }
}

/** As {@link coversTraffic}, of a rule whose ports are at hand. */
function letsThrough({ rule, ports }: MeasuredRule<RuleAtom>, narrow: RuleAtom, asked: PortRange | undefined): boolean {
  if (ports === undefined || asked === undefined) return coversTraffic(rule, narrow);
  return ports.first <= asked.first && asked.last <= ports.last;
}

function isAround(
  { rule, addresses }: MeasuredRule<RuleAtom>,
  narrow: RuleAtom,
  asked: AddressRange | undefined,
): boolean {
  if (isSamePeer(rule, narrow)) return true;
  return addresses !== undefined && asked !== undefined && containsAddresses(addresses, asked);
}

/** The one with fewer addresses comes first; of those with as many, the one with fewer ports. */
function byWidth<T>(a: MeasuredRule<T>, b: MeasuredRule<T>): number {
  const addresses = addressCount(a) - addressCount(b);
  if (addresses !== 0n) return addresses < 0n ? -1 : 1;
  return portCount(a) - portCount(b);
}

function addressCount({ addresses }: MeasuredRule<unknown>): bigint {
  return addresses === undefined ? 0n : addresses.last - addresses.first;
}

function portCount({ ports }: MeasuredRule<unknown>): number {
  return ports === undefined ? 65_536 : ports.last - ports.first;
}

/** What a rule lets through of what is asked for. */
interface AllowedPart<T> {
  readonly rule: T;
  readonly ports: PortRange;
  readonly addresses: AddressRange;
}

/** Rules that let through all the ports and addresses together; undefined where some are left, or too many overlap. */
function together<T extends RuleAtom>(
  able: readonly MeasuredRule<T>[],
  narrow: RuleAtom,
  asked: PortRange | undefined,
  addresses: AddressRange,
): readonly T[] | undefined {
  const every: PortRange = asked ?? { first: 0, last: 0 };
  const parts: AllowedPart<T>[] = [];
  for (const one of able) {
    const ports = letsThrough(one, narrow, asked) ? every : someOf(one.ports, asked);
    if (ports === undefined) continue;
    const peer = isSamePeer(one.rule, narrow) ? addresses : one.addresses;
    if (peer === undefined || !overlaps(peer, addresses)) continue;
    if (parts.length === mostParts) return undefined;
    parts.push({ rule: one.rule, ports, addresses: peer });
  }
  if (parts.length === 0) return undefined;
  const chosen = new Set<AllowedPart<T>>();
  for (const port of portsToTry(parts, every)) {
    const there = parts.filter(({ ports }) => ports.first <= port && port <= ports.last);
    const some = addressCover(there, addresses);
    if (some === undefined) return undefined;
    for (const part of some) chosen.add(part);
  }
  return parts.filter((part) => chosen.has(part)).map(({ rule }) => rule);
}

/** The ports, where some of those that are asked for are among them. */
function someOf(ports: PortRange | undefined, asked: PortRange | undefined): PortRange | undefined {
  if (ports === undefined || asked === undefined) return undefined;
  return ports.first <= asked.last && asked.first <= ports.last ? ports : undefined;
}

/** One port of each range of ports in which the same rules apply. */
function portsToTry(parts: readonly AllowedPart<unknown>[], { first, last }: PortRange): readonly number[] {
  const starts = parts.flatMap(({ ports }) => [ports.first, ports.last + 1]);
  return [...new Set([first, ...starts.filter((port) => first <= port && port <= last)])];
}

/** As few parts as it takes to have all the addresses: of those that go on where the last one ends, the longest. */
function addressCover<T>(
  parts: readonly AllowedPart<T>[],
  { first, last }: AddressRange,
): readonly AllowedPart<T>[] | undefined {
  const chosen: AllowedPart<T>[] = [];
  let next = first;
  while (next <= last) {
    const reaching = parts.filter(({ addresses }) => addresses.first <= next && next <= addresses.last);
    const [start, ...others] = reaching;
    if (start === undefined) return undefined;
    const longest = others.reduce((best, part) => (part.addresses.last > best.addresses.last ? part : best), start);
    chosen.push(longest);
    next = longest.addresses.last + 1n;
  }
  return chosen;
}
