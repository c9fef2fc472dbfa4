import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Coverage, covers } from '../../../../src/kinds/ec2/security-group/coverage.ts';
import { canonicalRule } from '../../../../src/kinds/ec2/security-group/model.ts';
import type { RuleAtom, SourceKind } from '../../../../src/model/security-group.ts';

/** `tcp 6379 sg-1`, `tcp 0-65535 10.0.0.0/8`, `-1 ::/0`, `icmp 8-0 pl-1`; egress when it begins with `out`. */
function rule(text: string): RuleAtom {
  const words = text.split(' ').filter((word) => word !== 'out');
  const [protocol = ''] = words;
  const source = words.at(-1) ?? '';
  const [, from = '', to = from] = /^(-?\d+)(?:-(-?\d+))?$/.exec(words.length === 3 ? (words[1] ?? '') : '') ?? [];
  return canonicalRule({
    direction: text.startsWith('out') ? 'egress' : 'ingress',
    protocol,
    ...(from === '' ? {} : { fromPort: Number(from), toPort: Number(to) }),
    sourceKind: kindOf(source),
    source,
  });
}

function kindOf(source: string): SourceKind {
  if (source.startsWith('pl-')) return 'prefix-list';
  if (/^(?:\d{12}\/)?sg-/.test(source)) return 'group';
  return source.includes(':') ? 'cidr-ipv6' : 'cidr-ipv4';
}

describe('covers', () => {
  it.each([
    ['the same rule', 'tcp 443 10.0.0.0/8', 'tcp 443 10.0.0.0/8'],
    ['a wider block', 'tcp 443 10.0.0.0/8', 'tcp 443 10.1.0.0/16'],
    ['all of IPv4', 'tcp 443 0.0.0.0/0', 'tcp 443 10.1.2.3/32'],
    ['a wider IPv6 block', 'tcp 443 2001:db8::/32', 'tcp 443 2001:db8:1::/48'],
    ['all of IPv6', 'tcp 443 ::/0', 'tcp 443 2001:db8::1/128'],
    ['more ports', 'tcp 0-65535 sg-1', 'tcp 6379 sg-1'],
    ['more ports at either end', 'udp 50-60 pl-1', 'udp 53-60 pl-1'],
    ['all protocols', '-1 sg-1', 'tcp 6379 sg-1'],
    ['all protocols, of one without ports', '-1 10.0.0.0/8', '50 10.0.0.0/9'],
    ['all types', 'icmp -1 10.0.0.0/8', 'icmp 8-0 10.0.0.0/8'],
    ['all codes of a type', 'icmp 3--1 10.0.0.0/8', 'icmp 3-4 10.0.0.0/8'],
    ['a group whose account only one tells', 'tcp 1 sg-1', 'tcp 1 123456789012/sg-1'],
    ['egress', 'out -1 0.0.0.0/0', 'out tcp 443 10.0.0.0/8'],
  ])('%s: %s lets %s through', (_, wide, narrow) => {
    expect(covers(rule(wide), rule(narrow))).toBe(true);
    if (wide !== narrow && !narrow.includes('/sg-')) expect(covers(rule(narrow), rule(wide))).toBe(false);
  });

  it.each([
    ['another direction', 'out tcp 443 10.0.0.0/8', 'tcp 443 10.0.0.0/8'],
    ['another protocol', 'udp 53 10.0.0.0/8', 'tcp 53 10.0.0.0/8'],
    ['IPv4 for icmpv6', 'icmp -1 ::/0', 'icmpv6 -1 ::/0'],
    ['some of the ports', 'tcp 80-90 sg-1', 'tcp 85-91 sg-1'],
    ['one protocol for all', 'tcp 0-65535 sg-1', '-1 sg-1'],
    ['a code of another type', 'icmp 3--1 10.0.0.0/8', 'icmp 4-3 10.0.0.0/8'],
    ['types are no range', 'icmp 0-8 10.0.0.0/8', 'icmp 4-8 10.0.0.0/8'],
    ['a block beside it', 'tcp 1 10.0.0.0/16', 'tcp 1 10.1.0.0/16'],
    ['the other version', 'tcp 1 0.0.0.0/0', 'tcp 1 ::/0'],
    ['another group', 'tcp 1 sg-1', 'tcp 1 sg-2'],
    ['another prefix list', 'tcp 1 pl-1', 'tcp 1 pl-2'],
    ['a group of another account', 'tcp 1 123456789012/sg-1', 'tcp 1 999999999999/sg-1'],
    ['a group may have addresses of both versions', 'tcp 1 0.0.0.0/0', 'tcp 1 sg-1'],
    ['a group is no block', 'tcp 1 sg-1', 'tcp 1 10.0.0.1/32'],
  ])('%s: %s does not let %s through', (_, wide, narrow) => {
    expect(covers(rule(wide), rule(narrow))).toBe(false);
  });
});

