import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalPorts,
  canonicalProtocol,
  canonicalRule,
  canonicalSource,
  ruleKey,
} from '../../../../src/kinds/ec2/security-group/model.ts';
import { writtenRule } from './written-rule.ts';

describe('canonicalProtocol', () => {
  it.each([
    ['tcp', 'tcp'],
    ['tCp', 'tcp'],
    ['6', 'tcp'],
    ['06', 'tcp'],
    ['udp', 'udp'],
    ['UDp', 'udp'],
    ['17', 'udp'],
    ['all', '-1'],
    ['ALL', '-1'],
    ['-1', '-1'],
    ['icmp', 'icmp'],
    ['icMp', 'icmp'],
    ['1', 'icmp'],
    ['icmpv6', 'icmpv6'],
    ['icMpv6', 'icmpv6'],
    ['58', 'icmpv6'],
    ['50', '50'],
    ['esp', 'esp'],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalProtocol(text)).toBe(canonical);
  });
});

describe('canonicalPorts', () => {
  it.each([
    ['tcp', { fromPort: 80, toPort: 90 }, { fromPort: 80, toPort: 90 }],
    ['-1', { fromPort: 0, toPort: 0 }, {}],
    ['-1', { fromPort: -1, toPort: -1 }, {}],
    ['50', { fromPort: 0, toPort: 65535 }, {}],
    ['icmp', { fromPort: 8, toPort: 0 }, { fromPort: 8, toPort: 0 }],
    ['icmp', { fromPort: 8 }, { fromPort: 8, toPort: -1 }],
    ['icmp', { fromPort: -1, toPort: 0 }, { fromPort: -1, toPort: -1 }],
    ['icmpv6', {}, { fromPort: -1, toPort: -1 }],
  ])('%s %j is %j', (protocol, ports, canonical) => {
    expect(canonicalPorts(protocol, ports)).toEqual(canonical);
  });
});

describe('canonicalSource', () => {
  it.each([
    ['cidr-ipv4', '10.1.2.3/8', { sourceKind: 'cidr-ipv4', source: '10.0.0.0/8' }],
    ['cidr-ipv4', '2001:DB8::/32', { sourceKind: 'cidr-ipv6', source: '2001:db8::/32' }],
    ['cidr-ipv6', '::/0', { sourceKind: 'cidr-ipv6', source: '::/0' }],
    ['cidr-ipv4', 'nonsense', { sourceKind: 'cidr-ipv4', source: 'nonsense' }],
    ['prefix-list', 'pl-1', { sourceKind: 'prefix-list', source: 'pl-1' }],
    ['group', 'sg-1', { sourceKind: 'group', source: 'sg-1' }],
    ['group', '123456789012/sg-1', { sourceKind: 'group', source: 'sg-1', account: '123456789012' }],
  ] as const)('%s %s', (kind, text, canonical) => {
    expect(canonicalSource(kind, text)).toEqual(canonical);
  });
});

describe('canonicalRule', () => {
  it('keeps a canonical rule as it is', () => {
    fc.assert(
      fc.property(writtenRule, (rule) => {
        const canonical = canonicalRule(rule);
        expect(canonicalRule(canonical)).toEqual(canonical);
      }),
    );
  });

  it('gives one key to the spellings of one rule', () => {
    fc.assert(
      fc.property(writtenRule, (rule) => {
        expect(ruleKey(canonicalRule({ ...rule, protocol: rule.protocol.toUpperCase() }))).toBe(
          ruleKey(canonicalRule(rule)),
        );
      }),
    );
  });
});
