import { expect, it } from 'vitest';
import { liveGroup, liveRule } from './world.ts';
import { checkWritten } from './written.ts';

/* A group whose rules one resource lists: it has no others, in either direction. */

const groups = [liveGroup('sg-1', 'web')];
const world = `
  variable "u" {}
  resource "aws_security_group" "web" {
    name   = "web"
    vpc_id = "vpc-1"
  }
  resource "aws_vpc_security_group_ingress_rule" "https" {
    security_group_id = aws_security_group.web.id
    ip_protocol       = "tcp"
    from_port         = 443
    to_port           = 443
    cidr_ipv4         = "10.0.0.0/8"
  }
  resource "aws_vpc_security_group_ingress_rule" "many" {
    for_each          = toset(["10.1.0.0/16", "10.2.0.0/16"])
    security_group_id = aws_security_group.web.id
    ip_protocol       = "tcp"
    from_port         = 80
    to_port           = 80
    cidr_ipv4         = each.key
  }
  resource "aws_security_group_rule" "old" {
    security_group_id = aws_security_group.web.id
    type              = "egress"
    protocol          = "-1"
    from_port         = 0
    to_port           = 0
    cidr_blocks       = ["10.0.0.0/8"]
  }
`;
const id = (number: number) => ({ SecurityGroupRuleId: `sgr-${number}` });
const declared = [
  liveRule('sg-1', 'tcp 443 10.0.0.0/8', id(1)),
  liveRule('sg-1', 'tcp 80 10.1.0.0/16', id(2)),
  liveRule('sg-1', 'tcp 80 10.2.0.0/16', id(3)),
  liveRule('sg-1', '-1 10.0.0.0/8', { IsEgress: true, ...id(4) }),
];
const byHand = [
  liveRule('sg-1', 'tcp 22 0.0.0.0/0', id(8)),
  liveRule('sg-1', '-1 0.0.0.0/0', { IsEgress: true, ...id(9) }),
];
const web = 'aws_security_group.web';
const exclusive = 'aws_vpc_security_group_rules_exclusive.web';
const https = 'aws_vpc_security_group_ingress_rule.https.id';
const many = 'aws_vpc_security_group_ingress_rule.many';
const old = 'aws_security_group_rule.old.security_group_rule_id';
const listing = (ingress: string, egress: string, group = `${web}.id`) => `
  resource "aws_vpc_security_group_rules_exclusive" "web" {
    security_group_id = ${group}
    ingress_rule_ids  = ${ingress}
    egress_rule_ids   = ${egress}
  }
`;
const extras = [`sg/rule-extra ${web} egress[all to 0.0.0.0/0]`, `sg/rule-extra ${web} ingress[22/tcp from 0.0.0.0/0]`];

it.each([
  ['references', `concat([${https}], values(${many})[*].id)`, `[${old}]`],
  [
    'a for',
    `[for rule in concat([aws_vpc_security_group_ingress_rule.https], values(${many})) : rule.security_group_rule_id]`,
    `[${old}]`,
  ],
  ['each instance', `[${https}, ${many}["10.1.0.0/16"].id, ${many}["10.2.0.0/16"].id]`, `[${old}]`],
  ['ids', '["sgr-1", "sgr-2", "sgr-3"]', '["sgr-4"]'],
  [
    'a merged map',
    `[for rule in merge({ one = aws_vpc_security_group_ingress_rule.https }, ${many}) : rule.id]`,
    `[${old}]`,
  ],
  ['a set', `distinct(flatten([${https}, values(${many})[*].id, [for rule in ${many} : rule.id]]))`, `[${old}]`],
  ['a conditional', `concat([${https}], var.u ? values(${many})[*].id : [for rule in ${many} : rule.id])`, `[${old}]`],
])('lists what is there by %s', async (_, ingress, egress) => {
  const code = world + listing(ingress, egress);
  expect(await checkWritten(code, { groups, rules: declared })).toEqual([]);
  expect(await checkWritten(code, { groups, rules: [...declared, ...byHand] })).toEqual(extras);
});

it('makes what is unmanaged without it extra', async () => {
  const bare = world.slice(0, world.indexOf('  resource "aws_vpc'));
  const unmanaged = extras.map((one) => one.replace('rule-extra', 'rule-unmanaged'));
  expect(await checkWritten(bare, { groups, rules: byHand })).toEqual(unmanaged);
  expect(await checkWritten(bare + listing('[]', '[]'), { groups, rules: byHand })).toEqual(extras);
  // One that is listed by its id alone is nobody's to report.
  expect(await checkWritten(bare + listing('["sgr-8"]', '[]'), { groups, rules: byHand })).toEqual(extras.slice(0, 1));
});

it('says so itself of a group that the code does not declare', async () => {
  const code = listing('[]', '["sgr-9"]', '"sg-1"');
  expect(await checkWritten(code, { groups, rules: byHand })).toEqual([
    `sg/rule-extra ${exclusive} ingress[22/tcp from 0.0.0.0/0]`,
  ]);
});

it('in a module, for each of several groups', async () => {
  const files = {
    'main.tf': `
      resource "aws_security_group" "web" {
        name   = "web"
        vpc_id = "vpc-1"
      }
      module "only" {
        for_each = { web = aws_security_group.web.id }
        source   = "./only"
        group    = each.value
      }
    `,
    'only/main.tf': `
      variable "group" {}
      resource "aws_vpc_security_group_rules_exclusive" "this" {
        security_group_id = var.group
        ingress_rule_ids  = []
        egress_rule_ids   = []
      }
    `,
  };
  expect(await checkWritten(files, { groups, rules: byHand })).toEqual(extras);
});

it('what it does not list is revoked, though a rule resource declares it', async () => {
  const code = world + listing(`[${https}]`, `[${old}]`);
  expect(await checkWritten(code, { groups, rules: declared })).toEqual([
    `sg/rule-extra ${exclusive} ingress[80/tcp from 10.1.0.0/16]`,
    `sg/rule-extra ${exclusive} ingress[80/tcp from 10.2.0.0/16]`,
  ]);
});

it('lists a rule that is not there', async () => {
  const code = world + listing(`concat([${https}, "sgr-5"], values(${many})[*].id)`, `[${old}]`);
  expect(await checkWritten(code, { groups, rules: declared })).toEqual([
    `sg/rule-missing ${exclusive} ingress_rule_ids[sgr-5]`,
  ]);
});

it.each([
  ['a variable', 'var.u'],
  ['an element that is not known', `[${https}, var.u]`],
  ['further elements', `concat([${https}], var.u)`],
])('may list any rule: %s', async (_, ingress) => {
  const code = world + listing(ingress, `[${old}]`);
  expect(await checkWritten(code, { groups, rules: [...declared, ...byHand] })).toEqual([
    `elements-unknown/leaf ${web} ingress[22/tcp from 0.0.0.0/0]`,
    `elements-unknown/leaf ${exclusive} ingress_rule_ids`,
    extras[0],
  ]);
});

it('of which the group is not known is none of a certain group', async () => {
  const code = world + listing('[]', '[]', 'var.u');
  expect(await checkWritten(code, { groups, rules: declared })).toEqual([
    `unidentified/resource ${exclusive} security_group_id`,
  ]);
});
