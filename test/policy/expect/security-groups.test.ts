import { describe, expect, it } from 'vitest';
import type { AwsProblem } from '../../../src/model/report/aws-problem.ts';
import { liveGroup, liveRule } from '../../kinds/ec2/security-group/world.ts';
import { openList, type Plain, ref, resource, stackOf, template, unset, variable } from '../../kinds/resources.ts';
import { type ExpectedWorld, held } from './world.ts';

/* No port is open to everybody, in whichever style rules are declared, and on AWS. */

const address = 'aws_security_group.db';
const group = (blocks: Parameters<typeof resource>[2] = {}, attributes: Record<string, Plain> = {}) =>
  resource(address, { name: 'db', vpc_id: 'vpc-1', ...attributes }, blocks);
const rootOf = (...resources: Parameters<typeof stackOf>[0]) => [{ target: 'default', stack: stackOf(resources) }];
const closed = (pattern = 'db', more: Record<string, unknown> = {}) => ({
  'security-group': pattern,
  'no-public-ingress': [22, 5432],
  ...more,
});
const nowhere = '(nowhere)';

const inline = (rule: Record<string, Plain>) => group({ blocks: { ingress: [rule] } });
const tcp = (from: number, to: number, ...cidrs: string[]) => ({
  protocol: 'tcp',
  from_port: from,
  to_port: to,
  cidr_blocks: cidrs,
});
const world = (...rules: string[]): ExpectedWorld => ({
  groups: [liveGroup('sg-1', 'db')],
  rules: rules.map((text) => liveRule('sg-1', text)),
});

