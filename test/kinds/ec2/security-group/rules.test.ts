import { describe, expect, it } from 'vitest';
import { openList, ref, resource, sensitive, template, unset, variable } from '../../resources.ts';
import { check, inShort, type Live, liveGroup, liveRule } from './world.ts';

/* One group, `web`, with rules in every style on both sides. */

const vpcIngress = 'aws_vpc_security_group_ingress_rule.r';
const vpcEgress = 'aws_vpc_security_group_egress_rule.r';
const classic = 'aws_security_group_rule.r';
const web = 'aws_security_group.web';
const group = (attributes = {}, options = {}) =>
  resource(web, { name: 'web', vpc_id: 'vpc-1', ...attributes }, options);
const own = { security_group_id: 'sg-1' };
const rule = (text: string, more = {}) => liveRule('sg-1', text, more);
const out = (text: string, more = {}) => liveRule('sg-1', text, { IsEgress: true, ...more });
const live = (...rules: Live['rules'] & object): Live => ({ groups: [liveGroup('sg-1', 'web')], rules });
const inline = (...blocks: object[]) => group({}, { blocks: { ingress: blocks } });
const tcp = { protocol: 'tcp', from_port: 443, to_port: 443 };
const vpcTcp = { ip_protocol: 'tcp', from_port: 443, to_port: 443 };

