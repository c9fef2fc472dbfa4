import { describe, expect, it } from 'vitest';
import type { LiveSecurityGroupRule } from '../../../../src/aws/reads/ec2-describe-security-group-rules.ts';
import { account, liveGroup, liveRule } from './world.ts';
import { checkWritten, viewWritten } from './written.ts';

/* Peers of rules: what is one and the same, however it is written, known or not. */

const web = 'aws_security_group.web';
const other = '210987654321';
const code = (peers: string) => `
  variable "u" {}
  resource "aws_security_group" "web" {
    name   = "web"
    vpc_id = "vpc-1"
    ingress {
      from_port = 443
      to_port   = 443
      protocol  = "tcp"
      ${peers}
    }
  }
`;
const groups = [liveGroup('sg-1', 'web')];
const rule = (peer: string) => liveRule('sg-1', `tcp 443 ${peer}`);
const group = (more: NonNullable<LiveSecurityGroupRule['ReferencedGroupInfo']>) => ({
  ...rule('sg-9'),
  ReferencedGroupInfo: more,
});
const missing = (peer: string) => `sg/rule-missing ${web} ingress[443/tcp from ${peer}]`;
const changed = (peer: string) => `sg/rule-changed ${web} ingress[443/tcp from ${peer}]`;
const unknown = (peer: string) => `value-unknown/leaf ${web} ingress[443/tcp from ${peer}]`;

describe('a peer', () => {
  it.each<[string, string, readonly LiveSecurityGroupRule[], readonly string[]]>([
    ['itself', 'self = true', [rule('sg-1')], []],
    ['itself by its id', 'security_groups = ["sg-1"]', [rule('sg-1')], []],
    ['itself twice', 'self = true\n security_groups = ["sg-1"]', [], [missing('sg-1')]],
    ['of its own account', `security_groups = ["${account}/sg-9"]`, [rule('sg-9')], []],
    ['in two spellings', `security_groups = ["sg-9", "${account}/sg-9"]`, [], [missing('sg-9')]],
    ['of an account that AWS does not tell', `security_groups = ["${other}/sg-9"]`, [group({ GroupId: 'sg-9' })], []],
    [
      'of an account that the code does not tell',
      'security_groups = ["sg-9"]',
      [group({ GroupId: 'sg-9', UserId: other })],
      [],
    ],
    ['of another account', `security_groups = ["${other}/sg-9"]`, [group({ GroupId: 'sg-9', UserId: other })], []],
    ['of another account than declared', `security_groups = ["${other}/sg-9"]`, [rule('sg-9')], [changed('sg-9')]],
    [
      'in a peered VPC',
      `security_groups = ["${other}/sg-9"]`,
      [
        group({
          GroupId: 'sg-9',
          UserId: other,
          VpcId: 'vpc-9',
          VpcPeeringConnectionId: 'pcx-1',
          PeeringStatus: 'active',
        }),
      ],
      [],
    ],
    ['of an account that is not known', `security_groups = ["\${var.u}/sg-9"]`, [rule('sg-9')], [unknown('?/sg-9')]],
    ['that is not known', 'security_groups = [var.u]', [rule('sg-9')], [unknown('var.u')]],
    // Only groups outside of a VPC have names that a rule may use.
    ['by a name', 'security_groups = ["db"]', [rule('sg-9')], [unknown('?')]],
    ['of IPv4 with host bits', 'cidr_blocks = ["10.1.2.3/16"]', [rule('10.1.0.0/16')], []],
    ['of one address', 'cidr_blocks = ["10.1.2.3"]', [rule('10.1.2.3/32')], []],
    ['of IPv4 in two spellings', 'cidr_blocks = ["10.1.2.3/16", "10.1.0.0/16"]', [], [missing('10.1.0.0/16')]],
    ['of IPv6', 'ipv6_cidr_blocks = ["2001:0DB8:0:0::1/48"]', [rule('2001:db8::/48')], []],
    ['of IPv6 in the list of IPv4', 'cidr_blocks = ["2001:db8::/48"]', [rule('2001:db8::/48')], []],
    ['of IPv4 in IPv6', 'ipv6_cidr_blocks = ["::ffff:10.0.0.1/128"]', [rule('::ffff:a00:1/128')], []],
    [
      'of IPv4 in IPv6 that is no IPv4',
      'ipv6_cidr_blocks = ["::ffff:10.0.0.1/128"]',
      [],
      [missing('::ffff:a00:1/128')],
    ],
    [
      'of IPv4 that is partly known',
      `cidr_blocks = ["10.\${var.u}.0.0/16"]`,
      [rule('10.7.0.0/16')],
      [unknown('10.?.0.0/16')],
    ],
    [
      'of IPv6 that is partly known',
      `ipv6_cidr_blocks = ["\${var.u}::/48"]`,
      [rule('2001:db8::/48')],
      [unknown('?::/48')],
    ],
    ['that is partly known and not there', `cidr_blocks = ["10.\${var.u}.0.0/16"]`, [], [missing('10.?.0.0/16')]],
    ['of a prefix list that is partly known', `prefix_list_ids = ["pl-\${var.u}"]`, [rule('pl-7')], [unknown('pl-?')]],
    ['of a prefix list', 'prefix_list_ids = ["pl-7"]', [rule('pl-7')], []],
  ])('%s', async (_, peers, rules, expected) => {
    expect(await checkWritten(code(peers), { groups, rules })).toEqual(expected);
  });

  it('that is gone lets nothing through', async () => {
    const gone = group({ GroupId: 'sg-9', UserId: other, VpcPeeringConnectionId: 'pcx-1', PeeringStatus: 'deleted' });
    const { findings } = await viewWritten(code(`security_groups = ["${other}/sg-9"]`), { groups, rules: [gone] });
    expect(findings).toMatchObject([
      {
        rule: 'sg/rule-stale',
        path: 'ingress[443/tcp from sg-9].peer',
        declared: { value: 'sg-9' },
        live: { absent: true },
      },
    ]);
    const undeclared = await viewWritten(code('cidr_blocks = []'), { groups, rules: [gone] });
    expect(undeclared.findings).toMatchObject([{ rule: 'sg/rule-extra', live: { value: { stale: true } } }]);
  });
});
