import fc from 'fast-check';
import { canonicalRule, ruleKey } from '../../../../src/kinds/ec2/security-group/model.ts';
import { groupBy } from '../../../../src/model/group.ts';
import type { Direction, RuleAtom } from '../../../../src/model/security-group.ts';

/* Rules of one group, and code that declares them in every style, as people write them. */

export const groupId = 'sg-1';
const account = '123456789012';

/** A rule with what belongs to it. */
export interface DescribedAtom extends RuleAtom {
  readonly description: string;
}

/** How a rule is written: none of it makes another rule. */
export interface Writing {
  readonly style: Style;
  /** Rules that are alike in everything but the peer stand together where this is equal. */
  readonly bucket: number;
  /** Which of several spellings. */
  readonly spelling: number;
}
export type Style = 'block' | 'dynamic' | 'attribute' | 'rule' | 'vpc-rule';

const traffic = fc.oneof(
  fc.constant({ protocol: '-1' }),
  fc.constant({ protocol: '50' }),
  fc
    .record({
      protocol: fc.constantFrom('tcp', 'udp'),
      fromPort: fc.constantFrom(22, 443, 8000),
      more: fc.constantFrom(0, 10),
    })
    .map(({ protocol, fromPort, more }) => ({ protocol, fromPort, toPort: fromPort + more })),
  fc.record({
    protocol: fc.constantFrom('icmp', 'icmpv6'),
    fromPort: fc.constantFrom(-1, 0, 8),
    toPort: fc.constantFrom(-1, 0),
  }),
);

const peer = fc.oneof(
  fc.nat(9).map((n) => ({ sourceKind: 'cidr-ipv4' as const, source: `10.${n}.0.0/16` })),
  fc.nat(9).map((n) => ({ sourceKind: 'cidr-ipv6' as const, source: `2001:db8:${n}::/48` })),
  fc.constantFrom('0.0.0.0/0', '10.1.2.3/32').map((source) => ({ sourceKind: 'cidr-ipv4' as const, source })),
  fc.nat(3).map((n) => ({ sourceKind: 'prefix-list' as const, source: `pl-${n}` })),
  // The group itself among them.
  fc.integer({ min: 1, max: 4 }).map((n) => ({ sourceKind: 'group' as const, source: `sg-${n}` })),
);

/** A rule in canonical form. */
export const atom: fc.Arbitrary<DescribedAtom> = fc
  .record({
    direction: fc.constantFrom<Direction>('ingress', 'egress'),
    traffic,
    peer,
    description: fc.constantFrom('', 'by hand', 'from "there"'),
  })
  .map(({ direction, traffic: { protocol, ...ports }, peer: source, description }) => ({
    ...canonicalRule({ direction, protocol, ...ports, ...source }),
    description,
  }));

/** Different rules of one group. */
export const atoms = fc.uniqueArray(atom, { selector: ruleKey, minLength: 1, maxLength: 8 });

const inlineStyles: readonly Style[] = ['block', 'dynamic', 'attribute'];

/**
 * How rules are written: all in one style, or each in any of some. Within a group one direction is either a list of
 * blocks or an attribute.
 */
export function writings(count: number, styles: readonly Style[]): fc.Arbitrary<readonly Writing[]> {
  const one = fc.record({ style: fc.constantFrom(...styles), bucket: fc.nat(2), spelling: fc.nat(5) });
  return fc.array(one, { minLength: count, maxLength: count });
}

/** Code that declares the group with these rules, in this order. */
export function codeOf(rules: readonly (readonly [DescribedAtom, Writing])[]): string {
  const inline = rules.filter(([, { style }]) => inlineStyles.includes(style));
  const own = (['ingress', 'egress'] as const).map((direction) => inlineText(inline, direction)).join('\n');
  const standalone = rules.filter(([, { style }]) => !inlineStyles.includes(style));
  const older = together(standalone.filter(([, { style }]) => style === 'rule')).flatMap(splitGroups);
  const newer = standalone.filter(([, { style }]) => style === 'vpc-rule');
  return [
    `resource "aws_security_group" "web" {\n name = "web"\n vpc_id = "vpc-1"\n${own}\n}`,
    ...older.map((some, index) => ruleText(some, index)),
    ...newer.map((one, index) => vpcRuleText(one, index)),
  ].join('\n');
}

type Written = readonly [DescribedAtom, Writing];

/** Rules that stand in one block: alike in all but the peer. */
function together(rules: readonly Written[]): readonly (readonly Written[])[] {
  const alike = ([{ direction, protocol, fromPort, toPort, description }, { style, bucket }]: Written) =>
    JSON.stringify([direction, protocol, fromPort, toPort, description, style, bucket]);
  return [...groupBy(rules, alike).values()];
}

/** `aws_security_group_rule` has one group alone, or itself, or blocks of addresses and prefix lists. */
function splitGroups(rules: readonly Written[]): readonly (readonly Written[])[] {
  const groups = rules.filter(([{ sourceKind }]) => sourceKind === 'group');
  const others = rules.filter(([{ sourceKind }]) => sourceKind !== 'group');
  return [...groups.map((one) => [one]), ...(others.length === 0 ? [] : [others])];
}

