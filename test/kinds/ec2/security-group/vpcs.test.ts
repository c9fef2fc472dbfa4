import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../../../src/terraform/load/load.ts';
import { evaluateConfiguration } from '../../../../src/terraform/stack/evaluate-modules.ts';
import { memoryFiles } from '../../../data-sources/world.ts';
import { type Checked, checkStack, inShort, type Live, liveGroup, liveRule } from './world.ts';

/* Which VPC a group is declared in where its id is not known, and what follows for the other groups of that VPC. */

async function run(main: string, live: Live, content: Readonly<Record<string, string>> = {}): Promise<Checked> {
  const options = { directory: 'root', environment: {} };
  const configuration = await loadConfiguration(options, memoryFiles({ 'main.tf': main, ...content }));
  const stack = evaluateConfiguration(configuration, new Map());
  expect(stack.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return checkStack({ ...stack, run: { account: '123456789012', region: 'us-east-1' } }, live);
}

/** What became of each resource: the id of its live group, or its status. */
function ended({ checked }: Checked): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    checked.map(({ address, status, identity }) => [
      address,
      status === 'in-sync' || status === 'drifted' ? identity.id : status,
    ]),
  );
}

const learntIn = ({ learnt }: Checked, address: string, name: string): string | undefined => {
  const value = learnt.get(address)?.get(name);
  return value?.kind === 'string' ? value.value : undefined;
};

const inVpc = (id: string, name: string, vpc: string, more = {}) => liveGroup(id, name, { VpcId: vpc, ...more });

/** `web` is in one VPC only, and `db` in two. */
const live: Live = {
  groups: [inVpc('sg-web', 'web', 'vpc-x'), inVpc('sg-db-x', 'db', 'vpc-x'), inVpc('sg-db-y', 'db', 'vpc-y')],
};

const vpcs = `
variable "vpc_id" {
  type = string
}
variable "other_id" {
  type = string
}
variable "vpc_ids" {
  type = map(string)
}
variable "list" {
  type = list(string)
}
variable "network" {
  type = object({ vpc_id = string })
}
variable "any" {}
variable "create" {
  type = bool
}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_vpc" "other" {
  cidr_block = "10.1.0.0/16"
}
resource "aws_vpc" "some" {
  count      = 2
  cidr_block = "10.2.0.0/16"
}
resource "aws_vpc" "perhaps" {
  count      = var.create ? 1 : 0
  cidr_block = "10.2.0.0/16"
}
resource "aws_vpc" "each" {
  for_each   = toset(["a", "b"])
  cidr_block = "10.3.0.0/16"
}
resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_default_vpc" "d" {}
data "aws_vpc" "main" {
  tags = { Name = "main" }
}
data "aws_vpc" "default" {
  default = true
}
data "aws_subnet" "s" {
  id = "subnet-1"
}
module "child" {
  source = "./child"
  vpc_id = aws_vpc.main.id
}
module "gone" {
  source = "./gone"
}
locals {
  vpc_id   = var.create ? aws_vpc.main.id : var.vpc_id
  made_of  = merge(var.any, { a = 1 })
  readable = try(aws_vpc.some[0].id, "")
}
`;
const child = {
  'child/main.tf': `
variable "vpc_id" {}
resource "aws_vpc" "own" {
  cidr_block = "10.4.0.0/16"
}
output "given" {
  value = var.vpc_id
}
output "own" {
  value = aws_vpc.own.id
}
`,
};

const groups = (web: string, db: string) => `${vpcs}
resource "aws_security_group" "web" {
  name   = "web"
${web === '' ? '' : `  vpc_id = ${web}`}
}
resource "aws_security_group" "db" {
  name   = "db"
${db === '' ? '' : `  vpc_id = ${db}`}
}
`;

