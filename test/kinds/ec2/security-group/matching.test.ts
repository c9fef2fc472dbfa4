import { describe, expect, it } from 'vitest';
import { liveGroup, liveRule } from './world.ts';
import { checkWritten } from './written.ts';

/* Rules that are not wholly known are counted: as many as are certainly distinct are as many live rules. */

const groups = [liveGroup('sg-1', 'web'), liveGroup('sg-2', 'db')];
const world = `
  variable "a" {}
  variable "b" {}
  variable "c" {}
  variable "list" {}
  resource "aws_security_group" "web" {
    name   = "web"
    vpc_id = "vpc-1"
  }
  resource "aws_security_group" "db" {
    name   = "db"
    vpc_id = "vpc-1"
  }
  resource "aws_ec2_managed_prefix_list" "a" { name = "a" }
  resource "aws_ec2_managed_prefix_list" "b" { name = "b" }
  resource "aws_ec2_managed_prefix_list" "c" { name = "c" }
`;
const vpcRule = (name: string, arguments_: string, group = 'aws_security_group.web.id', ports = '443') => `
  resource "aws_vpc_security_group_ingress_rule" "${name}" {
    security_group_id = ${group}
    ip_protocol       = "tcp"
    from_port         = ${ports}
    to_port           = ${ports}
    ${arguments_}
  }
`;
const classic = (name: string, arguments_: string) => `
  resource "aws_security_group_rule" "${name}" {
    security_group_id = aws_security_group.web.id
    type              = "ingress"
    protocol          = "tcp"
    from_port         = 443
    to_port           = 443
    ${arguments_}
  }
`;
const inline = (...blocks: string[]) =>
  world.replace(
    'vpc_id = "vpc-1"',
    `vpc_id = "vpc-1"
    ${blocks
      .map(
        (block) => `ingress {
      protocol  = "tcp"
      from_port = 443
      to_port   = 443
      ${block}
    }`,
      )
      .join('\n')}`,
  );
const three = (argument: (name: string) => string, rule = vpcRule) =>
  ['a', 'b', 'c'].map((name) => rule(name, argument(name))).join('');
const peers = {
  'prefix list': ['pl-1', 'pl-2', 'pl-3'],
  CIDR: ['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16'],
  group: ['sg-7', 'sg-8', 'sg-9'],
} as const;

/** Code with three rules, and the kind of their peers. */
const distinct: readonly (readonly [string, string, keyof typeof peers])[] = [
  [
    'prefix lists of the code',
    world + three((name) => `prefix_list_id = aws_ec2_managed_prefix_list.${name}.id`),
    'prefix list',
  ],
  ['variables', world + three((name) => `cidr_ipv4 = var.${name}`), 'CIDR'],
  ['one variable', world + three(() => 'cidr_ipv4 = var.list'), 'CIDR'],
  ['data sources', world + three((name) => `referenced_security_group_id = data.aws_x.${name}.id`), 'group'],
  ['instances', `${world}${vpcRule('r', 'for_each = toset(["a", "b", "c"])\ncidr_ipv4 = var.list[each.key]')}`, 'CIDR'],
  ['the older resource', world + three((name) => `cidr_blocks = [var.${name}]`, classic), 'CIDR'],
  ['unknown lists of the older resource', world + three((name) => `cidr_blocks = var.${name}`, classic), 'CIDR'],
  ['groups of the older resource', world + three((name) => `source_security_group_id = var.${name}`, classic), 'group'],
  [
    'what the group lists, where no two can be one',
    inline(
      'prefix_list_ids = [for list in ["a", "b", "c"] : { a = aws_ec2_managed_prefix_list.a, b = aws_ec2_managed_prefix_list.b, c = aws_ec2_managed_prefix_list.c }[list].id]',
    ),
    'prefix list',
  ],
  [
    'blocks of the group, where no two can be one',
    inline(...['a', 'b', 'c'].map((name) => `prefix_list_ids = [aws_ec2_managed_prefix_list.${name}.id]`)),
    'prefix list',
  ],
];

describe.each(distinct)('three rules of %s', (_, written, kind) => {
  const data = ['a', 'b', 'c'].map((name) => `data "aws_x" "${name}" { name = var.${name} }`).join('\n');
  const code = written.includes('data.aws_x') ? written + data : written;
  const check = async (count: number) => {
    const found = await checkWritten(code, {
      groups,
      rules: peers[kind].slice(0, count).map((peer) => liveRule('sg-1', `tcp 443 ${peer}`)),
    });
    return {
      missing: found.filter((one) => one.startsWith('sg/rule-missing')).length,
      unknown: found.filter((one) => one.includes('-unknown/leaf')).length,
      all: found.length,
    };
  };

  it.each([0, 1, 2, 3])('with %i live ones: the rest is missing', async (count) => {
    expect(await check(count)).toEqual({ missing: 3 - count, unknown: count, all: 3 });
  });
});

