import { describe, expect, it } from 'vitest';
import { reads } from '../../src/aws/reads/index.ts';
import { dataSources } from '../../src/data-sources/registry.ts';
import { type Answers, denied, found, plainWithCauses, understand } from './world.ts';

/** A service that depends on a list of expressions, and what they come to. */
const depending = (expressions: Readonly<Record<string, string>>): string =>
  `
resource "aws_ecs_task_definition" "t" {
  family                = "t"
  container_definitions = jsonencode([${Object.values(expressions).join(', ')}])
}
${Object.entries(expressions)
  .map(([name, expression]) => `output "${name}" {\n  value = ${expression}\n}`)
  .join('\n')}
`;

async function told(source: string, expressions: Readonly<Record<string, string>>, answers: Answers) {
  const { asked, value } = await understand(`${source}\n${depending(expressions)}`, answers);
  return {
    asked: asked.map(({ action, key }) => [action, key]),
    values: Object.fromEntries(Object.keys(expressions).map((name) => [name, plainWithCauses(value(name))])),
  };
}

describe('the registry', () => {
  it('holds each type once, in order', () => {
    const types = dataSources.map(({ type }) => type);
    expect(types).toEqual([...new Set(types)].toSorted());
  });

  it('calls nothing but what is allowed', () => {
    const allowed = new Set<string>(reads.map(({ action }) => action));
    expect(dataSources.flatMap(({ actions }) => actions).filter((action) => !allowed.has(action))).toEqual([]);
  });

  it('tells no value of a parameter or secret', () => {
    const secretTypes = dataSources.filter(({ type }) => /ssm|secret/.test(type));
    expect(secretTypes).toHaveLength(2);
    for (const { attributes, decides = [] } of secretTypes) {
      expect([...attributes, ...decides].filter((name) => /value|secret_string|secret_binary/.test(name))).toEqual([]);
    }
  });
});