describe('a rule that is there', () => {
  it.each([
    ['inline', [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8'] })], [rule('tcp 443 10.0.0.0/8')]],
    [
      'inline attribute',
      [group({ ingress: [{ ...tcp, cidr_blocks: ['10.0.0.0/8'], self: false, prefix_list_ids: [] }] })],
      [rule('tcp 443 10.0.0.0/8')],
    ],
    [
      'one atom for each peer',
      [
        inline({
          ...tcp,
          cidr_blocks: ['10.0.0.0/8', '10.0.0.0/9'],
          ipv6_cidr_blocks: ['::/0'],
          prefix_list_ids: ['pl-1'],
          security_groups: ['sg-2'],
          self: true,
        }),
      ],
      ['10.0.0.0/8', '10.0.0.0/9', '::/0', 'pl-1', 'sg-2', 'sg-1'].map((peer) => rule(`tcp 443 ${peer}`)),
    ],
    [
      'the same peer twice in one list',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8', '10.0.0.9/8'] })],
      [rule('tcp 443 10.0.0.0/8')],
    ],
    [
      'egress inline',
      [group({}, { blocks: { egress: [{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] }] } })],
      [out('-1 0.0.0.0/0')],
    ],
    [
      'aws_security_group_rule',
      [group(), resource(classic, { ...own, type: 'ingress', ...tcp, cidr_blocks: ['10.0.0.0/8'] })],
      [rule('tcp 443 10.0.0.0/8')],
    ],
    [
      'aws_security_group_rule from a group',
      [group(), resource(classic, { ...own, type: 'egress', ...tcp, source_security_group_id: 'sg-2' })],
      [out('tcp 443 sg-2')],
    ],
    [
      'aws_security_group_rule, self',
      [group(), resource(classic, { ...own, type: 'ingress', ...tcp, self: true })],
      [rule('tcp 443 sg-1')],
    ],
    [
      'aws_security_group_rule with several lists',
      [
        group(),
        resource(classic, { ...own, type: 'ingress', ...tcp, cidr_blocks: ['10.0.0.0/8'], prefix_list_ids: ['pl-1'] }),
      ],
      [rule('tcp 443 10.0.0.0/8'), rule('tcp 443 pl-1')],
    ],
    [
      'vpc ingress rule',
      [group(), resource(vpcIngress, { ...own, ...vpcTcp, cidr_ipv4: '10.0.0.0/8' })],
      [rule('tcp 443 10.0.0.0/8')],
    ],
    [
      'vpc ingress rule, IPv6',
      [group(), resource(vpcIngress, { ...own, ...vpcTcp, cidr_ipv6: '2001:DB8::/32' })],
      [rule('tcp 443 2001:db8::/32')],
    ],
    [
      'vpc ingress rule, prefix list',
      [group(), resource(vpcIngress, { ...own, ...vpcTcp, prefix_list_id: 'pl-1' })],
      [rule('tcp 443 pl-1')],
    ],
    [
      'vpc ingress rule, group',
      [group(), resource(vpcIngress, { ...own, ...vpcTcp, referenced_security_group_id: 'sg-2' })],
      [rule('tcp 443 sg-2')],
    ],
    [
      'vpc egress rule for everything',
      [group(), resource(vpcEgress, { ...own, ip_protocol: '-1', cidr_ipv4: '0.0.0.0/0' })],
      [out('-1 0.0.0.0/0')],
    ],
    [
      'explicit -1 ports',
      [group(), resource(vpcEgress, { ...own, ip_protocol: '-1', from_port: -1, to_port: -1, cidr_ipv4: '0.0.0.0/0' })],
      [out('-1 0.0.0.0/0')],
    ],
    [
      'protocol by number',
      [group(), resource(vpcIngress, { ...own, ...vpcTcp, ip_protocol: 6, cidr_ipv4: '10.0.0.0/8' })],
      [rule('tcp 443 10.0.0.0/8')],
    ],
    [
      'protocol in capitals',
      [inline({ ...tcp, protocol: 'TCP', cidr_blocks: ['10.0.0.0/8'] })],
      [rule('tcp 443 10.0.0.0/8')],
    ],
    [
      'protocol all',
      [inline({ protocol: 'all', from_port: 0, to_port: 0, cidr_blocks: ['10.0.0.0/8'] })],
      [rule('-1 10.0.0.0/8')],
    ],
    [
      'a protocol without ports',
      [inline({ protocol: '50', from_port: 0, to_port: 0, cidr_blocks: ['10.0.0.0/8'] })],
      [rule('50 10.0.0.0/8')],
    ],
    [
      'ports as text',
      [inline({ protocol: 'tcp', from_port: '443', to_port: '443', cidr_blocks: ['10.0.0.0/8'] })],
      [rule('tcp 443 10.0.0.0/8')],
    ],
    [
      'icmp type and code',
      [inline({ protocol: 'icmp', from_port: 8, to_port: 0, cidr_blocks: ['10.0.0.0/8'] })],
      [rule('icmp 8-0 10.0.0.0/8')],
    ],
    [
      'icmpv6 for all types',
      [group(), resource(vpcIngress, { ...own, ip_protocol: 'icmpv6', cidr_ipv6: '::/0' })],
      [rule('58 ::/0')],
    ],
    ['host bits', [inline({ ...tcp, cidr_blocks: ['10.1.2.3/16'] })], [rule('tcp 443 10.1.0.0/16')]],
    ['a single address', [inline({ ...tcp, cidr_blocks: ['10.1.2.3/32'] })], [rule('tcp 443 10.1.2.3/32')]],
    ['host bits that AWS kept', [inline({ ...tcp, cidr_blocks: ['10.1.0.0/16'] })], [rule('tcp 443 10.1.2.3/16')]],
    ["the group's own account", [inline({ ...tcp, security_groups: ['123456789012/sg-2'] })], [rule('tcp 443 sg-2')]],
    [
      'another account',
      [inline({ ...tcp, security_groups: ['210987654321/sg-2'] })],
      [rule('tcp 443 sg-2', { ReferencedGroupInfo: { GroupId: 'sg-2', UserId: '210987654321' } })],
    ],
    [
      'an empty description',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8'], description: '' })],
      [rule('tcp 443 10.0.0.0/8')],
    ],
    [
      'a description',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8'], description: 'Office' })],
      [rule('tcp 443 10.0.0.0/8', { Description: 'Office' })],
    ],
    ['no ingress wanted, none there', [group({ ingress: [] })], []],
  ])('%s', async (_, resources, rules) => {
    const run = await check(resources, live(...rules));
    expect(inShort(run)).toEqual([]);
    expect(run.checked.map(({ status }) => status)).toEqual(resources.map(() => 'in-sync'));
  });
});

describe('a difference', () => {
  it.each([
    [
      'missing inline',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8'] })],
      [],
      [`sg/rule-missing ${web} ingress[443/tcp from 10.0.0.0/8]`],
    ],
    [
      'missing standalone',
      [group(), resource(vpcIngress, { ...own, ...vpcTcp, referenced_security_group_id: 'sg-2' })],
      [],
      [`sg/rule-missing ${vpcIngress} ingress[443/tcp from sg-2]`],
    ],
    [
      'missing egress',
      [
        group(),
        resource(classic, {
          ...own,
          type: 'egress',
          protocol: 'udp',
          from_port: 53,
          to_port: 53,
          cidr_blocks: ['10.0.0.2/32'],
        }),
      ],
      [],
      [`sg/rule-missing ${classic} egress[53/udp to 10.0.0.2/32]`],
    ],
    [
      'one of several peers missing',
      [group(), resource(classic, { ...own, type: 'ingress', ...tcp, cidr_blocks: ['10.0.0.0/8', '172.16.0.0/12'] })],
      [rule('tcp 443 10.0.0.0/8')],
      [`sg/rule-missing ${classic} ingress[443/tcp from 172.16.0.0/12]`],
    ],
    [
      'extra under inline',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8'] })],
      [rule('tcp 443 10.0.0.0/8'), rule('tcp 22 0.0.0.0/0')],
      [`sg/rule-extra ${web} ingress[22/tcp from 0.0.0.0/0]`],
    ],
    [
      'extra under []',
      [group({ egress: [] })],
      [out('-1 0.0.0.0/0')],
      [`sg/rule-extra ${web} egress[all to 0.0.0.0/0]`],
    ],
    [
      'extra beside standalone rules',
      [group(), resource(vpcIngress, { ...own, ...vpcTcp, cidr_ipv4: '10.0.0.0/8' })],
      [rule('tcp 443 10.0.0.0/8'), rule('icmp 8-0 ::/0')],
      [`sg/rule-unmanaged ${web} ingress[icmp/8:0 from ::/0]`],
    ],
    [
      'extra in a direction that is left out',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8'] })],
      [rule('tcp 443 10.0.0.0/8'), out('-1 0.0.0.0/0')],
      [`sg/rule-unmanaged ${web} egress[all to 0.0.0.0/0]`],
    ],
    [
      'extra where no rules are declared at all',
      [group()],
      [rule('tcp 22 0.0.0.0/0'), out('-1 ::/0')],
      [`sg/rule-unmanaged ${web} egress[all to ::/0]`, `sg/rule-unmanaged ${web} ingress[22/tcp from 0.0.0.0/0]`],
    ],
    [
      'extra where null leaves the direction out',
      [group({ ingress: null })],
      [rule('tcp 22 0.0.0.0/0')],
      [`sg/rule-unmanaged ${web} ingress[22/tcp from 0.0.0.0/0]`],
    ],
    [
      'extra beside a dynamic block that yields none',
      [group({}, { blocks: { ingress: [] } })],
      [rule('tcp 22 0.0.0.0/0')],
      [`sg/rule-unmanaged ${web} ingress[22/tcp from 0.0.0.0/0]`],
    ],
    ['extra all icmp', [group({ ingress: [] })], [rule('icmp pl-1')], [`sg/rule-extra ${web} ingress[icmp from pl-1]`]],
    [
      'extra range',
      [group({ ingress: [] })],
      [rule('tcp 0-65535 sg-9')],
      [`sg/rule-extra ${web} ingress[0-65535/tcp from sg-9]`],
    ],
    [
      'port changed',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8'] })],
      [rule('tcp 444 10.0.0.0/8')],
      [`sg/rule-changed ${web} ingress[443/tcp from 10.0.0.0/8]`],
    ],
    [
      'range widened',
      [group(), resource(vpcIngress, { ...own, ...vpcTcp, referenced_security_group_id: 'sg-2' })],
      [rule('tcp 0-65535 sg-2')],
      [`sg/rule-changed ${vpcIngress} ingress[443/tcp from sg-2]`],
    ],
    [
      'protocol changed',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8'] })],
      [rule('udp 443 10.0.0.0/8')],
      [`sg/rule-changed ${web} ingress[443/tcp from 10.0.0.0/8]`],
    ],
    [
      'CIDR changed',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8', '172.16.0.0/12'] })],
      [rule('tcp 443 10.0.0.0/8'), rule('tcp 443 0.0.0.0/0')],
      [`sg/rule-changed ${web} ingress[443/tcp from 172.16.0.0/12]`],
    ],
    [
      'both ports of two peers changed',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8', '172.16.0.0/12'] })],
      [rule('tcp 444 10.0.0.0/8'), rule('tcp 444 172.16.0.0/12')],
      [
        `sg/rule-changed ${web} ingress[443/tcp from 10.0.0.0/8]`,
        `sg/rule-changed ${web} ingress[443/tcp from 172.16.0.0/12]`,
      ],
    ],
    [
      'two things that the missing one may have become: the same peer comes before the same port',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8'] })],
      [rule('tcp 444 10.0.0.0/8'), rule('tcp 443 10.1.0.0/16')],
      [
        `sg/rule-changed ${web} ingress[443/tcp from 10.0.0.0/8]`,
        `sg/rule-extra ${web} ingress[443/tcp from 10.1.0.0/16]`,
      ],
    ],
    [
      'two that the extra one may have been: the nearer block',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8', '10.1.0.0/16'] })],
      [rule('tcp 443 10.2.0.0/16')],
      [
        `sg/rule-missing ${web} ingress[443/tcp from 10.0.0.0/8]`,
        `sg/rule-changed ${web} ingress[443/tcp from 10.1.0.0/16]`,
      ],
    ],
    [
      'another group',
      [inline({ ...tcp, security_groups: ['sg-2'] })],
      [rule('tcp 443 sg-3')],
      [`sg/rule-changed ${web} ingress[443/tcp from sg-2]`],
    ],
    [
      'another peer of another kind',
      [inline({ ...tcp, security_groups: ['sg-2'] })],
      [rule('tcp 443 10.0.0.0/8')],
      [`sg/rule-missing ${web} ingress[443/tcp from sg-2]`, `sg/rule-extra ${web} ingress[443/tcp from 10.0.0.0/8]`],
    ],
    [
      'another group with the same description',
      [inline({ ...tcp, security_groups: ['sg-2'], description: 'From the app' })],
      [rule('tcp 443 sg-3', { Description: 'From the app' })],
      [`sg/rule-changed ${web} ingress[443/tcp from sg-2]`],
    ],
    [
      'another direction is not near',
      [group({ ingress: [{ ...tcp, cidr_blocks: ['10.0.0.0/8'] }], egress: [] })],
      [out('tcp 443 10.0.0.0/8')],
      [`sg/rule-extra ${web} egress[443/tcp to 10.0.0.0/8]`, `sg/rule-missing ${web} ingress[443/tcp from 10.0.0.0/8]`],
    ],
    [
      'another account',
      [inline({ ...tcp, security_groups: ['210987654321/sg-2'] })],
      [rule('tcp 443 sg-2')],
      [`sg/rule-changed ${web} ingress[443/tcp from sg-2]`],
    ],
    [
      'icmp code',
      [inline({ protocol: 'icmp', from_port: 3, to_port: 4, cidr_blocks: ['10.0.0.0/8'] })],
      [rule('icmp 3--1 10.0.0.0/8')],
      [`sg/rule-changed ${web} ingress[icmp/3:4 from 10.0.0.0/8]`],
    ],
    [
      'description changed',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8'], description: 'Office' })],
      [rule('tcp 443 10.0.0.0/8', { Description: 'Someone' })],
      [`sg/rule-description-changed ${web} ingress[443/tcp from 10.0.0.0/8].description`],
    ],
    [
      'description removed',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8'], description: 'Office' })],
      [rule('tcp 443 10.0.0.0/8')],
      [`sg/rule-description-changed ${web} ingress[443/tcp from 10.0.0.0/8].description`],
    ],
    [
      'description added',
      [group(), resource(vpcIngress, { ...own, ...vpcTcp, cidr_ipv4: '10.0.0.0/8' })],
      [rule('tcp 443 10.0.0.0/8', { Description: 'By hand' })],
      [`sg/rule-description-changed ${vpcIngress} ingress[443/tcp from 10.0.0.0/8].description`],
    ],
    [
      'description of one peer',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8', '10.1.0.0/16'], description: 'Office' })],
      [rule('tcp 443 10.0.0.0/8', { Description: 'Office' }), rule('tcp 443 10.1.0.0/16', { Description: 'Lab' })],
      [`sg/rule-description-changed ${web} ingress[443/tcp from 10.1.0.0/16].description`],
    ],
    [
      'a sensitive CIDR is not named',
      [inline({ ...tcp, cidr_blocks: [sensitive('10.0.0.0/8')] })],
      [],
      [`sg/rule-missing ${web} ingress[443/tcp from (sensitive)]`],
    ],
  ])('%s', async (_, resources, rules, expected) => {
    const run = await check(resources, live(...rules));
    expect(inShort(run).toSorted()).toEqual(expected.toSorted());
  });
});

describe('what is not wholly known', () => {
  const unknownCidr = inline({ ...tcp, cidr_blocks: [unset('office')] });
  const openCidrs = inline({ ...tcp, cidr_blocks: openList(variable('more'), '10.0.0.0/8') });
  it.each([
    [
      'unknown CIDR, one that it may be',
      [unknownCidr],
      [rule('tcp 443 10.9.0.0/16')],
      [`value-unknown/leaf ${web} ingress[443/tcp from var.office]`],
    ],
    [
      'unknown CIDR, nothing that it may be',
      [unknownCidr],
      [rule('tcp 444 10.9.0.0/16')],
      [
        `sg/rule-missing ${web} ingress[443/tcp from var.office]`,
        `sg/rule-extra ${web} ingress[444/tcp from 10.9.0.0/16]`,
      ],
    ],
    [
      'unknown CIDR is never a group',
      [unknownCidr],
      [rule('tcp 443 sg-2')],
      [`sg/rule-missing ${web} ingress[443/tcp from var.office]`, `sg/rule-extra ${web} ingress[443/tcp from sg-2]`],
    ],
    [
      'partly known CIDR that agrees',
      [inline({ ...tcp, cidr_blocks: [template(variable('ip'), '/32')] })],
      [rule('tcp 443 10.9.0.1/32')],
      [`value-unknown/leaf ${web} ingress[443/tcp from ?/32]`],
    ],
    [
      'partly known CIDR that contradicts',
      [inline({ ...tcp, cidr_blocks: [template(variable('ip'), '/32')] })],
      [rule('tcp 443 10.9.0.0/16')],
      [`sg/rule-missing ${web} ingress[443/tcp from ?/32]`, `sg/rule-extra ${web} ingress[443/tcp from 10.9.0.0/16]`],
    ],
    [
      'partly known IPv6 in another spelling',
      [inline({ ...tcp, ipv6_cidr_blocks: [template('2001:DB8:', variable('net'), '::/64')] })],
      [rule('tcp 443 2001:db8:1::/64')],
      [`value-unknown/leaf ${web} ingress[443/tcp from 2001:DB8:?::/64]`],
    ],
    [
      'unknown port',
      [inline({ protocol: 'tcp', from_port: unset('port'), to_port: unset('port'), cidr_blocks: ['10.0.0.0/8'] })],
      [rule('tcp 443 10.0.0.0/8')],
      [`value-unknown/leaf ${web} ingress[?/tcp from 10.0.0.0/8]`],
    ],
    [
      'unknown port, other peer',
      [inline({ protocol: 'tcp', from_port: unset('port'), to_port: unset('port'), cidr_blocks: ['10.0.0.0/8'] })],
      [rule('tcp 443 10.1.0.0/16')],
      [
        `sg/rule-missing ${web} ingress[?/tcp from 10.0.0.0/8]`,
        `sg/rule-extra ${web} ingress[443/tcp from 10.1.0.0/16]`,
      ],
    ],
    [
      'unknown end of a range',
      [inline({ protocol: 'tcp', from_port: 80, to_port: unset('port'), cidr_blocks: ['10.0.0.0/8'] })],
      [rule('tcp 80-90 10.0.0.0/8')],
      [`value-unknown/leaf ${web} ingress[80-?/tcp from 10.0.0.0/8]`],
    ],
    [
      'unknown ports of a protocol without any',
      [inline({ protocol: '-1', from_port: unset('port'), to_port: 0, cidr_blocks: ['10.0.0.0/8'] })],
      [rule('-1 10.0.0.0/8')],
      [],
    ],
    [
      'unknown protocol',
      [inline({ ...tcp, protocol: unset('protocol'), cidr_blocks: ['10.0.0.0/8'] })],
      [rule('udp 443 10.0.0.0/8')],
      [`value-unknown/leaf ${web} ingress[? from 10.0.0.0/8]`],
    ],
    [
      'unknown protocol, other ports',
      [inline({ ...tcp, protocol: unset('protocol'), cidr_blocks: ['10.0.0.0/8'] })],
      [rule('udp 53 10.0.0.0/8')],
      [`sg/rule-missing ${web} ingress[? from 10.0.0.0/8]`, `sg/rule-extra ${web} ingress[53/udp from 10.0.0.0/8]`],
    ],
    [
      'unknown type of an icmp rule',
      [inline({ protocol: 'icmp', from_port: unset('type'), to_port: 0, cidr_blocks: ['10.0.0.0/8'] })],
      [rule('icmp -1 10.0.0.0/8')],
      [`value-unknown/leaf ${web} ingress[icmp/?:0 from 10.0.0.0/8]`],
    ],
    [
      'unknown description',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8'], description: unset('text') })],
      [rule('tcp 443 10.0.0.0/8', { Description: 'x' })],
      [`value-unknown/leaf ${web} ingress[443/tcp from 10.0.0.0/8].description`],
    ],
    [
      'partly known description that contradicts',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8'], description: template('From ', variable('x')) })],
      [rule('tcp 443 10.0.0.0/8', { Description: 'x' })],
      [`sg/rule-description-changed ${web} ingress[443/tcp from 10.0.0.0/8].description`],
    ],
    [
      'unknown direction',
      [group(), resource(classic, { ...own, ...tcp, type: unset('type'), cidr_blocks: ['10.0.0.0/8'] })],
      [out('tcp 443 10.0.0.0/8')],
      [`value-unknown/leaf ${classic} rule[443/tcp from 10.0.0.0/8]`],
    ],
    [
      'which argument holds the peer',
      [
        group(),
        resource(vpcIngress, {
          ...own,
          ...vpcTcp,
          cidr_ipv4: unset('cidr'),
          referenced_security_group_id: unset('group'),
        }),
      ],
      [rule('tcp 443 sg-7')],
      [`value-unknown/leaf ${vpcIngress} ingress[443/tcp from var.cidr]`],
    ],
    [
      'a known argument beside an unknown one',
      [
        group(),
        resource(vpcIngress, {
          ...own,
          ...vpcTcp,
          cidr_ipv4: '10.0.0.0/8',
          referenced_security_group_id: unset('group'),
        }),
      ],
      [rule('tcp 443 10.0.0.0/8')],
      [],
    ],
    [
      'open list',
      [openCidrs],
      [rule('tcp 443 10.0.0.0/8'), rule('tcp 443 10.9.0.0/16'), rule('tcp 22 10.9.0.0/16')],
      [
        `sg/rule-extra ${web} ingress[22/tcp from 10.9.0.0/16]`,
        `elements-unknown/leaf ${web} ingress[443/tcp from var.more]`,
      ],
    ],
    [
      'open list, known part missing',
      [openCidrs],
      [rule('tcp 443 10.9.0.0/16')],
      [
        `sg/rule-missing ${web} ingress[443/tcp from 10.0.0.0/8]`,
        `elements-unknown/leaf ${web} ingress[443/tcp from var.more]`,
      ],
    ],
    [
      'unknown list inline',
      [inline({ ...tcp, cidr_blocks: unset('cidrs') })],
      [],
      [`elements-unknown/leaf ${web} ingress[443/tcp from var.cidrs]`],
    ],
    [
      'unknown list, the only peers of a rule resource, nothing there',
      [group(), resource(classic, { ...own, ...tcp, type: 'ingress', cidr_blocks: unset('cidrs') })],
      [],
      [`sg/rule-missing ${classic} ingress[443/tcp from var.cidrs]`],
    ],
    [
      'unknown list, the only peers of a rule resource',
      [group(), resource(classic, { ...own, ...tcp, type: 'ingress', cidr_blocks: unset('cidrs') })],
      [rule('tcp 443 10.0.0.0/8'), rule('tcp 443 10.1.0.0/16')],
      [`elements-unknown/leaf ${classic} ingress[443/tcp from var.cidrs]`],
    ],
    [
      'unknown rules',
      [group({ ingress: unset('rules') })],
      [rule('tcp 22 0.0.0.0/0')],
      [`elements-unknown/leaf ${web} ingress[? from var.rules]`],
    ],
    [
      'an unknown rule among known ones',
      [group({ ingress: [{ ...tcp, cidr_blocks: ['10.0.0.0/8'] }, unset('rule')] })],
      [rule('tcp 443 10.0.0.0/8'), rule('tcp 22 0.0.0.0/0')],
      [`elements-unknown/leaf ${web} ingress[? from var.rule]`],
    ],
    [
      'further rules',
      [group({ ingress: openList(variable('rules'), { ...tcp, cidr_blocks: ['10.0.0.0/8'] }) })],
      [],
      [
        `sg/rule-missing ${web} ingress[443/tcp from 10.0.0.0/8]`,
        `elements-unknown/leaf ${web} ingress[? from var.rules]`,
      ],
    ],
    [
      'unknown self',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8'], self: unset('self') })],
      [rule('tcp 443 10.0.0.0/8'), rule('tcp 443 sg-1')],
      [],
    ],
    [
      'unknown self, not there',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8'], self: unset('self') })],
      [rule('tcp 443 10.0.0.0/8')],
      [`elements-unknown/leaf ${web} ingress[443/tcp from sg-1]`],
    ],
    [
      'open dynamic block',
      [
        group(
          {},
          {
            blocks: {
              ingress: {
                blocks: [{ ...tcp, cidr_blocks: ['10.0.0.0/8'] }],
                open: {
                  because: variable('rules'),
                  template: [
                    { protocol: 'tcp', from_port: unset('each'), to_port: unset('each'), cidr_blocks: ['10.0.0.0/8'] },
                  ],
                },
              },
            },
          },
        ),
      ],
      [rule('tcp 443 10.0.0.0/8'), rule('tcp 80 10.0.0.0/8'), rule('tcp 80 0.0.0.0/0')],
      [
        `sg/rule-extra ${web} ingress[80/tcp from 0.0.0.0/0]`,
        `elements-unknown/leaf ${web} ingress[?/tcp from 10.0.0.0/8]`,
      ],
    ],
    [
      'unknown number of rule resources, one there',
      [group(), resource(vpcIngress, { ...own, ...vpcTcp, cidr_ipv4: '10.0.0.0/8' }, { expansion: variable('n') })],
      [rule('tcp 443 10.0.0.0/8')],
      [],
    ],
    [
      'unknown number of rule resources, none there',
      [group(), resource(vpcIngress, { ...own, ...vpcTcp, cidr_ipv4: '10.0.0.0/8' }, { expansion: variable('n') })],
      [],
      [`expansion-unknown/resource ${vpcIngress} ingress[443/tcp from 10.0.0.0/8]`],
    ],
    [
      'unknown number of unknown rules',
      [
        group(),
        resource(
          vpcIngress,
          { ...own, ip_protocol: 'tcp', from_port: unset('p'), to_port: unset('p'), cidr_ipv4: unset('c') },
          { expansion: variable('n') },
        ),
      ],
      [rule('tcp 1 10.0.0.0/8'), rule('tcp 2 10.0.0.0/8'), rule('udp 2 10.0.0.0/8')],
      [
        `sg/rule-unmanaged ${web} ingress[2/udp from 10.0.0.0/8]`,
        `expansion-unknown/resource ${vpcIngress} ingress[?/tcp from var.c]`,
      ],
    ],
    [
      'two rule resources are never one rule',
      [
        group(),
        resource('aws_vpc_security_group_ingress_rule.a', { ...own, ...vpcTcp, cidr_ipv4: '10.0.0.0/8' }),
        resource('aws_vpc_security_group_ingress_rule.b', { ...own, ...vpcTcp, cidr_ipv4: unset('b') }),
      ],
      [rule('tcp 443 10.0.0.0/8')],
      ['sg/rule-missing aws_vpc_security_group_ingress_rule.b ingress[443/tcp from var.b]'],
    ],
    [
      'two entries of one list may be one rule',
      [inline({ ...tcp, cidr_blocks: ['10.0.0.0/8', unset('office')] })],
      [rule('tcp 443 10.0.0.0/8')],
      [`value-unknown/leaf ${web} ingress[443/tcp from var.office]`],
    ],
    [
      'a peer that is missing in the code',
      [group(), resource(vpcIngress, { ...own, ...vpcTcp })],
      [rule('tcp 443 10.0.0.0/8')],
      [`value-unknown/leaf ${vpcIngress} ingress[443/tcp from ?]`],
    ],
    [
      'a group by its name',
      [inline({ ...tcp, security_groups: ['default'] })],
      [rule('tcp 443 sg-5')],
      [`value-unknown/leaf ${web} ingress[443/tcp from ?]`],
    ],
    [
      'an unknown reference to a group of elsewhere',
      [inline({ ...tcp, security_groups: [ref('aws_eks_cluster.c', 'vpc_config', 0, 'id')] })],
      [rule('tcp 443 sg-5')],
      [`value-unknown/leaf ${web} ingress[443/tcp from aws_eks_cluster.c.vpc_config[0].id]`],
    ],
  ])('%s', async (_, resources, rules, expected) => {
    const run = await check(resources, live(...rules));
    expect(inShort(run).toSorted()).toEqual(expected.toSorted());
  });
});

describe('the id that a state has of a rule resource', () => {
  const declared = (appliedId: string) => ({
    ...resource(vpcIngress, { ...own, ...vpcTcp, cidr_ipv4: '10.0.0.0/8' }),
    appliedId,
  });
  const rules = [
    rule('udp 53 172.16.0.0/12', { SecurityGroupRuleId: 'sgr-1' }),
    rule('tcp 444 10.0.0.0/8', { SecurityGroupRuleId: 'sgr-2' }),
  ];

  it.each([
    [
      'is the rule, whatever was edited',
      'sgr-1',
      [group()],
      'udp 53',
      [`sg/rule-unmanaged ${web} ingress[444/tcp from 10.0.0.0/8]`],
    ],
    ['is the rule of a group that the code only refers to', 'sgr-1', [], 'udp 53', []],
    [
      'tells nothing where no rule has it',
      'sgr-9',
      [group()],
      'tcp 444',
      [`sg/rule-unmanaged ${web} ingress[53/udp from 172.16.0.0/12]`],
    ],
  ])('%s', async (_, id, groups, found, more) => {
    const run = await check([...groups, declared(id)], live(...rules));
    expect(inShort(run).toSorted()).toEqual(
      [`sg/rule-changed ${vpcIngress} ingress[443/tcp from 10.0.0.0/8]`, ...more].toSorted(),
    );
    const [protocol, port] = found.split(' ');
    expect(run.findings.find(({ rule: id }) => id === 'sg/rule-changed')?.live).toMatchObject({
      value: { protocol, fromPort: Number(port) },
    });
  });

  it('tells nothing where the live rule is what another resource declares', async () => {
    const other = resource('aws_vpc_security_group_ingress_rule.b', {
      ...own,
      ...vpcTcp,
      from_port: 444,
      to_port: 444,
      cidr_ipv4: '10.0.0.0/8',
    });
    const run = await check([group(), declared('sgr-2'), other], live(...rules.slice(1)));
    expect(inShort(run)).toEqual([`sg/rule-missing ${vpcIngress} ingress[443/tcp from 10.0.0.0/8]`]);
  });
});
