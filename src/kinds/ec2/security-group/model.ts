import { canonicalCidr } from '../../../compare/cidr.ts';
import type { Direction, RuleAtom, SourceKind } from '../../../model/security-group.ts';

/** In the order of every table. */
export const directions: readonly Direction[] = ['ingress', 'egress'];

const protocolNumbers: ReadonlyMap<string, string> = new Map([
  ['-1', '-1'],
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
]);

/**
 * A protocol's one spelling: names in lower case, `all` is `-1`, and the numbers that have a name in EC2 become it. As
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_security_group.go has it.
 */
export function canonicalProtocol(text: string): string {
  const protocol = text.trim().toLowerCase();
  if (protocol === 'all') return '-1';
  if (!/^[+-]?\d+$/.test(protocol)) return protocol;
  const number = String(Number.parseInt(protocol, 10));
  return protocolNumbers.get(number) ?? number;
}

/** The two numbers of a rule: ports, or an icmp type and code. */
export interface Ports {
  readonly fromPort?: number;
  readonly toPort?: number;
}

/**
 * Which of the two numbers of a rule mean anything: an icmp rule for all types is for all codes, and every protocol but
 * tcp, udp, icmp and icmpv6 allows all ports whatever the rule says.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
export function portsThatCount(protocol: string, fromPort: number | undefined): readonly (keyof Ports)[] {
  switch (protocol) {
    case 'tcp':
    case 'udp':
      return ['fromPort', 'toPort'];
    case 'icmp':
    case 'icmpv6':
      return fromPort === -1 ? ['fromPort'] : ['fromPort', 'toPort'];
    default:
      return [];
  }
}

/** Ports in canonical form: those that count, where an icmp type or code that is left out is all of them (-1). */
export function canonicalPorts(protocol: string, { fromPort, toPort }: Ports): Ports {
  switch (protocol) {
    case 'tcp':
    case 'udp':
      return { ...(fromPort === undefined ? {} : { fromPort }), ...(toPort === undefined ? {} : { toPort }) };
    case 'icmp':
    case 'icmpv6':
      return { fromPort: fromPort ?? -1, toPort: (fromPort ?? -1) === -1 ? -1 : (toPort ?? -1) };
    default:
      return {};
  }
}

/** The peer of a rule in canonical form. */
export interface Source {
  readonly sourceKind: SourceKind;
  readonly source: string;
  readonly account?: string;
}

/**
 * A peer in canonical form. A CIDR block is of the version that it is written in, whichever argument holds it; a text
 * that is none is left as it is. `123456789012/sg-1` is the group `sg-1` of that account.
 */
export function canonicalSource(sourceKind: SourceKind, text: string): Source {
  if (sourceKind === 'prefix-list') return { sourceKind, source: text };
  if (sourceKind === 'group') {
    const [, account, group] = /^(\d{12})\/(.+)$/.exec(text) ?? [];
    return account === undefined || group === undefined
      ? { sourceKind, source: text }
      : { sourceKind, source: group, account };
  }
  const cidr = canonicalCidr(text);
  return cidr === undefined
    ? { sourceKind, source: text }
    : { sourceKind: cidr.version === 4 ? 'cidr-ipv4' : 'cidr-ipv6', source: cidr.text };
}

/** A rule in canonical form. Canonical rules stay as they are. */
export function canonicalRule(rule: RuleAtom): RuleAtom {
  const protocol = canonicalProtocol(rule.protocol);
  return {
    direction: rule.direction,
    protocol,
    ...canonicalPorts(protocol, rule),
    ...(rule.account === undefined ? {} : { account: rule.account }),
    ...canonicalSource(rule.sourceKind, rule.source),
  };
}

/**
 * What makes two rules the same one to EC2, as a text that can be a map's key. The account of a group is no part of it:
 * group ids are unique, and one's own account may be written or not.
 */
export function ruleKey(rule: RuleAtom): string {
  return [rule.direction, rule.protocol, rule.fromPort ?? '', rule.toPort ?? '', rule.sourceKind, rule.source].join(
    '|',
  );
}