describe('what is asked', () => {
  const vpc = 'data "aws_vpc" "main" {\n  tags = { Name = "main" }\n}\n';

  it('is only what something compared depends on', async () => {
    const { asked } = await understand(`${vpc}
output "id" {
  value = data.aws_vpc.main.id
}
resource "aws_sns_topic" "t" {
  name = data.aws_vpc.main.id
}
`);
    expect(asked).toEqual([]);
  });

  it('is what such a data source depends on itself', async () => {
    const { asked, value } = await understand(
      `${vpc}
data "aws_security_group" "bastion" {
  name   = "bastion"
  vpc_id = data.aws_vpc.main.id
}
resource "aws_security_group_rule" "r" {
  security_group_id        = "sg-1"
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = 22
  to_port                  = 22
  source_security_group_id = data.aws_security_group.bastion.id
}
output "id" {
  value = data.aws_security_group.bastion.id
}
`,
      {
        'ec2:DescribeVpcs': () => found([{ VpcId: 'vpc-1' }]),
        'ec2:DescribeSecurityGroups': () => found([{ GroupId: 'sg-2', VpcId: 'vpc-1' }]),
      },
    );
    expect(asked).toEqual([
      { action: 'ec2:DescribeVpcs', key: { filters: { 'tag:Name': ['main'] } } },
      { action: 'ec2:DescribeSecurityGroups', key: { 'group-name': 'bastion', 'vpc-id': 'vpc-1' } },
    ]);
    expect(plainWithCauses(value('id'))).toBe('sg-2');
  });

  it('is what the number of instances depends on', async () => {
    const { asked, stack } = await understand(
      `data "aws_subnets" "s" {
  tags = { Tier = "db" }
}
resource "aws_security_group" "g" {
  for_each = toset(data.aws_subnets.s.ids)
  name     = each.key
}
`,
      { 'ec2:DescribeSubnets': () => found([{ SubnetId: 'subnet-1' }, { SubnetId: 'subnet-2' }]) },
    );
    expect(asked).toHaveLength(1);
    expect(stack.resources.map(({ address }) => address)).toEqual([
      'aws_security_group.g["subnet-1"]',
      'aws_security_group.g["subnet-2"]',
      'data.aws_subnets.s',
    ]);
  });

  it('is nothing that a formula tells', async () => {
    const source = `data "aws_ssm_parameter" "p" {
  name = "/app/key"
}
data "aws_ecr_repository" "r" {
  name = "api"
}
data "aws_ecs_cluster" "c" {
  cluster_name = "main"
}`;
    const { asked, values } = await told(
      source,
      {
        parameter: 'data.aws_ssm_parameter.p.arn',
        repository: 'data.aws_ecr_repository.r.repository_url',
        cluster: 'data.aws_ecs_cluster.c.arn',
      },
      {},
    );
    expect(asked).toEqual([]);
    expect(values).toEqual({
      parameter: 'arn:aws:ssm:us-east-1:123456789012:parameter/app/key',
      repository: '123456789012.dkr.ecr.us-east-1.amazonaws.com/api',
      cluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/main',
    });
  });

  it('is no value of a parameter', async () => {
    const { asked, values } = await told(
      'data "aws_ssm_parameter" "p" {\n  name = "/app/key"\n}',
      { value: 'data.aws_ssm_parameter.p.value' },
      {},
    );
    expect(asked).toEqual([]);
    expect(values['value']).toMatchObject({ kind: 'data', path: ['value'] });
  });

  it('is nothing whose arguments are not known, or sensitive', async () => {
    const { asked } = await told(
      `variable "name" {
  type = string
}
data "aws_iam_role" "unknown" {
  name = var.name
}
data "aws_iam_role" "sensitive" {
  name = sensitive("task")
}
data "aws_vpc" "tags" {
  tags = { Name = var.name }
}
data "aws_subnets" "filter" {
  filter {
    name   = "vpc-id"
    values = [var.name]
  }
}
data "aws_ecr_image" "recent" {
  repository_name = "api"
  most_recent     = true
}`,
      {
        unknown: 'data.aws_iam_role.unknown.arn',
        sensitive: 'nonsensitive(data.aws_iam_role.sensitive.unique_id)',
        tags: 'data.aws_vpc.tags.id',
        filter: 'data.aws_subnets.filter.ids',
        recent: 'data.aws_ecr_image.recent.image_digest',
      },
      {},
    );
    expect(asked).toEqual([]);
  });

  it('is nothing of another account or an unknown region', async () => {
    const { asked } = await told(
      `variable "region" {
  type = string
}
provider "aws" {
  alias = "other"
  assume_role {
    role_arn = "arn:aws:iam::210987654321:role/read"
  }
}
provider "aws" {
  alias  = "somewhere"
  region = var.region
}
data "aws_iam_role" "other" {
  provider = aws.other
  name     = "task"
}
data "aws_iam_role" "somewhere" {
  provider = aws.somewhere
  name     = "task"
}`,
      { other: 'data.aws_iam_role.other.unique_id', somewhere: 'data.aws_iam_role.somewhere.unique_id' },
      {},
    );
    expect(asked).toEqual([]);
  });

  it('says why something of another place was not asked for', async () => {
    const { values } = await told(
      `provider "aws" {
  alias = "other"
  assume_role {
    role_arn = "arn:aws:iam::210987654321:role/read"
  }
}
data "aws_iam_role" "other" {
  provider = aws.other
  name     = "task"
}`,
      { other: 'data.aws_iam_role.other.unique_id' },
      {},
    );
    expect(values['other']).toMatchObject({
      kind: 'data',
      address: 'data.aws_iam_role.other',
      doubt: { kind: 'elsewhere', name: 'account', value: '210987654321', run: '123456789012' },
    });
  });

  it('waits for what its place depends on', async () => {
    const { asked, value } = await understand(
      `data "aws_iam_role" "deploy" {
  name = "deploy"
}
data "aws_ssm_parameter" "region" {
  name = "region"
}
provider "aws" {
  alias  = "other"
  region = "eu-west-1"
  assume_role {
    role_arn = data.aws_iam_role.deploy.arn
  }
}
data "aws_vpc" "v" {
  provider = aws.other
  default  = true
}
data "aws_caller_identity" "other" {
  provider = aws.other
}
resource "aws_security_group" "g" {
  provider    = aws.other
  name        = "g"
  description = data.aws_caller_identity.other.account_id
  vpc_id      = data.aws_vpc.v.id
}
output "account" {
  value = data.aws_caller_identity.other.account_id
}
`,
      {
        'iam:GetRole': () =>
          found({ RoleName: 'deploy', Arn: 'arn:aws:iam::123456789012:role/x/deploy', RoleId: 'A', Path: '/x/' }),
        'ec2:DescribeVpcs': () => found([{ VpcId: 'vpc-1' }]),
      },
    );
    expect(asked.map(({ action, region }) => [action, region])).toEqual([
      ['iam:GetRole', undefined],
      ['ec2:DescribeVpcs', 'eu-west-1'],
    ]);
    expect(plainWithCauses(value('account'))).toBe('123456789012');
  });

  it('is asked in the region that the code names', async () => {
    const { asked } = await understand(
      `provider "aws" {
  region = "eu-west-1"
}
data "aws_vpc" "v" {
  default = true
}
resource "aws_security_group" "g" {
  name   = "g"
  vpc_id = data.aws_vpc.v.id
}
`,
    );
    expect(asked).toEqual([
      { action: 'ec2:DescribeVpcs', key: { filters: { 'is-default': ['true'] } }, region: 'eu-west-1' },
    ]);
  });

  it("leaves where a service's task definition comes from to be followed in the code", async () => {
    const { asked, stack } = await understand(
      `data "aws_ecs_task_definition" "t" {
  task_definition = "api"
}
resource "aws_ecs_service" "s" {
  name            = "api"
  task_definition = data.aws_ecs_task_definition.t.arn
}
`,
    );
    expect(asked).toEqual([]);
    const service = stack.resources.find(({ type, mode }) => mode === 'managed' && type === 'aws_ecs_service');
    expect(service?.body.attributes.get('task_definition')?.value).toMatchObject({
      kind: 'unknown',
      because: { kind: 'data', address: 'data.aws_ecs_task_definition.t' },
    });
  });
});