describe('two groups whose vpc_id', () => {
  it.each([
    ['aws_vpc.main.id', 'aws_vpc.main.id'],
    [`"\${aws_vpc.main.id}"`, 'aws_vpc.main.id'],
    ['aws_vpc.some[0].id', 'aws_vpc.some[0].id'],
    ['aws_vpc.some.0.id', 'aws_vpc.some[0].id'],
    ['local.readable', 'aws_vpc.some[0].id'],
    ['one([aws_vpc.some[1].id])', 'element(aws_vpc.some[*].id, 1)'],
    ['aws_vpc.each["a"].id', 'aws_vpc.each["a"].id'],
    ['aws_subnet.s.vpc_id', 'aws_vpc.main.id'],
    ['module.child.given', 'aws_vpc.main.id'],
    ['module.child.own', 'module.child.own'],
    ['module.gone.vpc_id', 'module.gone.vpc_id'],
    ['module.gone.network.vpc_id', 'module.gone.network["vpc_id"]'],
    ['data.aws_vpc.main.id', 'data.aws_vpc.main.id'],
    ['data.aws_subnet.s.vpc_id', 'data.aws_subnet.s.vpc_id'],
    ['var.vpc_id', 'var.vpc_id'],
    ['var.vpc_ids["a"]', 'var.vpc_ids.a'],
    ['var.list[0]', 'var.list.0'],
    ['var.network.vpc_id', 'var.network.vpc_id'],
    ['local.vpc_id', 'local.vpc_id'],
    ['', ''],
    ['', 'aws_default_vpc.d.id'],
    ['data.aws_vpc.default.id', ''],
    ['aws_default_vpc.d.id', 'data.aws_vpc.default.id'],
  ])('is %s and %s are in one VPC', async (web, db) => {
    const compared = await run(groups(web, db), live, child);
    expect(ended(compared)).toMatchObject({
      'aws_security_group.web': 'sg-web',
      'aws_security_group.db': 'sg-db-x',
    });
  });

  it.each([
    ['aws_vpc.main.id', 'var.vpc_id'],
    ['aws_vpc.main.id', 'data.aws_vpc.main.id'],
    ['var.vpc_id', 'var.other_id'],
    ['var.vpc_ids["a"]', 'var.vpc_ids["b"]'],
    ['var.list[0]', 'var.list[1]'],
    ['element(var.list, 0)', 'element(var.list, 1)'],
    ['var.any.a', 'var.any.b'],
    ['local.made_of["b"]', 'local.made_of["c"]'],
    ['module.gone.vpc_id', 'module.gone.other_vpc_id'],
    ['aws_vpc.perhaps[0].id', 'aws_vpc.perhaps[1].id'],
    ['', 'var.vpc_id'],
    ['', 'data.aws_vpc.main.id'],
  ])('is %s and %s may be in two', async (web, db) => {
    const compared = await run(groups(web, db), live, child);
    expect(ended(compared)).toMatchObject({ 'aws_security_group.db': 'unidentified' });
    expect(inShort(compared)).toContain('unidentified/resource aws_security_group.db');
  });

  it.each([
    ['aws_vpc.main.id', 'aws_vpc.other.id'],
    ['aws_vpc.some[0].id', 'aws_vpc.some[1].id'],
    ['aws_vpc.each["a"].id', 'aws_vpc.each["b"].id'],
    ['module.child.own', 'aws_vpc.main.id'],
  ])('is %s and %s are in two', async (web, db) => {
    const compared = await run(groups(web, db), live, child);
    expect(ended(compared)).toMatchObject({
      'aws_security_group.web': 'sg-web',
      'aws_security_group.db': 'sg-db-y',
    });
  });
});

const rule = (group: string, more = 'cidr_ipv4 = "10.0.0.0/8"') => `
resource "aws_vpc_security_group_ingress_rule" "r" {
  security_group_id = ${group}
  ip_protocol       = "tcp"
  from_port         = 444
  to_port           = 444
  ${more}
}
`;

const named = (name: string, rest = 'vpc_id = aws_vpc.main.id') => `
resource "aws_security_group" "${name}" {
  name = "${name}"
  ${rest}
}
`;
const three = `${vpcs}${named('web')}${named('api')}${named('db')}`;