function inlineText(rules: readonly Written[], direction: Direction): string {
  const own = rules.filter(([one]) => one.direction === direction);
  if (own.length === 0) return '';
  if (own.some(([, { style }]) => style === 'attribute')) {
    const listed = together(own.map(([one, writing]): Written => [one, { ...writing, style: 'attribute' }]));
    const elements = listed.map((some) => `{ ${[...partsOf(some), ...peersOf(some, true)].join(', ')} }`);
    return `${direction} = [${elements.join(', ')}]`;
  }
  return together(own)
    .map((some) => {
      const body = [...partsOf(some), ...peersOf(some, false)].join('\n');
      return some[0]?.[1].style === 'dynamic'
        ? `dynamic "${direction}" {\n for_each = toset(["one"])\n content {\n${body}\n }\n}`
        : `${direction} {\n${body}\n}`;
    })
    .join('\n');
}

function ruleText(rules: readonly Written[], index: number): string {
  const [first] = rules;
  const peers = peersOf(rules, false).map((line) =>
    line.replace(/^security_groups = \[(.*)\]$/, 'source_security_group_id = $1'),
  );
  const lines = [
    `security_group_id = aws_security_group.web.id`,
    `type = "${first?.[0].direction}"`,
    ...partsOf(rules),
    ...peers,
  ];
  return `resource "aws_security_group_rule" "r${index}" {\n${lines.join('\n')}\n}`;
}

function vpcRuleText([one, writing]: Written, index: number): string {
  const argument = {
    'cidr-ipv4': 'cidr_ipv4',
    'cidr-ipv6': 'cidr_ipv6',
    'prefix-list': 'prefix_list_id',
    group: 'referenced_security_group_id',
  }[one.sourceKind];
  const lines = [
    'security_group_id = aws_security_group.web.id',
    ...partsOf([[one, writing]]).map((line) => line.replace(/^protocol/, 'ip_protocol')),
    `${argument} = ${peerText(one, writing)}`,
  ];
  return `resource "aws_vpc_security_group_${one.direction}_rule" "v${index}" {\n${lines.join('\n')}\n}`;
}

/** All but the peers, in one of its spellings. */
function partsOf([first]: readonly Written[]): readonly string[] {
  if (first === undefined) return [];
  const [{ protocol, fromPort, toPort, description }, { spelling }] = first;
  const port = (number: number) => (spelling % 2 === 0 ? String(number) : `"${number}"`);
  return [
    `protocol = ${protocolText(protocol, spelling)}`,
    `from_port = ${port(fromPort ?? 0)}`,
    `to_port = ${port(toPort ?? fromPort ?? 0)}`,
    ...(description === '' && spelling % 3 !== 0 ? [] : [`description = ${JSON.stringify(description)}`]),
  ];
}

const numbers: Readonly<Record<string, string>> = { tcp: '6', udp: '17', icmp: '1', icmpv6: '58' };

function protocolText(protocol: string, spelling: number): string {
  const all = protocol === '-1' ? ['"-1"', '"all"', '-1'] : [`"${protocol}"`, `"${protocol.toUpperCase()}"`];
  const number = numbers[protocol];
  const spellings = number === undefined ? all : [...all, `"${number}"`, number];
  return spellings[spelling % spellings.length] ?? protocol;
}

/** @param isWhole whether arguments without a peer are written too, as an attribute needs them */
function peersOf(rules: readonly Written[], isWhole: boolean): readonly string[] {
  const of = (kind: RuleAtom['sourceKind']) => rules.filter(([one]) => one.sourceKind === kind);
  const groups = of('group');
  const isItself = ([one, { spelling }]: Written) => one.source === groupId && spelling % 2 === 0;
  const list = (name: string, some: readonly Written[]) =>
    some.length === 0 && !isWhole
      ? []
      : [`${name} = [${some.map(([one, writing]) => peerText(one, writing)).join(', ')}]`];
  const self = groups.some(isItself);
  return [
    ...list('cidr_blocks', of('cidr-ipv4')),
    ...list('ipv6_cidr_blocks', of('cidr-ipv6')),
    ...list('prefix_list_ids', of('prefix-list')),
    ...list(
      'security_groups',
      groups.filter((one) => !isItself(one)),
    ),
    ...(self || isWhole ? [`self = ${self}`] : []),
  ];
}

/** A peer in one of its spellings. */
function peerText({ sourceKind, source }: RuleAtom, { spelling, style }: Writing): string {
  switch (sourceKind) {
    case 'cidr-ipv4': {
      const [address = '', length] = source.split('/');
      if (length === '16' && spelling % 3 === 1) return `"${address.replace(/0\.0$/, '7.9')}/16"`;
      return `"${source}"`;
    }
    case 'cidr-ipv6':
      return (
        ['', '::/48'].map((text) =>
          text === '' ? `"${source}"` : `"${source.replace('::/48', ':0:0::1/48').toUpperCase()}"`,
        )[spelling % 2] ?? ''
      );
    case 'group':
      if (source === groupId && spelling % 4 === 1 && !inlineStyles.includes(style)) return 'aws_security_group.web.id';
      return spelling % 3 === 1 ? `"${account}/${source}"` : `"${source}"`;
    case 'prefix-list':
      return `"${source}"`;
  }
}
