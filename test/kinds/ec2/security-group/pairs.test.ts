import { expect, it } from 'vitest';
import type { LiveSecurityGroupRule } from '../../../../src/aws/reads/ec2-describe-security-group-rules.ts';
import type { Resource } from '../../../../src/model/stack.ts';
import { type Plain, resource } from '../../resources.ts';
import { account, check, liveGroup, liveRule } from './world.ts';

/*
 * What the code declares beside what AWS has, in every style. A rule is written `in tcp 443 10.0.0.0/8 # description`;
 * what the two come to as one sign for each difference: `-` missing, `+` extra or unmanaged, `~` changed, `d` another
 * description.
 */

const web = 'aws_security_group.web';
type Style = 'block' | 'list' | 'classic' | 'vpc' | 'default';

const ec2 = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference';
const registry = 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources';
const permission = `${ec2}/API_IpPermission.html`;
const range = `${ec2}/API_IpRange.html`;
const range6 = `${ec2}/API_Ipv6Range.html`;
const pair = `${ec2}/API_UserIdGroupPair.html`;
const list = `${ec2}/API_PrefixListId.html`;
const modify = `${ec2}/API_ModifySecurityGroupRules.html`;
const request = `${ec2}/API_SecurityGroupRuleRequest.html`;
const group = `${registry}/security_group`;
const classic = `${registry}/security_group_rule`;
const vpc = `${registry}/vpc_security_group_ingress_rule`;
const adopted = `${registry}/default_security_group`;