describe('the groups of one VPC', () => {
  it('are missing where only a namesake in another VPC is there', async () => {
    const compared = await run(
      three,
      {
        groups: [inVpc('sg-1', 'web', 'vpc-x'), inVpc('sg-2', 'api', 'vpc-x'), inVpc('sg-3', 'db', 'vpc-y')],
        rules: [liveRule('sg-3', 'tcp 22 0.0.0.0/0')],
      },
      child,
    );
    expect(inShort(compared)).toEqual(['sg/group-missing aws_security_group.db']);
  });

  it('are undecided when what is found points at two VPCs alike', async () => {
    const compared = await run(
      `${vpcs}${named('web')}${named('db')}`,
      {
        groups: [inVpc('sg-1', 'web', 'vpc-x'), inVpc('sg-3', 'db', 'vpc-y')],
        rules: [liveRule('sg-3', 'tcp 22 0.0.0.0/0')],
      },
      child,
    );
    expect(inShort(compared)).toEqual([
      'unidentified/resource aws_security_group.db',
      'unidentified/resource aws_security_group.web',
    ]);
    expect(compared.gaps[0]?.reason).toMatchObject({ kind: 'resource', address: 'aws_vpc.main', path: ['id'] });
    expect(compared.learnt.has('aws_vpc.main')).toBe(false);
  });

  it('are where the one is that fits what the code says of it', async () => {
    const compared = await run(
      `${vpcs}${named('web')}${named('db')}`,
      {
        groups: [inVpc('sg-1', 'web', 'vpc-x'), inVpc('sg-3', 'db', 'vpc-y', { Description: 'of somebody else' })],
      },
      child,
    );
    expect(inShort(compared)).toEqual(['sg/group-missing aws_security_group.db']);
  });

  it.each([
    [
      'in the group',
      'ingress {\n    protocol = "tcp"\n    from_port = 443\n    to_port = 443\n    cidr_blocks = ["10.0.0.0/8"]\n  }',
      '',
    ],
    ['beside it', '', rule('aws_security_group.web.id').replaceAll('444', '443')],
  ])('are where the one is whose rules are there, declared %s', async (_, inline, beside) => {
    const compared = await run(
      `${vpcs}${named('web', `vpc_id = aws_vpc.main.id\n  ${inline}`)}${named('db', 'vpc_id = aws_vpc.main.id\n  ingress = []')}${beside}`,
      {
        groups: [inVpc('sg-1', 'web', 'vpc-x'), inVpc('sg-3', 'db', 'vpc-y')],
        rules: [liveRule('sg-1', 'tcp 443 10.0.0.0/8'), liveRule('sg-3', 'tcp 22 0.0.0.0/0')],
      },
      child,
    );
    expect(inShort(compared)).toEqual(['sg/group-missing aws_security_group.db']);
  });

  it('stay undecided when the rules of each are there', async () => {
    const open = (port: number) => `vpc_id = aws_vpc.main.id
  ingress {
    protocol = "tcp"
    from_port = ${port}
    to_port = ${port}
    cidr_blocks = ["10.0.0.0/8"]
  }`;
    const compared = await run(
      `${vpcs}${named('web', open(443))}${named('db', open(5432))}`,
      {
        groups: [inVpc('sg-1', 'web', 'vpc-x'), inVpc('sg-3', 'db', 'vpc-y')],
        rules: [liveRule('sg-1', 'tcp 443 10.0.0.0/8'), liveRule('sg-3', 'tcp 5432 10.0.0.0/8')],
      },
      child,
    );
    expect(ended(compared)).toEqual({
      'aws_security_group.web': 'unidentified',
      'aws_security_group.db': 'unidentified',
    });
  });

  it('stay undecided when nothing tells which of two VPCs it is', async () => {
    const compared = await run(
      `${vpcs}${named('web')}${named('db')}`,
      {
        groups: ['web', 'db'].flatMap((name) => [
          inVpc(`sg-${name}-x`, name, 'vpc-x'),
          inVpc(`sg-${name}-y`, name, 'vpc-y'),
        ]),
      },
      child,
    );
    expect(ended(compared)).toEqual({
      'aws_security_group.web': 'unidentified',
      'aws_security_group.db': 'unidentified',
    });
  });

  it('tell where those of another VPC of the code are', async () => {
    const twice = (name: string, vpc: string) => `
resource "aws_security_group" "${name}_${vpc}" {
  name   = "${name}"
  vpc_id = aws_vpc.${vpc}.id
}
`;
    const both = ['vpc-x', 'vpc-y'];
    const compared = await run(
      `${vpcs}${twice('web', 'main')}${twice('web', 'other')}${twice('db', 'main')}${twice('db', 'other')}${named('only')}`,
      {
        groups: [
          ...both.flatMap((vpc) => [inVpc(`web-${vpc}`, 'web', vpc), inVpc(`db-${vpc}`, 'db', vpc)]),
          inVpc('only-vpc-x', 'only', 'vpc-x'),
        ],
      },
      child,
    );
    expect(ended(compared)).toEqual({
      'aws_security_group.only': 'only-vpc-x',
      'aws_security_group.web_main': 'web-vpc-x',
      'aws_security_group.db_main': 'db-vpc-x',
      'aws_security_group.web_other': 'web-vpc-y',
      'aws_security_group.db_other': 'db-vpc-y',
    });
  });

  it('are undecided when two VPCs of the code would be one', async () => {
    const other = named('db', 'vpc_id = aws_vpc.other.id');
    const compared = await run(
      `${vpcs}${named('web')}${other}`,
      {
        groups: [inVpc('sg-1', 'web', 'vpc-x'), inVpc('sg-2', 'db', 'vpc-x')],
      },
      child,
    );
    expect(ended(compared)).toEqual({
      'aws_security_group.web': 'unidentified',
      'aws_security_group.db': 'unidentified',
    });
  });

  it('tell the id of the VPC to what refers to it', async () => {
    const compared = await run(`${vpcs}${named('web')}`, live, child);
    expect(learntIn(compared, 'aws_vpc.main', 'id')).toBe('vpc-x');
  });

  it('tell it by a group that is only looked up', async () => {
    const compared = await run(
      `${vpcs}${named('db')}
data "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id
}
`,
      live,
      child,
    );
    expect(ended(compared)).toEqual({ 'aws_security_group.db': 'sg-db-x' });
  });

  it('tell nothing when they may not exist', async () => {
    const compared = await run(
      `${vpcs}${named('db')}${named('web', 'vpc_id = aws_vpc.main.id\n  count = var.create ? 1 : 0')}`,
      live,
      child,
    );
    expect(ended(compared)).toMatchObject({ 'aws_security_group.db': 'unidentified' });
  });

  it('are known for each instance of a module by itself', async () => {
    const main = `
module "stage" {
  for_each = toset(["dev", "prod"])
  source   = "./stage"
  stage    = each.key
}
`;
    const stage = `
variable "stage" {}
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_security_group" "web" {
  name   = "web-\${var.stage}"
  vpc_id = aws_vpc.v.id
}
resource "aws_security_group" "db" {
  name   = "db"
  vpc_id = aws_vpc.v.id
}
`;
    const compared = await run(
      main,
      {
        groups: [inVpc('sg-1', 'web-dev', 'vpc-x'), inVpc('sg-2', 'web-prod', 'vpc-y'), inVpc('sg-3', 'db', 'vpc-y')],
      },
      { 'stage/main.tf': stage },
    );
    expect(ended(compared)).toEqual({
      'module.stage["dev"].aws_security_group.web': 'sg-1',
      'module.stage["dev"].aws_security_group.db': 'missing',
      'module.stage["prod"].aws_security_group.web': 'sg-2',
      'module.stage["prod"].aws_security_group.db': 'sg-3',
    });
  });
});