describe('a rule of the code', () => {
  const unmet = (path: string) => [`expect/public-ingress ${address} ${path} code=unmet group=met`];
  const open = (path: string) => [`value-unknown/leaf ${address} ${path}`];

  it.each<[string, Record<string, Plain>, readonly string[]]>([
    ['the port itself', tcp(5432, 5432, '0.0.0.0/0'), unmet('ingress[5432/tcp from 0.0.0.0/0]')],
    ['a range around it', tcp(5000, 6000, '0.0.0.0/0'), unmet('ingress[5000-6000/tcp from 0.0.0.0/0]')],
    ['half of all networks', tcp(22, 22, '128.0.0.0/1'), unmet('ingress[22/tcp from 128.0.0.0/1]')],
    ['a network', tcp(22, 22, '198.51.100.0/24'), []],
    ['another port', tcp(443, 443, '0.0.0.0/0'), []],
    ['a range beside it', tcp(5433, 6000, '0.0.0.0/0'), []],
    ['a private network', tcp(5432, 5432, '10.0.0.0/8'), []],
    ['one of several networks', tcp(5432, 5432, '10.0.0.0/8', '0.0.0.0/0'), unmet('ingress[5432/tcp from 0.0.0.0/0]')],
    [
      'IPv6',
      { protocol: 'tcp', from_port: 22, to_port: 22, ipv6_cidr_blocks: ['::/0'] },
      unmet('ingress[22/tcp from ::/0]'),
    ],
    [
      'all traffic',
      { protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] },
      unmet('ingress[all from 0.0.0.0/0]'),
    ],
    ['UDP', { ...tcp(22, 22, '0.0.0.0/0'), protocol: 'udp' }, unmet('ingress[22/udp from 0.0.0.0/0]')],
    ['ICMP of that type', { protocol: 'icmp', from_port: 22, to_port: 22, cidr_blocks: ['0.0.0.0/0'] }, []],
    ['a group', { protocol: 'tcp', from_port: 22, to_port: 22, security_groups: ['sg-2'] }, []],
    ['itself', { protocol: 'tcp', from_port: 22, to_port: 22, self: true }, []],
    ['an unknown network', { ...tcp(22, 22), cidr_blocks: [unset('cidr')] }, open('ingress[22/tcp from var.cidr]')],
    ['a network that is not all', { ...tcp(22, 22), cidr_blocks: [template('10.', variable('net'), '/16')] }, []],
    ['unknown networks', { ...tcp(22, 22), cidr_blocks: unset('cidrs') }, open('ingress[22/tcp from var.cidrs]')],
    [
      'further networks',
      { ...tcp(22, 22), cidr_blocks: openList(variable('more'), '10.0.0.0/8') },
      open('ingress[22/tcp from var.more]'),
    ],
    ['unknown networks at another port', { ...tcp(443, 443), cidr_blocks: unset('cidrs') }, []],
    [
      'an unknown port',
      { ...tcp(22, 22, '0.0.0.0/0'), from_port: unset('port'), to_port: unset('port') },
      open('ingress[?/tcp from 0.0.0.0/0]'),
    ],
    ['a range with an unknown end', { ...tcp(6000, 0, '0.0.0.0/0'), to_port: unset('port') }, []],
    [
      'an unknown protocol',
      { ...tcp(22, 22, '0.0.0.0/0'), protocol: unset('protocol') },
      open('ingress[? from 0.0.0.0/0]'),
    ],
    [
      'a prefix list',
      { protocol: 'tcp', from_port: 22, to_port: 22, prefix_list_ids: ['pl-1'] },
      open('ingress[22/tcp from pl-1]'),
    ],
    ['a prefix list at another port', { protocol: 'tcp', from_port: 443, to_port: 443, prefix_list_ids: ['pl-1'] }, []],
  ])('for %s', async (_, rule, outcome) => {
    expect((await held([closed()], rootOf(inline(rule)), world())).short).toEqual(outcome);
  });

  it('is none of egress', async () => {
    const egress = group({ blocks: { egress: [tcp(0, 65535, '0.0.0.0/0')] } });
    expect(
      (
        await held([closed()], rootOf(egress), {
          ...world(),
          rules: [liveRule('sg-1', 'tcp 22 0.0.0.0/0', { IsEgress: true })],
        })
      ).short,
    ).toEqual([]);
  });

  it.each([
    [
      'aws_security_group_rule',
      { type: 'ingress', protocol: 'tcp', from_port: 5432, to_port: 5432, cidr_blocks: ['0.0.0.0/0'] },
    ],
    [
      'aws_vpc_security_group_ingress_rule',
      { ip_protocol: 'tcp', from_port: 5432, to_port: 5432, cidr_ipv4: '0.0.0.0/0' },
    ],
  ])('of %s is said of that resource', async (type, attributes) => {
    const rule = resource(`${type}.open`, { ...attributes, security_group_id: ref(address) }, { line: 9 });
    const run = await held([closed()], rootOf(group(), rule), world('tcp 5432 0.0.0.0/0'));
    expect(run.short).toEqual([
      `expect/public-ingress ${type}.open ingress[5432/tcp from 0.0.0.0/0] code=unmet group=unmet`,
    ]);
    expect(run.findings).toMatchObject([
      {
        at: { start: { line: 9 } },
        identity: { id: 'sg-1', name: 'db' },
        declared: { value: {} },
        live: { value: {} },
      },
    ]);
    expect(run.held).toMatchObject([{ about: 'security-group', things: 1, unmet: 1 }]);
  });

  it.each([
    ['db', 'unidentified/leaf'],
    ['none', 'unidentified/leaf'],
  ])('may be of a group %s where it is not known whose it is', async (pattern, outcome) => {
    const rule = resource('aws_vpc_security_group_ingress_rule.open', {
      ...{ ip_protocol: 'tcp', from_port: 22, to_port: 22, cidr_ipv4: '0.0.0.0/0' },
      security_group_id: unset('group'),
    });
    expect((await held([closed(pattern)], rootOf(group(), rule), world())).short).toContain(
      `${outcome} aws_vpc_security_group_ingress_rule.open ingress[22/tcp from 0.0.0.0/0]`,
    );
    const other = resource('aws_vpc_security_group_ingress_rule.open', {
      ...{ ip_protocol: 'tcp', from_port: 443, to_port: 443, cidr_ipv4: '0.0.0.0/0' },
      security_group_id: unset('group'),
    });
    expect((await held([closed()], rootOf(group(), other), world())).short).toEqual([]);
  });

  it('may be of no instance', async () => {
    const rule = resource(
      'aws_vpc_security_group_ingress_rule.open',
      { ip_protocol: 'tcp', from_port: 22, to_port: 22, cidr_ipv4: '0.0.0.0/0', security_group_id: ref(address) },
      { expansion: variable('count') },
    );
    expect((await held([closed()], rootOf(group(), rule), world())).short).toEqual([
      'value-unknown/leaf aws_vpc_security_group_ingress_rule.open ingress[22/tcp from 0.0.0.0/0]',
    ]);
  });

  it('is judged where AWS has no such group', async () => {
    expect((await held([closed()], rootOf(inline(tcp(22, 22, '0.0.0.0/0'))), {})).short).toEqual([
      `expect/public-ingress ${address} ingress[22/tcp from 0.0.0.0/0] code=unmet`,
    ]);
  });
});

