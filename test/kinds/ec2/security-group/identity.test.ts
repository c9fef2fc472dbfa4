import { describe, expect, it } from 'vitest';
import { declareGroups } from '../../../../src/kinds/ec2/security-group/declared.ts';
import { knownGroups } from '../../../../src/kinds/ec2/security-group/known-groups.ts';
import { readGroups } from '../../../../src/kinds/ec2/security-group/read.ts';
import { stackOf } from '../../../terraform/in-memory.ts';
import { aws, type Live, liveGroup, liveRule } from './world.ts';
import { checkWritten, viewWritten } from './written.ts';

/* What of AWS a declared group is, with and without a state. */

const address = 'aws_security_group.web';
const inVpc = (more = '', vpc = '"vpc-1"') => `
  variable "vpc" {}
  resource "aws_security_group" "web" {
    vpc_id = ${vpc}
    ${more}
  }
`;
const named = inVpc('name = "web"');
const digits = (number: number) => `20261129100000000000${String(number).padStart(6, '0')}`;
const tagged = (id: string, name: string, Tags: Record<string, string>) =>
  liveGroup(id, name, { Tags: Object.entries(Tags).map(([Key, Value]) => ({ Key, Value })) });

describe('by what the code says', () => {
  it.each<[string, string, NonNullable<Live['groups']>, string]>([
    ['a name', named, [liveGroup('sg-1', 'web'), liveGroup('sg-2', 'web', { VpcId: 'vpc-2' })], 'sg-1'],
    ['a prefix', inVpc('name_prefix = "web-"'), [liveGroup('sg-1', `web-${digits(1)}`)], 'sg-1'],
    [
      'a prefix, of several by tags',
      inVpc('name_prefix = "web-"\n tags = { Role = "web" }'),
      [tagged('sg-1', `web-${digits(1)}`, { Role: 'web' }), tagged('sg-2', `web-${digits(2)}`, { Role: 'other' })],
      'sg-1',
    ],
    [
      'a prefix, of several by the tags of the provider',
      `provider "aws" {
        default_tags {
          tags = { Team = "shop" }
        }
      }
      ${inVpc('name_prefix = "web-"')}`,
      [tagged('sg-1', `web-${digits(1)}`, { Team: 'shop' }), tagged('sg-2', `web-${digits(2)}`, { Team: 'other' })],
      'sg-1',
    ],
    [
      'tags, where the provider makes the name',
      inVpc('tags = { Role = "web" }'),
      [tagged('sg-1', `terraform-${digits(1)}`, { Role: 'web' }), tagged('sg-2', `terraform-${digits(2)}`, {})],
      'sg-1',
    ],
    ['a name in a VPC that is not known', inVpc('name = "web"', 'var.vpc'), [liveGroup('sg-1', 'web')], 'sg-1'],
  ])('%s', async (_, code, groups, id) => {
    const views = await viewWritten(code, { groups });
    expect(views.gaps).toEqual([]);
    expect(views.checked).toMatchObject([{ address, identity: { id } }]);
  });

  it.each<[string, string, NonNullable<Live['groups']>, readonly string[]]>([
    [
      'a name in a VPC that is not known',
      inVpc('name = "web"', 'var.vpc'),
      [liveGroup('sg-2', 'web', { VpcId: 'vpc-2' }), liveGroup('sg-1', 'web')],
      ['sg-1', 'sg-2'],
    ],
    [
      'a prefix',
      inVpc('name_prefix = "web-"'),
      [liveGroup('sg-1', `web-${digits(1)}`), liveGroup('sg-2', `web-${digits(2)}`)],
      ['sg-1', 'sg-2'],
    ],
    [
      'a generated name with tags',
      inVpc('tags = { Role = "web" }'),
      [
        tagged('sg-1', `terraform-${digits(1)}`, { Role: 'web' }),
        tagged('sg-2', `terraform-${digits(2)}`, { Role: 'web' }),
      ],
      ['sg-1', 'sg-2'],
    ],
    [
      // Every group of the account has them.
      'a generated name, where only tags of the provider point to one',
      `provider "aws" {
        default_tags {
          tags = { Team = "shop" }
        }
      }
      ${inVpc()}`,
      [tagged('sg-1', `terraform-${digits(1)}`, { Team: 'shop' }), tagged('sg-2', `terraform-${digits(2)}`, {})],
      ['sg-1'],
    ],
  ])('several that match are listed: %s', async (_, code, groups, candidates) => {
    const { findings, gaps } = await viewWritten(code, { groups });
    expect(findings).toEqual([]);
    expect(gaps).toMatchObject([{ code: 'unidentified', scope: 'resource', address, reason: { candidates } }]);
  });
});