const adopt = (vpcId = 'vpc_id = aws_vpc.main.id') => `
resource "aws_default_security_group" "d" {
  ${vpcId}
}
`;
const defaults = [inVpc('sg-dx', 'default', 'vpc-x'), inVpc('sg-dy', 'default', 'vpc-y')];

describe('the default group', () => {
  it.each([
    ['aws_vpc.main.id', 'only AWS knows'],
    ['var.vpc_id', 'not set'],
    ['data.aws_vpc.main.id', 'not read'],
    ['module.gone.vpc_id', 'not there'],
    ['aws_vpc.perhaps[0].id', 'perhaps none'],
    [`"vpc-\${var.any}"`, 'known in part'],
  ])('of a VPC that is not known (%s) is none', async (vpcId) => {
    const compared = await run(
      `${vpcs}${adopt(`vpc_id = ${vpcId}`)}`,
      {
        groups: [inVpc('sg-dx', 'default', 'vpc-x')],
        rules: [liveRule('sg-dx', '-1 sg-dx')],
        defaultVpc: 'vpc-x',
      },
      child,
    );
    expect(inShort(compared)).toEqual(['unidentified/resource aws_default_security_group.d']);
  });

  it('is none as a group of that name either', async () => {
    const compared = await run(`${vpcs}${named('default')}`, { groups: [inVpc('sg-dx', 'default', 'vpc-x')] }, child);
    expect(inShort(compared)).toEqual(['unidentified/resource aws_security_group.default']);
  });

  it('is that of the VPC where another group was found', async () => {
    const compared = await run(
      `${vpcs}${adopt()}${named('web')}`,
      {
        groups: [...defaults, ...(live.groups ?? [])],
        rules: [liveRule('sg-dx', '-1 sg-dx')],
      },
      child,
    );
    expect(inShort(compared)).toEqual(['sg/rule-extra aws_default_security_group.d ingress[all from sg-dx]']);
    expect(learntIn(compared, 'aws_vpc.main', 'default_security_group_id')).toBe('sg-dx');
  });

  it('tells nothing of the VPC of another group', async () => {
    const compared = await run(
      `${vpcs}${adopt()}${named('db')}`,
      {
        groups: [inVpc('sg-dx', 'default', 'vpc-x'), ...(live.groups ?? [])],
      },
      child,
    );
    expect(ended(compared)).toMatchObject({ 'aws_security_group.db': 'unidentified' });
  });

  it.each(['', 'vpc_id = aws_default_vpc.d.id', 'vpc_id = data.aws_vpc.default.id'])(
    'of the default VPC (%s) is known when that is',
    async (vpcId) => {
      const code = `${vpcs}${adopt(vpcId)}`;
      expect(ended(await run(code, { groups: defaults, defaultVpc: 'vpc-y' }, child))).toEqual({
        'aws_default_security_group.d': 'sg-dy',
      });
      const problem = { kind: 'denied', action: 'ec2:DescribeVpcs' } as const;
      const denied = await run(
        code,
        { groups: defaults.slice(0, 1), problems: { 'ec2:DescribeVpcs': problem } },
        child,
      );
      expect(inShort(denied)).toEqual(['unreadable/resource aws_default_security_group.d']);
      const unrecorded = { kind: 'not-recorded', action: 'ec2:DescribeVpcs' } as const;
      const offline = await run(
        code,
        { groups: defaults.slice(0, 1), problems: { 'ec2:DescribeVpcs': unrecorded } },
        child,
      );
      expect(inShort(offline)).toEqual(['unidentified/resource aws_default_security_group.d']);
    },
  );

  it('is missing where there is no default VPC', async () => {
    expect(inShort(await run(adopt(''), { groups: defaults }))).toEqual([
      'sg/group-missing aws_default_security_group.d',
    ]);
  });
});

