import { describe, expect, it } from 'vitest';
import { liveGroup, liveRule } from './world.ts';
import { checkWritten, viewWritten } from './written.ts';

/* Tags of groups and of rules: notes, whichever of resource and provider declares them. */

const tags = (all: Record<string, string>) => Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
const web = 'aws_security_group.web';
const https = 'aws_vpc_security_group_ingress_rule.https';
const path = 'ingress[443/tcp from 10.0.0.0/8]';

interface Written {
  readonly provider?: string;
  readonly group?: string;
  readonly rule?: string;
}

const code = ({ provider = '', group = '', rule = '' }: Written) => `
  variable "u" {}
  variable "secret" {
    sensitive = true
    default   = "hunter2-of-the-shop"
  }
  provider "aws" {
    ${provider}
  }
  resource "aws_security_group" "web" {
    name   = "web"
    vpc_id = "vpc-1"
    ${group}
  }
  resource "aws_vpc_security_group_ingress_rule" "https" {
    security_group_id = aws_security_group.web.id
    ip_protocol       = "tcp"
    from_port         = 443
    to_port           = 443
    cidr_ipv4         = "10.0.0.0/8"
    ${rule}
  }
`;
const live = (group: Record<string, string> | undefined, rule: Record<string, string> | undefined) => ({
  groups: [liveGroup('sg-1', 'web', group === undefined ? {} : { Tags: tags(group) })],
  rules: [liveRule('sg-1', 'tcp 443 10.0.0.0/8', rule === undefined ? {} : { Tags: tags(rule) })],
});
const defaults = 'default_tags {\n tags = { Team = "shop", Stage = "prod" }\n }';

describe('of groups and rules', () => {
  it.each<[string, Written, Record<string, string>, readonly string[]]>([
    ['none', {}, {}, []],
    ['the same', { group: 'tags = { A = "1" }' }, { A: '1' }, []],
    ['another value', { group: 'tags = { A = "1" }' }, { A: '2' }, ['A']],
    ['one that AWS lacks', { group: 'tags = { A = "1", B = "2" }' }, { A: '1' }, ['B']],
    ['one that the code lacks', {}, { A: '1' }, ['A']],
    ["AWS's own", {}, { 'aws:cloudformation:stack-name': 'x' }, []],
    ['of the provider', { provider: defaults }, { Team: 'shop', Stage: 'prod' }, []],
    ['of the provider, lacking', { provider: defaults }, { Team: 'shop' }, ['Stage']],
    [
      'its own before those of the provider',
      { provider: defaults, group: 'tags = { Team = "x" }' },
      { Team: 'x', Stage: 'prod' },
      [],
    ],
    [
      'that the provider does not see',
      { provider: 'ignore_tags {\n keys = ["A"]\n key_prefixes = ["k8s/"]\n }' },
      { A: '1', 'k8s/b': '2' },
      [],
    ],
    ['left to others', { group: 'lifecycle {\n ignore_changes = [tags["A"]]\n }' }, { A: '1' }, []],
    ['all left to others', { group: 'lifecycle {\n ignore_changes = [tags]\n }' }, { A: '1' }, []],
    ['in tags_all, as a plan has them', { group: 'tags_all = { A = "1" }' }, { A: '2' }, ['A']],
  ])('%s', async (_, written, there, keys) => {
    const both = { ...written, rule: written.group ?? '' };
    const { findings, gaps } = await viewWritten(code(both), live(there, there));
    const drift = findings.filter(({ verdict = 'drift' }) => verdict === 'drift');
    expect(gaps).toEqual([]);
    expect(drift.map(({ rule, address, path: where }) => [rule, address, where])).toEqual([
      ...keys.map((key) => ['sg/group-tags-changed', web, `tags[${key}]`]),
      ...keys.map((key) => ['sg/rule-tags-changed', https, `${path}.tags[${key}]`]),
    ]);
  });

  it('are not compared where nothing tells them', async () => {
    const both = { group: 'tags = { A = "1" }', rule: 'tags = { A = "1" }' };
    expect(await checkWritten(code(both), live(undefined, undefined))).toEqual([]);
  });

  it('that are not known are gaps of one value', async () => {
    const both = { group: 'tags = { A = var.u }', rule: 'tags = var.u' };
    expect(await checkWritten(code(both), live({ A: '1' }, { A: '1' }))).toEqual([
      `elements-unknown/leaf ${https} ${path}.tags`,
      `value-unknown/leaf ${web} tags[A]`,
    ]);
  });

  it('stay sealed where they are secret', async () => {
    const both = { group: 'tags = { A = var.secret }', rule: 'tags = { A = var.secret }' };
    const { findings } = await viewWritten(code(both), live({ A: 'other-1' }, { A: 'other-2' }));
    expect(findings.map(({ rule }) => rule)).toEqual(['sg/group-tags-changed', 'sg/rule-tags-changed']);
    expect(JSON.stringify(findings)).not.toMatch(/hunter2|other-/);
  });
});

it('a rule that is a part of a group, or of the older resource, has none to compare', async () => {
  const inline = `
    provider "aws" {
      ${defaults}
    }
    resource "aws_security_group" "web" {
      name   = "web"
      vpc_id = "vpc-1"
      egress {
        from_port   = 0
        to_port     = 0
        protocol    = "-1"
        cidr_blocks = ["10.0.0.0/8"]
      }
    }
    resource "aws_security_group_rule" "https" {
      security_group_id = aws_security_group.web.id
      type              = "ingress"
      protocol          = "tcp"
      from_port         = 443
      to_port           = 443
      cidr_blocks       = ["10.0.0.0/8"]
    }
  `;
  const { groups } = live({ Team: 'shop', Stage: 'prod' }, {});
  const rules = [
    liveRule('sg-1', 'tcp 443 10.0.0.0/8', { Tags: tags({ By: 'hand' }) }),
    liveRule('sg-1', '-1 10.0.0.0/8', { IsEgress: true, Tags: [] }),
  ];
  expect(await checkWritten(inline, { groups, rules })).toEqual([]);
});