describe('Coverage', () => {
  const cases: readonly {
    name: string;
    there: readonly string[];
    asked: string;
    by: readonly string[];
    only?: 'ipv4' | 'ipv6';
  }[] = [
    { name: 'nothing', there: ['tcp 80 10.0.0.0/8', 'udp 443 10.0.0.0/8'], asked: 'tcp 443 10.0.0.0/8', by: [] },
    {
      name: 'the narrowest',
      there: ['tcp 443 0.0.0.0/0', '-1 10.0.0.0/8', 'tcp 1-999 10.0.0.0/8'],
      asked: 'tcp 443 10.0.0.0/8',
      by: ['tcp 1-999 10.0.0.0/8'],
    },
    {
      name: 'two ranges of ports',
      there: ['tcp 80-84 sg-1', 'tcp 85-90 sg-1', 'tcp 1 sg-1'],
      asked: 'tcp 80-90 sg-1',
      by: ['tcp 80-84 sg-1', 'tcp 85-90 sg-1'],
    },
    {
      name: 'ranges with a port between them',
      there: ['tcp 80-84 sg-1', 'tcp 86-90 sg-1'],
      asked: 'tcp 80-90 sg-1',
      by: [],
    },
    {
      name: 'two halves',
      there: ['tcp 1 0.0.0.0/1', 'tcp 1 128.0.0.0/1'],
      asked: 'tcp 1 0.0.0.0/0',
      by: ['tcp 1 0.0.0.0/1', 'tcp 1 128.0.0.0/1'],
    },
    {
      name: 'two halves of IPv6',
      there: ['tcp 1 ::/1', '-1 8000::/1'],
      asked: 'tcp 1 ::/0',
      by: ['tcp 1 ::/1', '-1 8000::/1'],
    },
    { name: 'a half', there: ['tcp 1 0.0.0.0/1'], asked: 'tcp 1 0.0.0.0/0', by: [] },
    {
      name: 'halves by port',
      there: ['tcp 1-2 10.0.0.0/9', 'tcp 1 10.128.0.0/9', 'tcp 2 10.0.0.0/8'],
      asked: 'tcp 1-2 10.0.0.0/8',
      by: ['tcp 1 10.128.0.0/9', 'tcp 1-2 10.0.0.0/9', 'tcp 2 10.0.0.0/8'],
    },
    {
      name: 'both versions for a group',
      there: ['tcp 1 0.0.0.0/0', 'tcp 1 ::/0'],
      asked: 'tcp 1 sg-1',
      by: ['tcp 1 0.0.0.0/0', 'tcp 1 ::/0'],
    },
    {
      name: 'one version for a group',
      there: ['tcp 1 0.0.0.0/0'],
      asked: 'tcp 1 sg-1',
      by: ['tcp 1 0.0.0.0/0'],
      only: 'ipv4',
    },
    {
      name: 'the other version for a prefix list',
      there: ['tcp 1 ::/0'],
      asked: 'tcp 1 pl-1',
      by: ['tcp 1 ::/0'],
      only: 'ipv6',
    },
    { name: 'some addresses for a group', there: ['tcp 1 10.0.0.0/8'], asked: 'tcp 1 sg-1', by: [] },
    {
      name: 'all of a type',
      there: ['icmp 3-0 10.0.0.0/8', 'icmp 3--1 10.0.0.0/8'],
      asked: 'icmp 3-4 10.0.0.0/8',
      by: ['icmp 3--1 10.0.0.0/8'],
    },
  ];

  it.each(cases)('$name', ({ there, asked, by, only }) => {
    for (const order of [there, there.toReversed()]) {
      const cover = new Coverage(order.map(rule)).of(rule(asked));
      expect(cover?.rules ?? []).toEqual(by.map(rule));
      expect(cover?.only).toBe(only);
    }
  });

  it('leaves out a rule that does not count', () => {
    const [wide, wider] = [rule('tcp 1 10.0.0.0/8'), rule('-1 10.0.0.0/8')];
    expect(new Coverage([wide, wider]).of(rule('tcp 1 10.1.0.0/16'), wide)?.rules).toEqual([wider]);
    expect(new Coverage([wide]).of(wide, wide)).toBeUndefined();
  });

  /** A world of eight addresses and six ports, in which all that a rule lets through can be listed. */
  const small = fc
    .record({
      protocol: fc.constantFrom('tcp', '-1', 'udp'),
      from: fc.integer({ min: 1, max: 6 }),
      length: fc.nat(3),
      host: fc.nat(7),
      prefix: fc.integer({ min: 29, max: 32 }),
      group: fc.constantFrom(undefined, undefined, undefined, 'sg-1'),
    })
    .map(({ protocol, from, length, host, prefix, group }) => {
      const ports = protocol === '-1' ? '' : `${from}-${Math.min(6, from + length)} `;
      return rule(`${protocol} ${ports}${group ?? `10.0.0.${host}/${prefix}`}`);
    });
  const packets = (one: RuleAtom): readonly string[] => {
    const [network = '', prefix = '32'] = one.source.split('/');
    const first = Number(network.split('.')[3]);
    const peers =
      one.sourceKind === 'group'
        ? [one.source]
        : Array.from({ length: 2 ** (32 - Number(prefix)) }, (_, index) => String(first + index));
    const protocols = one.protocol === '-1' ? ['tcp', 'udp', 'other'] : [one.protocol];
    const { fromPort = 1, toPort = 6 } = one;
    return protocols.flatMap((protocol) =>
      peers.flatMap((peer) =>
        Array.from({ length: toPort - fromPort + 1 }, (_, index) => `${protocol} ${fromPort + index} ${peer}`),
      ),
    );
  };
  const areThere = (asked: RuleAtom, rules: readonly RuleAtom[]) => {
    const all = new Set(rules.flatMap(packets));
    return packets(asked).every((packet) => all.has(packet));
  };

  it('is right about all that a rule lets through', () => {
    fc.assert(
      fc.property(small, small, (wide, narrow) => {
        expect(covers(wide, narrow)).toBe(areThere(narrow, [wide]));
      }),
    );
  });

  it('finds rules that let all of it through where there are any, and no other ones', () => {
    fc.assert(
      fc.property(fc.array(small, { maxLength: 9 }), small, (rules, asked) => {
        const cover = new Coverage(rules).of(asked);
        // All protocols are more than the two that have ports here.
        const able = asked.protocol === '-1' ? rules.filter(({ protocol }) => protocol === '-1') : rules;
        expect(cover !== undefined).toBe(areThere(asked, able));
        if (cover === undefined) return;
        expect(areThere(asked, cover.rules)).toBe(true);
        const isOneEnough = rules.some((one) => covers(one, asked));
        if (isOneEnough) expect(cover.rules).toHaveLength(1);
      }),
    );
  });

  it('tells of a thousand rules among a thousand others, and of many that overlap', () => {
    const ports = Array.from({ length: 1000 }, (_, index) => index + 1);
    const rules = ports.map((port) => rule(`tcp ${port}-${port + 1} 10.${port % 250}.0.0/16`));
    const coverage = new Coverage(rules);
    const found = ports.map((port) => coverage.of(rule(`tcp ${port} 10.${port % 250}.7.0/24`)));
    const split = ports.map((port) => coverage.of(rule(`tcp ${port}-${port + 300} 0.0.0.0/0`)));
    expect(found.every((cover, index) => cover?.rules[0] === rules[index])).toBe(true);
    expect(split.every((cover) => cover === undefined)).toBe(true);
  });
});