const rows: readonly (readonly [cite: string, style: Style, declared: string, live: string, expected: string])[] = [
  [group, 'block', 'in tcp 443 10.0.0.0/8', 'in tcp 443 10.0.0.0/8', ''],
  [group, 'list', 'in tcp 443 10.0.0.0/8', 'in tcp 443 10.0.0.0/8', ''],
  [classic, 'classic', 'in tcp 443 10.0.0.0/8', 'in tcp 443 10.0.0.0/8', ''],
  [vpc, 'vpc', 'in tcp 443 10.0.0.0/8', 'in tcp 443 10.0.0.0/8', ''],
  [adopted, 'default', 'in tcp 443 10.0.0.0/8', 'in tcp 443 10.0.0.0/8', ''],
  [group, 'block', 'in tcp 443 10.0.0.0/8', '', '-'],
  [group, 'list', 'in tcp 443 10.0.0.0/8', '', '-'],
  [classic, 'classic', 'out tcp 443 10.0.0.0/8', '', '-'],
  [vpc, 'vpc', 'out tcp 443 10.0.0.0/8', '', '-'],
  [adopted, 'default', 'in -1 self', '', '-'],
  [group, 'block', '', 'in tcp 22 10.0.0.0/8', '+'],
  [group, 'list', '', 'out -1 0.0.0.0/0', '+'],
  [classic, 'classic', '', 'out -1 ::/0', '+'],
  [vpc, 'vpc', '', 'in tcp 22 sg-2', '+'],
  [adopted, 'default', '', 'in -1 self, out -1 0.0.0.0/0', '++'],
  [permission, 'block', 'in TCP 443 10.0.0.0/8', 'in tcp 443 10.0.0.0/8', ''],
  [permission, 'vpc', 'in 6 443 10.0.0.0/8', 'in tcp 443 10.0.0.0/8', ''],
  [permission, 'classic', 'in 17 53 10.0.0.0/8', 'in udp 53 10.0.0.0/8', ''],
  [permission, 'list', 'in all 10.0.0.0/8', 'in -1 10.0.0.0/8', ''],
  [permission, 'vpc', 'in 50 10.0.0.0/8', 'in 50 10.0.0.0/8', ''],
  [permission, 'block', 'in 50 10.0.0.0/8', 'in 51 10.0.0.0/8', '-+'],
  [range, 'block', 'in tcp 443 10.1.2.3/16', 'in tcp 443 10.1.0.0/16', ''],
  [range, 'vpc', 'in tcp 443 10.1.2.3/32', 'in tcp 443 10.1.2.3/32', ''],
  [range, 'classic', 'in tcp 443 10.1.0.0/16', 'in tcp 443 10.2.0.0/16', '~'],
  [range, 'list', 'in tcp 443 10.1.0.0/16', 'in tcp 443 0.0.0.0/0', '~'],
  [range6, 'block', 'in tcp 443 2001:DB8:0:0::/32', 'in tcp 443 2001:db8::/32', ''],
  [range6, 'vpc', 'in tcp 443 2001:db8::1/32', 'in tcp 443 2001:db8::/32', ''],
  [range6, 'classic', 'out tcp 443 2001:db8::/32', 'out tcp 443 ::/0', '~'],
  [range6, 'vpc', 'in tcp 443 ::/0', 'in tcp 443 0.0.0.0/0', '-+'],
  [range6, 'list', 'in -1 ::/0', '', '-'],
  [permission, 'block', 'in icmp 8-0 10.0.0.0/8', 'in icmp 8-0 10.0.0.0/8', ''],
  [permission, 'vpc', 'in icmp -1 10.0.0.0/8', 'in 1 -1 10.0.0.0/8', ''],
  [permission, 'classic', 'in icmp 3-4 10.0.0.0/8', 'in icmp 3--1 10.0.0.0/8', '~'],
  [permission, 'list', 'in icmp 8-0 10.0.0.0/8', 'in icmp 0-0 10.0.0.0/8', '~'],
  [permission, 'vpc', 'in icmpv6 -1 ::/0', 'in 58 -1 ::/0', ''],
  [permission, 'block', 'in icmp 8-0 10.0.0.0/8', 'in icmpv6 8-0 10.0.0.0/8', '-+'],
  [list, 'block', 'out tcp 443 pl-1', 'out tcp 443 pl-1', ''],
  [list, 'vpc', 'in tcp 443 pl-1', 'in tcp 443 pl-2', '~'],
  [list, 'classic', 'in tcp 443 pl-1', 'in tcp 80 pl-1', '~'],
  [list, 'list', 'in tcp 443 pl-1', 'in tcp 443 10.0.0.0/8', '-+'],
  [group, 'block', 'in tcp 443 self', 'in tcp 443 sg-1', ''],
  [classic, 'classic', 'in tcp 443 self', 'in tcp 443 sg-1', ''],
  [vpc, 'vpc', 'in tcp 443 sg-1', 'in tcp 443 self', ''],
  [group, 'list', 'in tcp 443 self', 'in tcp 443 sg-2', '~'],
  [pair, 'block', `in tcp 443 ${account}/sg-2`, 'in tcp 443 sg-2', ''],
  [pair, 'list', 'in tcp 443 999999999999/sg-2', 'in tcp 443 999999999999/sg-2', ''],
  [pair, 'block', 'in tcp 443 999999999999/sg-2', `in tcp 443 ${account}/sg-2`, '~'],
  [pair, 'vpc', 'in tcp 443 sg-2', `in tcp 443 ${account}/sg-2`, ''],
  [pair, 'vpc', 'in tcp 443 999999999999/sg-2', 'in tcp 80 999999999999/sg-2', '~'],
  [pair, 'vpc', 'out tcp 443 999999999999/sg-2', '', '-'],
  [modify, 'block', 'in tcp 443 10.0.0.0/8', 'in tcp 8443 10.0.0.0/8', '~'],
  [modify, 'vpc', 'in tcp 80-90 sg-2', 'in tcp 80-100 sg-2', '~'],
  [modify, 'classic', 'in tcp 53 10.0.0.0/8', 'in udp 53 10.0.0.0/8', '~'],
  [modify, 'list', 'in tcp 443 10.0.0.0/8', 'in -1 10.0.0.0/8', '~'],
  [modify, 'vpc', 'in tcp 443 sg-2', 'in tcp 443 sg-3', '~'],
  [modify, 'block', 'in tcp 443 10.0.0.0/8 # Office', 'in tcp 443 10.0.0.0/8 # Lab', 'd'],
  [modify, 'classic', 'in tcp 443 sg-2 # Api', 'in tcp 443 sg-2', 'd'],
  [modify, 'vpc', 'in tcp 443 pl-1', 'in tcp 443 pl-1 # By hand', 'd'],
  [request, 'block', 'in tcp 443 sg-2', 'in tcp 443 10.0.0.0/8', '-+'],
  [request, 'vpc', 'in tcp 443 sg-2 # Api', 'in tcp 443 10.0.0.0/8 # Api', '~'],
  [request, 'block', 'in tcp 443 10.0.0.0/8', 'out tcp 443 10.0.0.0/8', '-+'],
  [modify, 'block', 'in tcp 443 10.0.0.0/8', 'in tcp 444 10.0.0.0/8, in tcp 443 10.1.0.0/16', '~+'],
  [modify, 'vpc', 'in tcp 443 10.0.0.0/8, in tcp 443 10.1.0.0/16', 'in tcp 443 10.2.0.0/16', '-~'],
  [modify, 'list', 'in tcp 80 sg-2 # A, in tcp 90 sg-2 # B', 'in tcp 91 sg-2 # A, in tcp 81 sg-2 # B', '~~'],
  [modify, 'block', 'in tcp 1 sg-2, out -1 0.0.0.0/0', 'in tcp 1 sg-2, in tcp 2 pl-1, out tcp 443 0.0.0.0/0', '~+'],
];

