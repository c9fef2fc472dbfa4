import { describe, expect, it } from 'vitest';
import { liveGroup, liveRule } from './world.ts';
import { checkWritten } from './written.ts';

/* Rules of which it is not known which group they are of: they may be of each group that the expression can reach. */

const names = ['a', 'b', 'c'] as const;
const groups = names.map((name) => liveGroup(`sg-${name}`, name));
/** Three groups with a rule of their own, so that their other rules are theirs to report. */
const world = `
  variable "u" {}
  variable "rules" {}
  ${names
    .map(
      (name) => `
  resource "aws_security_group" "${name}" {
    name   = "${name}"
    vpc_id = "vpc-1"
  }
  resource "aws_vpc_security_group_ingress_rule" "of_${name}" {
    security_group_id = aws_security_group.${name}.id
    ip_protocol       = "tcp"
    from_port         = 80
    to_port           = 80
    cidr_ipv4         = "10.0.0.0/8"
  }`,
    )
    .join('\n')}
`;
const own = names.map((name) => liveRule(`sg-${name}`, 'tcp 80 10.0.0.0/8'));
const rule = (group: string, more = '') => `
  resource "aws_vpc_security_group_ingress_rule" "r" {
    ${more}
    security_group_id = ${group}
    ip_protocol       = "tcp"
    from_port         = 443
    to_port           = 443
    cidr_ipv4         = "10.0.0.0/8"
  }
`;
const [a, b] = ['aws_security_group.a.id', 'aws_security_group.b.id'];
const possible = (name: string) => `elements-unknown/leaf aws_security_group.${name} ingress[443/tcp from 10.0.0.0/8]`;
const extra = (name: string) => `sg/rule-unmanaged aws_security_group.${name} ingress[443/tcp from 10.0.0.0/8]`;

/** How the group of the rule is written, and the groups that it can be. */
const written: readonly (readonly [string, string, string])[] = [
  ['a conditional', `var.u ? ${a} : ${b}`, 'a b'],
  ['a conditional with a literal', 'var.u ? aws_security_group.a.id : "sg-b"', 'a b'],
  ['an index', `[${a}, ${b}][var.u]`, 'a b'],
  ['an entry of a map', `{ x = ${a}, y = ${b} }[var.u]`, 'a b'],
  ['merge', `merge({ x = ${a} }, { y = ${b} })[var.u]`, 'a b'],
  ['merge, an entry', `merge({ x = ${a} }, var.u ? { y = ${b} } : {})["y"]`, 'b'],
  ['merge of a variable', `merge({ x = ${a} }, var.u)["x"]`, 'a b c'],
  ['coalesce', `coalesce(var.u ? null : ${a}, ${b})`, 'a b'],
  ['lookup', `lookup({ x = ${a} }, var.u, ${b})`, 'a b'],
  ['try', `try({ x = ${a} }[var.u], ${b})`, 'a b'],
  ['element', `element([${a}, ${b}], var.u)`, 'a b'],
  ['a splat', `([aws_security_group.a, aws_security_group.b][*].id)[var.u]`, 'a b'],
  ['one', `one(var.u ? [${a}] : [])`, 'a'],
  ['a variable', 'var.u', 'a b c'],
  ['a data source', 'data.aws_security_group.x.id', 'a b c'],
  ['an attribute of something else', 'aws_eks_cluster.e.vpc_config[0].cluster_security_group_id', ''],
];

describe.each(written)('a rule whose group is %s', (_, expression, reached) => {
  const data = `
    data "aws_security_group" "x" { tags = { Name = var.u } }
    resource "aws_eks_cluster" "e" { name = "e" }
  `;
  const code = world + data + rule(expression);

  it('may be the live one of each group that can be meant, and of no other', async () => {
    const rules = [...own, ...names.map((name) => liveRule(`sg-${name}`, 'tcp 443 10.0.0.0/8'))];
    const found = await checkWritten(code, { groups, rules });
    const can = reached.split(' ');
    expect(found.filter((one) => !one.endsWith('security_group_id'))).toEqual(
      names.map((name) => (can.includes(name) ? possible(name) : extra(name))).toSorted(),
    );
  });

  it('hides no live rule that it cannot be', async () => {
    const rules = [...own, liveRule('sg-a', 'tcp 22 10.0.0.0/8')];
    expect(await checkWritten(code, { groups, rules })).toContain(
      'sg/rule-unmanaged aws_security_group.a ingress[22/tcp from 10.0.0.0/8]',
    );
  });
});

it.each([
  [
    'each value of an unknown map',
    '{ for i, r in var.rules : i => { sg = aws_security_group.a.id, cidr = r } }',
    'each.value.sg',
    'a',
  ],
  ['each value of a variable', 'var.rules', 'each.value.sg', 'a b c'],
  ['each key of a set', `toset(var.u ? ["sg-a"] : ["sg-b"])`, 'each.key', 'a b'],
])('with for_each: %s', async (_, forEach, expression, reached) => {
  const rules = [...own, ...names.map((name) => liveRule(`sg-${name}`, 'tcp 443 10.0.0.0/8'))];
  const found = await checkWritten(world + rule(expression, `for_each = ${forEach}`), { groups, rules });
  expect(found).toEqual(
    [
      ...names.map((name) => (reached.split(' ').includes(name) ? possible(name) : extra(name))),
      'expansion-unknown/resource aws_vpc_security_group_ingress_rule.r security_group_id',
    ].toSorted(),
  );
});

it('through the inputs and outputs of modules', async () => {
  const files = {
    'main.tf': `${world}
      module "pick" {
        source = "./pick"
        first  = ${a}
        second = ${b}
      }
      module "rules" {
        source = "./rules"
        group  = module.pick.id
      }
    `,
    'pick/main.tf': `
      variable "first" {}
      variable "second" {}
      variable "which" { default = null }
      data "aws_caller_identity" "me" {}
      output "id" { value = data.aws_caller_identity.me.account_id == "1" ? var.first : var.second }
    `,
    'rules/main.tf': `variable "group" {}\n${rule('var.group')}`,
  };
  const rules = [...own, ...names.map((name) => liveRule(`sg-${name}`, 'tcp 443 10.0.0.0/8'))];
  expect(await checkWritten(files, { groups, rules })).toEqual(
    [
      possible('a'),
      possible('b'),
      extra('c'),
      'unidentified/resource module.rules.aws_vpc_security_group_ingress_rule.r security_group_id',
    ].toSorted(),
  );
});