describe('what is told', () => {
  it('of a VPC', async () => {
    const { asked, values } = await told(
      'data "aws_vpc" "v" {\n  id = "vpc-1"\n  default = false\n}',
      { cidr: 'data.aws_vpc.v.cidr_block', arn: 'data.aws_vpc.v.arn' },
      { 'ec2:DescribeVpcs': () => found([{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', OwnerId: '210987654321' }]) },
    );
    expect(asked).toEqual([['ec2:DescribeVpcs', { filters: { 'vpc-id': ['vpc-1'] } }]]);
    expect(values).toEqual({ cidr: '10.0.0.0/16', arn: 'arn:aws:ec2:us-east-1:210987654321:vpc/vpc-1' });
  });

  it('of a subnet', async () => {
    const { asked, values } = await told(
      'data "aws_subnet" "s" {\n  vpc_id = "vpc-1"\n  availability_zone = "us-east-1a"\n}',
      { id: 'data.aws_subnet.s.id', cidr: 'data.aws_subnet.s.cidr_block' },
      { 'ec2:DescribeSubnets': () => found([{ SubnetId: 'subnet-1', CidrBlock: '10.0.1.0/24' }]) },
    );
    expect(asked).toEqual([
      ['ec2:DescribeSubnets', { filters: { 'availability-zone': ['us-east-1a'], 'vpc-id': ['vpc-1'] } }],
    ]);
    expect(values).toEqual({ id: 'subnet-1', cidr: '10.0.1.0/24' });
  });

  it('of several groups, or none', async () => {
    const source = 'data "aws_security_groups" "g" {\n  tags = { Role = "db" }\n}';
    const expressions = { ids: 'data.aws_security_groups.g.ids' };
    const two = await told(source, expressions, {
      'ec2:DescribeSecurityGroups': () => found([{ GroupId: 'sg-1' }, { GroupId: 'sg-2' }]),
    });
    expect(two.asked).toEqual([['ec2:DescribeSecurityGroups', { filters: { 'tag:Role': ['db'] } }]]);
    expect(two.values['ids']).toEqual(['sg-1', 'sg-2']);
    expect((await told(source, expressions, {})).values['ids']).toEqual([]);
  });

  it('of a service', async () => {
    const source = `data "aws_ecs_service" "s" {
  cluster_arn  = "arn:aws:ecs:us-east-1:123456789012:cluster/main"
  service_name = "api"
}`;
    const expressions = { count: 'data.aws_ecs_service.s.desired_count', arn: 'data.aws_ecs_service.s.arn' };
    const service = { serviceArn: 'arn:aws:ecs:us-east-1:123456789012:service/main/api', desiredCount: 3 };
    const { asked, values } = await told(source, expressions, { 'ecs:DescribeServices': () => found(service) });
    expect(asked).toEqual([['ecs:DescribeServices', { cluster: 'main', service: 'api' }]]);
    expect(values).toEqual({ count: 3, arn: service.serviceArn });
    const deleted = await told(source, expressions, {
      'ecs:DescribeServices': () => found({ ...service, status: 'INACTIVE' }),
    });
    expect(deleted.values['count']).toMatchObject({ kind: 'data', candidates: [] });
  });

  it('of a task definition: only what is needed', async () => {
    const { values, asked } = await told(
      'data "aws_ecs_task_definition" "t" {\n  task_definition = "api"\n}',
      { role: 'data.aws_ecs_task_definition.t.task_role_arn' },
      {
        'ecs:DescribeTaskDefinition': () =>
          found({ family: 'api', revision: 7, taskRoleArn: 'arn:aws:iam::123456789012:role/task' }),
      },
    );
    expect(asked).toEqual([['ecs:DescribeTaskDefinition', { taskDefinition: 'api' }]]);
    expect(values).toEqual({ role: 'arn:aws:iam::123456789012:role/task' });
  });

  it('of a parameter', async () => {
    const { asked, values } = await told(
      'data "aws_ssm_parameter" "p" {\n  name = "/app/key"\n}',
      { version: 'data.aws_ssm_parameter.p.version', type: 'data.aws_ssm_parameter.p.type' },
      { 'ssm:DescribeParameters': () => found({ Name: '/app/key', Version: 3, Type: 'SecureString' }) },
    );
    expect(asked).toEqual([['ssm:DescribeParameters', { name: '/app/key' }]]);
    expect(values).toEqual({ version: 3, type: 'SecureString' });
  });

  it('of a secret, by name or ARN', async () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf';
    const { asked, values } = await told(
      `data "aws_secretsmanager_secret" "name" {
  name = "db"
}
data "aws_secretsmanager_secret" "arn" {
  arn = "${arn}"
}`,
      { arn: 'data.aws_secretsmanager_secret.name.arn', name: 'data.aws_secretsmanager_secret.arn.name' },
      { 'secretsmanager:DescribeSecret': () => found({ ARN: arn, Name: 'db' }) },
    );
    expect(asked).toContainEqual(['secretsmanager:DescribeSecret', { 'secret-id': 'db' }]);
    expect(asked).toContainEqual(['secretsmanager:DescribeSecret', { 'secret-id': arn }]);
    expect(values).toEqual({ arn, name: 'db' });
  });

  it('of an image and its repository', async () => {
    const { asked, values } = await told(
      `data "aws_ecr_image" "i" {
  repository_name = "api"
  image_tag       = "stable"
  registry_id     = "210987654321"
}
data "aws_ecr_repository" "r" {
  name = "api"
}`,
      {
        uri: 'data.aws_ecr_image.i.image_uri',
        pushed: 'data.aws_ecr_image.i.image_pushed_at',
        mutability: 'data.aws_ecr_repository.r.image_tag_mutability',
      },
      {
        'ecr:DescribeImages': () =>
          found({
            imageDigest: 'sha256:abc',
            registryId: '210987654321',
            imagePushedAt: new Date('2026-01-01T00:00:00Z'),
          }),
        'ecr:DescribeRepositories': () => found({ repositoryName: 'api', imageTagMutability: 'IMMUTABLE' }),
      },
    );
    expect(asked).toContainEqual([
      'ecr:DescribeImages',
      { repository: 'api', 'image-tag': 'stable', registry: '210987654321' },
    ]);
    expect(values).toEqual({
      uri: '210987654321.dkr.ecr.us-east-1.amazonaws.com/api@sha256:abc',
      pushed: 1767225600,
      mutability: 'IMMUTABLE',
    });
  });

  it('of a role with a path', async () => {
    const { asked, values } = await told(
      'data "aws_iam_role" "r" {\n  name = "task"\n}',
      { arn: 'data.aws_iam_role.r.arn' },
      {
        'iam:GetRole': () =>
          found({ Arn: 'arn:aws:iam::123456789012:role/app/task', RoleName: 'task', Path: '/app/', RoleId: 'R' }),
      },
    );
    expect(asked).toEqual([['iam:GetRole', { 'role-name': 'task' }]]);
    expect(values['arn']).toBe('arn:aws:iam::123456789012:role/app/task');
  });
});

describe('what is not told', () => {
  const vpc = 'data "aws_vpc" "v" {\n  tags = { Name = "main" }\n}';
  const id = { id: 'data.aws_vpc.v.id' };
  const filledBy = ['vpc-', { of: 'lower-alphanumeric', least: 1 }];
  const because = { kind: 'data', address: 'data.aws_vpc.v', path: ['id'], filledBy };

  it('has what AWS said as its reason', async () => {
    const { values } = await told(vpc, id, { 'ec2:DescribeVpcs': () => denied('ec2:DescribeVpcs') });
    expect(values['id']).toEqual({ ...because, problem: { kind: 'denied', action: 'ec2:DescribeVpcs' } });
  });

  it('names what fits when several do', async () => {
    const { values } = await told(vpc, id, {
      'ec2:DescribeVpcs': () => found([{ VpcId: 'vpc-1' }, { VpcId: 'vpc-2' }]),
    });
    expect(values['id']).toEqual({ ...because, candidates: ['vpc-1', 'vpc-2'] });
  });

  it('says that nothing fits', async () => {
    expect((await told(vpc, id, {})).values['id']).toEqual({ ...because, candidates: [] });
  });

  it('keeps what a formula tells of it', async () => {
    const { values } = await told(
      'data "aws_secretsmanager_secret" "s" {\n  name = "db"\n}',
      { arn: 'data.aws_secretsmanager_secret.s.arn' },
      { 'secretsmanager:DescribeSecret': () => denied('secretsmanager:DescribeSecret') },
    );
    expect(values['arn']).toEqual([
      'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-',
      expect.objectContaining({ problem: { kind: 'denied', action: 'secretsmanager:DescribeSecret' } }),
    ]);
  });

  it('is two filters of one name', async () => {
    const { asked } = await told(
      `data "aws_subnet" "s" {
  vpc_id = "vpc-1"
  filter {
    name   = "vpc-id"
    values = ["vpc-2"]
  }
}`,
      { id: 'data.aws_subnet.s.id' },
      {},
    );
    expect(asked).toEqual([]);
  });
});

describe('a state', () => {
  it('stands before formulas and behind AWS', async () => {
    const text = (value: string) => ({ kind: 'string', value }) as const;
    const applied = new Map([
      ['aws_sqs_queue.q', new Map([['arn', text('arn:from:the:state')]])],
      ['data.aws_vpc.v', new Map([['id', text('vpc-old')]])],
    ]);
    const source = 'resource "aws_sqs_queue" "q" {\n  name = "jobs"\n}\ndata "aws_vpc" "v" {\n  default = true\n}\n';
    const { value, asked } = await understand(
      `${source}${depending({ arn: 'aws_sqs_queue.q.arn', cidr: 'data.aws_vpc.v.cidr_block', id: 'data.aws_vpc.v.id' })}`,
      { 'ec2:DescribeVpcs': () => found([{ VpcId: 'vpc-new', CidrBlock: '10.0.0.0/16' }]) },
      { applied },
    );
    expect(plainWithCauses(value('arn'))).toBe('arn:from:the:state');
    expect(plainWithCauses(value('id'))).toBe('vpc-new');
    expect(asked).toHaveLength(1);
  });
});