describe('a rule of AWS', () => {
  it('that no code declares is said of the group', async () => {
    const run = await held(
      [closed()],
      rootOf(inline(tcp(5432, 5432, '10.0.0.0/8'))),
      world('tcp 5432 10.0.0.0/8', 'tcp 22 0.0.0.0/0'),
    );
    expect(run.short).toEqual([`expect/public-ingress ${address} ingress[22/tcp from 0.0.0.0/0] code=met group=unmet`]);
    expect(run.findings).toMatchObject([{ declared: { absent: true } }]);
  });

  it.each([
    ['tcp 0-65535 ::/0', [`expect/public-ingress ${address} ingress[0-65535/tcp from ::/0] code=met group=unmet`]],
    ['-1 0.0.0.0/0', [`expect/public-ingress ${address} ingress[all from 0.0.0.0/0] code=met group=unmet`]],
    ['tcp 443 0.0.0.0/0', []],
    ['tcp 22 sg-2', []],
    ['tcp 22 pl-1', [`value-unknown/leaf ${address} ingress[22/tcp from pl-1]`]],
  ])('%s', async (text, outcome) => {
    expect((await held([closed()], rootOf(group()), world(text))).short).toEqual(outcome);
  });

  it('with a peer of another kind is not passed over', async () => {
    const rule = { SecurityGroupRuleId: 'sgr-1', GroupId: 'sg-1', IsEgress: false, IpProtocol: 'tcp' };
    expect((await held([closed()], rootOf(group()), { ...world(), rules: [rule] })).short).toEqual([
      `unknown-member/leaf ${address} rules[sgr-1]`,
    ]);
  });

  it('that cannot be read does not meet it', async () => {
    const problem: AwsProblem = { kind: 'denied', action: 'ec2:DescribeSecurityGroupRules' };
    const live = { ...world(), problems: { 'ec2:DescribeSecurityGroupRules': problem } };
    const run = await held([closed()], rootOf(group()), live);
    expect(run.short).toEqual([`unreadable/resource ${address}`]);
    expect(run.held).toMatchObject([{ things: 1, unmet: 0, undetermined: 1 }]);
  });
});

describe('a group that no code names', () => {
  const groups = [liveGroup('sg-1', 'db'), liveGroup('sg-2', 'db-legacy'), liveGroup('sg-3', 'web')];
  const rules = ['sg-2', 'sg-3'].map((id) => liveRule(id, 'tcp 22 0.0.0.0/0'));

  it('is held too', async () => {
    const keys: object[] = [];
    const run = await held([closed('db*')], rootOf(group()), { groups, rules }, keys);
    expect(run.short).toEqual([`expect/public-ingress ${nowhere} ingress[22/tcp from 0.0.0.0/0] group=unmet`]);
    expect(run.findings).toMatchObject([{ identity: { id: 'sg-2', name: 'db-legacy' } }]);
    expect(run.held).toMatchObject([{ things: 2, unmet: 1 }]);
    expect(keys).toContainEqual({ action: 'ec2:DescribeSecurityGroups', 'group-name-prefix': 'db' });
    expect(keys).not.toContainEqual({ action: 'ec2:DescribeSecurityGroupRules', 'group-id': 'sg-3' });
  });

  it('may have the name of one of the code in another VPC', async () => {
    const other = liveGroup('sg-4', 'db', { VpcId: 'vpc-2' });
    const run = await held([closed('db')], rootOf(group()), {
      groups: [...groups, other],
      rules: [liveRule('sg-4', 'tcp 22 0.0.0.0/0')],
    });
    expect(run.findings).toMatchObject([{ address: '', identity: { id: 'sg-4', vpcId: 'vpc-2' } }]);
  });

  it('may be left out', async () => {
    expect((await held([closed('db*', { except: ['*-legacy'] })], rootOf(group()), { groups, rules })).short).toEqual(
      [],
    );
  });

  it('is a gap when groups cannot be listed', async () => {
    const problem: AwsProblem = { kind: 'denied', action: 'ec2:DescribeSecurityGroups' };
    const run = await held([closed('x*')], rootOf(), { problems: { 'ec2:DescribeSecurityGroups': problem } });
    expect(run.short).toEqual([`unreadable/resource ${nowhere}`]);
  });

  it('is not there: then it is a gap', async () => {
    expect((await held([closed('nobody*')], rootOf(group()), { groups, rules })).short).toEqual([
      `expectation-unmatched/resource ${nowhere}`,
    ]);
  });
});

describe('a group whose name is not known', () => {
  it.each([
    ['shop-db-*', { name: undefined, name_prefix: 'shop-db-' }, 'expect/public-ingress'],
    ['shop-db-7*', { name: undefined, name_prefix: 'shop-db-' }, 'unidentified/resource'],
    ['shop-*', { name: unset('name') }, 'unidentified/resource'],
    ['shop-*', { name: undefined, name_prefix: 'other-' }, 'expectation-unmatched/resource'],
    ['terraform-*', { name: undefined }, 'expect/public-ingress'],
  ])('may be one of %s', async (pattern, attributes, outcome) => {
    const declared = group({ blocks: { ingress: [tcp(22, 22, '0.0.0.0/0')] } }, attributes);
    const run = await held([closed(pattern)], rootOf(declared), {});
    expect(run.short.map((one) => one.split(' ')[0])).toContain(outcome);
  });
});