describe('default_security_group_id', () => {
  const rules = [liveRule('sg-dx', 'tcp 444 10.0.0.0/8')];
  it.each([
    ['of a VPC', adopt(), 'aws_vpc.main'],
    ['of one of several', adopt('vpc_id = aws_vpc.some[1].id'), 'aws_vpc.some[1]'],
    ['of the default VPC', adopt('vpc_id = aws_default_vpc.d.id'), 'aws_default_vpc.d'],
    ['of the default VPC, left out', adopt(''), 'aws_default_vpc.d'],
  ])('%s is the group that the code adopts, found or not', async (_, adopted, vpc) => {
    const code = `${vpcs}${adopted}${rule(`${vpc}.default_security_group_id`)}`;
    const open = await run(
      code,
      { groups: defaults, rules, problems: { 'ec2:DescribeVpcs': { kind: 'not-recorded', action: '' } } },
      child,
    );
    expect(inShort(open)).toEqual(['unidentified/resource aws_default_security_group.d']);
    const owner = adopted.includes('some')
      ? 'aws_vpc.some[1].id'
      : adopted.includes('main')
        ? 'aws_vpc.main.id'
        : 'aws_default_vpc.d.id';
    const found = await run(
      `${code}${named('web', `vpc_id = ${owner}`)}`,
      {
        groups: [...defaults, inVpc('sg-web', 'web', 'vpc-x')],
        rules,
        defaultVpc: 'vpc-x',
      },
      child,
    );
    // A rule resource beside a default group is all that is wrong.
    expect(inShort(found)).toEqual(['sg/rules-conflict aws_default_security_group.d ingress']);
    expect(learntIn(found, vpc, 'default_security_group_id')).toBe('sg-dx');
  });

  it('is that of the module in an output', async () => {
    const module = {
      'net/main.tf': `
resource "aws_vpc" "this" {
  count      = 1
  cidr_block = "10.0.0.0/16"
}
resource "aws_default_security_group" "this" {
  count  = 1
  vpc_id = aws_vpc.this[0].id
}
output "default_security_group_id" {
  value = try(aws_vpc.this[0].default_security_group_id, null)
}
`,
    };
    const compared = await run(
      `module "vpc" {\n  source = "./net"\n}\n${rule('module.vpc.default_security_group_id')}`,
      {
        groups: defaults,
        rules,
      },
      module,
    );
    expect(inShort(compared)).toEqual(['unidentified/resource module.vpc.aws_default_security_group.this[0]']);
  });

  it('of a VPC whose default group nobody adopts is the live one', async () => {
    const code = `${vpcs}${named('web')}${rule('aws_vpc.main.default_security_group_id')}`;
    const all = [...defaults, ...(live.groups ?? [])];
    expect(
      inShort(await run(code, { groups: all, rules: [...rules, liveRule('sg-dx', 'tcp 1 10.0.0.0/8')] }, child)),
    ).toEqual([]);
    expect(inShort(await run(code, { groups: all, rules: [liveRule('sg-dy', 'tcp 444 10.0.0.0/8')] }, child))).toEqual([
      'sg/rule-missing aws_vpc_security_group_ingress_rule.r ingress[444/tcp from 10.0.0.0/8]',
    ]);
  });

  it('of a VPC that is not known is undecided, and so is a live rule that may be meant', async () => {
    const adopted = adopt('vpc_id = "vpc-x"');
    const compared = await run(
      `${vpcs}${adopted}${rule('aws_vpc.main.default_security_group_id')}`,
      { groups: defaults, rules },
      child,
    );
    expect(inShort(compared)).toEqual([
      'elements-unknown/leaf aws_default_security_group.d ingress[444/tcp from 10.0.0.0/8]',
      'unidentified/resource aws_vpc_security_group_ingress_rule.r security_group_id',
    ]);
  });

  it('in a conditional is that group or another, and no live rule of either is called undeclared', async () => {
    const adopted = adopt('vpc_id = aws_vpc.main.id');
    const either = 'var.create ? aws_vpc.main.default_security_group_id : aws_security_group.web.id';
    const compared = await run(
      `${vpcs}${adopted}${named('web', 'vpc_id = aws_vpc.main.id\n  ingress = []')}${rule(either)}`,
      { groups: [...defaults, ...(live.groups ?? [])], rules: [...rules, liveRule('sg-web', 'tcp 444 10.0.0.0/8')] },
      child,
    );
    expect(compared.findings).toEqual([]);
  });

  it('as a source is that group', async () => {
    const source = 'referenced_security_group_id = aws_vpc.main.default_security_group_id';
    const code = `${vpcs}${adopt('vpc_id = aws_vpc.main.id\n  egress = []\n  ingress = []')}${named('web')}${rule('aws_security_group.web.id', source)}`;
    const all = [...defaults, ...(live.groups ?? [])];
    expect(inShort(await run(code, { groups: all, rules: [liveRule('sg-web', 'tcp 444 sg-dx')] }, child))).toEqual([]);
    expect(inShort(await run(code, { groups: all, rules: [liveRule('sg-web', 'tcp 444 sg-dy')] }, child))).toContain(
      'sg/rule-missing aws_vpc_security_group_ingress_rule.r ingress[444/tcp from sg-dx]',
    );
  });
});