interface Written {
  readonly isEgress: boolean;
  readonly protocol: string;
  readonly ports: string;
  readonly peer: string;
  readonly description?: string;
}

function read(text: string): readonly Written[] {
  return text.split(', ').flatMap((one): Written[] => {
    const [rule = '', description] = one.split(' # ');
    const [direction, protocol = '', ...rest] = rule.split(' ');
    if (direction === undefined || direction === '') return [];
    const peer = rest.at(-1) ?? '';
    const ports = rest.length > 1 ? (rest[0] ?? '') : '';
    return [{ isEgress: direction === 'out', protocol, ports, peer, ...(description && { description }) }];
  });
}

function liveOf(text: string): readonly LiveSecurityGroupRule[] {
  return read(text).map(({ isEgress, protocol, ports, peer, description }) => {
    const [owner, id] = peer === 'self' ? [account, 'sg-1'] : peer.includes('/sg-') ? peer.split('/') : [];
    const words = [protocol, ports, id ?? peer].filter((word) => word !== '').join(' ');
    const named = id === undefined ? {} : { ReferencedGroupInfo: { GroupId: id, UserId: owner ?? account } };
    return liveRule('sg-1', words, { IsEgress: isEgress, ...named, ...(description && { Description: description }) });
  });
}

function numbers(ports: string, protocol: string): Record<string, Plain> {
  const [, first, last = first] = /^(-?\d+)(?:-(-?\d+))?$/.exec(ports) ?? [];
  if (first === undefined) return protocol === 'icmp' ? {} : { from_port: 0, to_port: 0 };
  return { from_port: Number(first), to_port: Number(last) };
}