it.each([
  ['elements of one list may be one', world + classic('r', 'cidr_blocks = [var.a, var.b]')],
  ['elements of one list of the group may be one', inline('cidr_blocks = [var.a, var.b]')],
  ['blocks of the group may be one', inline('cidr_blocks = [var.a]', 'cidr_blocks = [var.b]')],
  [
    'data sources may coincide in one list',
    inline('cidr_blocks = [data.aws_vpc.a.cidr_block, data.aws_vpc.b.cidr_block]'),
  ],
  ['a list that is not known', world + classic('r', 'cidr_blocks = var.list')],
  ['an unknown number of resources', world + vpcRule('r', 'for_each = var.list\ncidr_ipv4 = each.value')],
  ['an element that is known and one that is not', inline('cidr_blocks = ["10.1.0.0/16", var.b]')],
])('%s', async (_, written) => {
  const code = `${written}
    data "aws_vpc" "a" { tags = { Name = var.a } }
    data "aws_vpc" "b" { tags = { Name = var.b } }
  `;
  const found = await checkWritten(code, { groups, rules: [liveRule('sg-1', 'tcp 443 10.1.0.0/16')] });
  expect(found.filter((one) => one.startsWith('sg/'))).toEqual([]);
});

describe('rules that may be the same live one', () => {
  const code =
    world + vpcRule('any', 'cidr_ipv4 = var.a') + vpcRule('at', 'cidr_ipv4 = "10.1.0.0/16"', undefined, 'var.b');

  it('leave to each other what only the other can be', async () => {
    for (const rules of [
      [liveRule('sg-1', 'tcp 443 10.1.0.0/16'), liveRule('sg-1', 'tcp 443 10.2.0.0/16')],
      [liveRule('sg-1', 'tcp 443 10.1.0.0/16'), liveRule('sg-1', 'tcp 80 10.1.0.0/16')],
    ]) {
      const found = await checkWritten(code, { groups, rules });
      expect(found.map((one) => one.split(' ')[0])).toEqual(['value-unknown/leaf', 'value-unknown/leaf']);
    }
  });

  it('are two', async () => {
    const found = await checkWritten(code, { groups, rules: [liveRule('sg-1', 'tcp 443 10.1.0.0/16')] });
    expect(found.map((one) => one.split(' ')[0])).toEqual(['sg/rule-missing', 'value-unknown/leaf']);
  });

  it('are told apart by their descriptions', async () => {
    const described = world + three((name) => `cidr_ipv4 = var.${name}\ndescription = "Office ${name}"`);
    for (const name of ['a', 'b', 'c']) {
      const rules = [liveRule('sg-1', 'tcp 443 10.1.0.0/16', { Description: `Office ${name}` })];
      const missing = (await checkWritten(described, { groups, rules })).filter((one) => one.startsWith('sg/'));
      expect(missing).toHaveLength(2);
      expect(missing.join()).not.toContain(`ingress_rule.${name} `);
    }
  });

  it('in any of several groups are counted over them', async () => {
    const either = '[aws_security_group.web.id, aws_security_group.db.id][var.a]';
    const two =
      world + ['r', 's'].map((name) => vpcRule(name, `cidr_ipv4 = var.${name === 'r' ? 'b' : 'c'}`, either)).join('');
    const rules = [liveRule('sg-1', 'tcp 443 10.1.0.0/16'), liveRule('sg-2', 'tcp 443 10.1.0.0/16')];
    const both = await checkWritten(two, { groups, rules });
    expect(both.filter((one) => one.startsWith('sg/'))).toEqual([]);
    const one = await checkWritten(two, { groups, rules: rules.slice(1) });
    expect(one).toEqual([
      'elements-unknown/leaf aws_security_group.db ingress[443/tcp from 10.1.0.0/16]',
      'sg/rule-missing aws_vpc_security_group_ingress_rule.s ingress[443/tcp from var.c]',
      'unidentified/resource aws_vpc_security_group_ingress_rule.r security_group_id',
    ]);
  });
});

it('is fast for many rules that are not known', async () => {
  const code = `${world}
    ${vpcRule('r', 'count = 1000\ncidr_ipv4 = var.list[count.index]')}
  `;
  const rules = Array.from({ length: 999 }, (_, index) =>
    liveRule('sg-1', `tcp 443 10.${index >> 8}.${index & 255}.0/24`),
  );
  const found = await checkWritten(code, { groups, rules });
  expect(found.filter((one) => one.startsWith('sg/rule-missing'))).toHaveLength(1);
}, 30_000);