describe('ignore_changes', () => {
  const ignoring = (what: string, vpcId = '"vpc-x"') => `
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = ${vpcId}
  lifecycle {
    ignore_changes = ${what}
  }
}
`;
  it.each(['[name]', '[name_prefix]', '[vpc_id]', '[tags, name]', 'all'])(
    'of %s leaves a group undecided that is not found',
    async (what) => {
      const code = ignoring(what);
      expect(inShort(await run(code, { groups: [inVpc('sg-9', 'other', 'vpc-x')] }))).toEqual([
        'unidentified/resource aws_security_group.web',
      ]);
      const [gap] = (await run(code, {})).gaps;
      expect(gap?.reason.kind).toBe('ignored');
      expect(ended(await run(code, { groups: [inVpc('sg-1', 'web', 'vpc-x')] }))).toEqual({
        'aws_security_group.web': 'sg-1',
      });
    },
  );

  it.each(['[tags]', '[description]', '[ingress]'])('of %s leaves a group missing that is not there', async (what) => {
    expect(inShort(await run(ignoring(what), {}))).toEqual(['sg/group-missing aws_security_group.web']);
  });

  it('keeps a group from telling where the others are', async () => {
    const code = `${vpcs}${ignoring('[vpc_id]', 'aws_vpc.main.id')}${named('db')}`;
    expect(ended(await run(code, live, child))).toMatchObject({ 'aws_security_group.db': 'unidentified' });
  });
});