describe('by the id that a state has', () => {
  const rules = [liveRule('sg-2', 'tcp 22 0.0.0.0/0')];
  const ruled = `${named}
    resource "aws_vpc_security_group_ingress_rule" "ssh" {
      security_group_id = aws_security_group.web.id
      ip_protocol       = "tcp"
      from_port         = 22
      to_port           = 22
      cidr_ipv4         = "0.0.0.0/0"
    }
  `;

  it('of several by one name it is that one', async () => {
    const code = ruled.replace('"vpc-1"', 'var.vpc');
    const groups = [liveGroup('sg-1', 'web'), liveGroup('sg-2', 'web', { VpcId: 'vpc-2' })];
    expect(await checkWritten(code, { groups, rules }, { [address]: 'sg-2' })).toEqual([]);
  });

  it('it comes before the name', async () => {
    const groups = [liveGroup('sg-1', 'web'), liveGroup('sg-2', 'before')];
    const keys: object[] = [];
    const views = await viewWritten(ruled, { groups, rules }, { applied: { [address]: 'sg-2' }, keys });
    expect(views.findings).toMatchObject([
      { rule: 'sg/group-changed', path: 'name', declared: { value: 'web' }, live: { value: 'before' } },
    ]);
    expect(views.checked).toMatchObject([{ address, identity: { id: 'sg-2' } }, {}]);
    // The name leads nowhere else, so nothing is asked by it.
    expect(keys.filter((key) => 'group-name' in key)).toEqual([]);
  });

  it.each([
    ['name_prefix = "web-"', 'before', ['name_prefix']],
    ['name_prefix = "web-"', `web-${digits(1)}`, []],
    ['', 'before', []],
    ['name = "web"\n lifecycle {\n ignore_changes = [name]\n }', 'before', []],
  ])('says of %s that the name is another one: %s', async (more, name, paths) => {
    const groups = [liveGroup('sg-2', name)];
    const { findings } = await viewWritten(inVpc(more), { groups }, { applied: { [address]: 'sg-2' } });
    const failing = findings.filter(({ verdict = 'drift' }) => verdict === 'drift');
    expect(failing.map(({ path }) => path)).toEqual(paths);
  });

  it('says of the VPC that it is another one', async () => {
    const groups = [liveGroup('sg-2', 'web', { VpcId: 'vpc-2' })];
    expect(await checkWritten(named, { groups }, { [address]: 'sg-2' })).toEqual([
      `sg/group-changed ${address} vpc_id`,
    ]);
  });

  it('tells the groups that were deleted and made again', async () => {
    const matchesOf = async (live: Live) => {
      const stack = await stackOf(named);
      const resources = stack.resources.map((resource) => ({ ...resource, appliedId: 'sg-1' }));
      const root = declareGroups({ target: 'default', stack: { ...stack, resources } });
      return knownGroups(root, await readGroups([root], aws(live))).declared.map(({ match }) => match);
    };
    expect(await matchesOf({ groups: [liveGroup('sg-2', 'web')] })).toMatchObject([
      { status: 'found', group: { id: 'sg-2' }, recreatedFrom: 'sg-1' },
    ]);
    const [same] = await matchesOf({ groups: [liveGroup('sg-1', 'web')] });
    expect(same).toMatchObject({ status: 'found', group: { id: 'sg-1' } });
    expect(same).not.toHaveProperty('recreatedFrom');
    expect(await matchesOf({ groups: [] })).toEqual([{ status: 'absent' }]);
  });
});
