import fc from 'fast-check';
import type { RuleAtom } from '../../../../src/model/security-group.ts';

/** Rules as people and AWS write them. */
export const writtenRule: fc.Arbitrary<RuleAtom> = fc
  .record({
    direction: fc.constantFrom('ingress' as const, 'egress' as const),
    protocol: fc.constantFrom('-1', 'all', 'tcp', 'TCP', '6', 'udp', '17', 'icmp', '1', 'icmpv6', '58', '50', '51'),
    fromPort: fc.integer({ min: -1, max: 65535 }),
    toPort: fc.integer({ min: -1, max: 65535 }),
    peer: fc.oneof(
      fc
        .tuple(fc.nat(255), fc.nat(255), fc.nat(32))
        .map(([a, b, prefix]) => ({ sourceKind: 'cidr-ipv4' as const, source: `10.${a}.${b}.7/${prefix}` })),
      fc.tuple(fc.nat(0xffff), fc.nat(128)).map(([a, prefix]) => ({
        sourceKind: 'cidr-ipv6' as const,
        source: `2001:DB8:${a.toString(16)}::1/${prefix}`,
      })),
      fc.nat(20).map((id) => ({ sourceKind: 'prefix-list' as const, source: `pl-${id}` })),
      fc.nat(20).map((id) => ({ sourceKind: 'group' as const, source: `sg-${id}` })),
    ),
  })
  .map(({ peer, ...rule }) => ({ ...rule, ...peer }));