describe('a data source', () => {
  const source = (body: string) => `${vpcs}
data "aws_security_group" "x" {
${body}
}
${rule('data.aws_security_group.x.id')}
`;
  it.each([
    ['name = "web*"', 'unidentified'],
    ['name = "we?"', 'unidentified'],
    ['name = "web"\n  vpc_id = "vpc-*"', 'sg-web'],
    ['name = "db"\n  vpc_id = "vpc-*"', 'unidentified'],
    ['filter {\n  name = "group-name"\n  values = ["web*"]\n}', 'unidentified'],
    ['filter {\n  name = "group-id"\n  values = ["sg-*"]\n}', 'unidentified'],
    ['name = "odd\\\\*"', 'sg-odd'],
    ['name = "db"\n  tags = { Name = "b*" }', 'unidentified'],
    ['name = "db"\n  tags = { Name = "blue" }', 'sg-db-y'],
    ['name = "nowhere"', 'missing'],
    ['id = ""\n  name = "web"', 'sg-web'],
  ])('with %s finds %s', async (body, expected) => {
    const tagged = (name: string) => ({ Tags: [{ Key: 'Name', Value: name }] });
    const compared = await run(
      source(body),
      {
        groups: [
          inVpc('sg-web', 'web', 'vpc-x'),
          inVpc('sg-odd', 'odd*', 'vpc-x'),
          inVpc('sg-db-x', 'db', 'vpc-x', tagged('b*')),
          inVpc('sg-db-y', 'db', 'vpc-y', tagged('blue')),
        ],
        rules: ['sg-web', 'sg-odd', 'sg-db-x', 'sg-db-y'].map((id) => liveRule(id, 'tcp 444 10.0.0.0/8')),
      },
      child,
    );
    expect(ended(compared)).toEqual({ 'aws_vpc_security_group_ingress_rule.r': expected });
  });
});