/** The code of a group with these rules, in one style. */
function codeOf(text: string, style: Style): readonly Resource[] {
  const rules = read(text);
  const said = ({ description }: Written) => (description === undefined ? {} : { description });
  if (style === 'block' || style === 'list' || style === 'default') {
    const of = (isEgress: boolean) =>
      rules
        .filter((one) => one.isEgress === isEgress)
        .map((one) => ({
          protocol: one.protocol,
          ...numbers(one.ports, one.protocol),
          ...peers(one.peer),
          ...said(one),
        }));
    const name = style === 'default' ? 'aws_default_security_group.web' : web;
    const attributes = style === 'default' ? { vpc_id: 'vpc-1' } : { name: 'web', vpc_id: 'vpc-1' };
    if (style === 'list') return [resource(name, { ...attributes, ingress: of(false), egress: of(true) })];
    const none = (direction: string, some: readonly object[]) => (some.length === 0 ? { [direction]: [] } : {});
    return [
      resource(
        name,
        { ...attributes, ...none('ingress', of(false)), ...none('egress', of(true)) },
        {
          blocks: Object.fromEntries(
            [
              ['ingress', of(false)],
              ['egress', of(true)],
            ].filter(([, some]) => some?.length),
          ),
        },
      ),
    ];
  }
  const own = rules.map((one, index) => {
    const direction = one.isEgress ? 'egress' : 'ingress';
    const common = { security_group_id: 'sg-1', ...numbers(one.ports, one.protocol), ...said(one) };
    if (style === 'classic') {
      const type = { type: direction, protocol: one.protocol };
      return resource(`aws_security_group_rule.r${index}`, { ...common, ...type, ...classicPeer(one.peer) });
    }
    const written = { ...common, ip_protocol: one.protocol, ...vpcPeer(one.peer) };
    return resource(`aws_vpc_security_group_${direction}_rule.r${index}`, written);
  });
  return [resource(web, { name: 'web', vpc_id: 'vpc-1' }), ...own];
}

function peers(peer: string): Record<string, Plain> {
  if (peer === 'self') return { self: true };
  if (peer.startsWith('pl-')) return { prefix_list_ids: [peer] };
  if (peer.includes('sg-')) return { security_groups: [peer] };
  return { [peer.includes(':') ? 'ipv6_cidr_blocks' : 'cidr_blocks']: [peer] };
}

function classicPeer(peer: string): Record<string, Plain> {
  return peer.includes('sg-') ? { source_security_group_id: peer } : peers(peer);
}

function vpcPeer(peer: string): Record<string, Plain> {
  if (peer === 'self') return { referenced_security_group_id: 'sg-1' };
  if (peer.startsWith('pl-')) return { prefix_list_id: peer };
  if (peer.includes('sg-')) return { referenced_security_group_id: peer };
  return { [peer.includes(':') ? 'cidr_ipv6' : 'cidr_ipv4']: peer };
}

const signs: Readonly<Record<string, string>> = {
  'sg/rule-missing': '-',
  'sg/rule-extra': '+',
  'sg/rule-unmanaged': '+',
  'sg/rule-changed': '~',
  'sg/rule-description-changed': 'd',
};
const inOrder = (text: string) => [...text].toSorted().join('');

async function signsOf(declared: string, live: string, style: Style): Promise<string> {
  const name = style === 'default' ? 'default' : 'web';
  const { findings, gaps } = await check(codeOf(declared, style), {
    groups: [liveGroup('sg-1', name)],
    rules: liveOf(live),
  });
  expect(gaps).toEqual([]);
  return inOrder(findings.map(({ rule }) => signs[rule] ?? rule).join(''));
}

it.each(rows)('%s, %s: "%s" beside "%s" is "%s"', async (_, style, declared, live, expected) => {
  expect(await signsOf(declared, live, style)).toBe(inOrder(expected));
});

it.each(rows)(
  '%s, %s: "%s" in the place of "%s" turns missing into extra',
  async (_, style, declared, live, expected) => {
    const turned = expected.replace(/[-+]/g, (sign) => (sign === '-' ? '+' : '-'));
    expect(await signsOf(live, declared, style)).toBe(inOrder(turned));
  },
);

it('has enough rows, each with the page that says so', () => {
  expect(rows.length).toBeGreaterThanOrEqual(60);
  expect(rows.every(([cite]) => URL.canParse(cite))).toBe(true);
  expect(new Set(rows.map((row) => row.slice(1, 4).join('|'))).size).toBe(rows.length);
});
