import { describe, expect, it } from 'vitest';
import { patternOf, readString } from '../../../src/model/declared.ts';
import { matchesPattern, type TextPattern } from '../../../src/model/pattern.ts';
import type { RunPlace } from '../../../src/model/place.ts';
import type { ProviderConfiguration, ResolvedBody, Resource, Stack } from '../../../src/model/stack.ts';
import type { TerraformValue, Unknown } from '../../../src/model/value.ts';
import { bool, number, string, template, unknown } from '../../../src/terraform/evaluate/value.ts';
import { deriveAttributes } from '../../../src/terraform/predicted/predict.ts';
import { type DerivedAttribute, derivedAttributes } from '../../../src/terraform/predicted/table.ts';

/*
 * What is expected is written from AWS's documents (the ARN formats of the Service Authorization Reference), here or as
 * an example beside a row: it is never made from the row's formula.
 */

const start = { line: 1, column: 1, offset: 0 };
const at = { file: 'main.tf', start, end: start };
const place = { account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const because: Unknown = { kind: 'variable', module: '', name: 'unset' };
const unset = unknown(because);

type Arguments = Readonly<Record<string, string | number | TerraformValue>>;

const valueFrom = (argument: string | number | TerraformValue): TerraformValue => {
  if (typeof argument === 'string') return string(argument);
  return typeof argument === 'number' ? number(argument) : argument;
};

const bodyOf = (given: Arguments, blocks: ResolvedBody['blocks'] = new Map()): ResolvedBody => ({
  attributes: new Map(Object.entries(given).map(([name, value]) => [name, { value: valueFrom(value), at }])),
  blocks,
});

/** `type` begins with `data.` for a data source. */
function resourceOf(type: string, given: Arguments, more: Partial<Resource> = {}): Resource {
  const mode = type.startsWith('data.') ? 'data' : 'managed';
  return {
    address: `${type}.this`,
    mode,
    type: type.replace(/^data\./, ''),
    name: 'this',
    module: '',
    at,
    body: bodyOf(given),
    ignoreChanges: [],
    ...more,
  };
}

const stackOf = (resources: readonly Resource[], providers: readonly ProviderConfiguration[] = []): Stack => ({
  directory: '.',
  workspace: 'default',
  resources,
  providers,
  holes: [],
  diagnostics: [],
  unsetVariables: [],
  run: place,
});

/** Strings as they are, a hole as `<what it comes from>`. */
function shown(value: TerraformValue | undefined): string | undefined {
  const hole = (why: Unknown): string => {
    if (why.kind === 'resource' || why.kind === 'data') return `<${why.path.join('.')}>`;
    return why.kind === 'variable' ? `<var.${why.name}>` : `<${why.kind}>`;
  };
  if (value?.kind === 'string') return value.value;
  if (value?.kind === 'unknown') return hole(value.because);
  if (value?.kind !== 'template') return undefined;
  return value.parts.map((part) => (typeof part === 'string' ? part : hole(part.because))).join('');
}

function derive(type: string, given: Arguments, where: RunPlace = place): Record<string, string | undefined> {
  const resource = resourceOf(type, given);
  const attributes = deriveAttributes({ ...stackOf([resource]), run: where }).get(resource.address) ?? new Map();
  return Object.fromEntries([...attributes].map(([name, value]) => [name, shown(value)]));
}

const cases: readonly (readonly [type: string, given: Arguments, expected: Record<string, string>])[] = [
  [
    'aws_ssm_parameter',
    { name: '/app/key' },
    { arn: 'arn:aws:ssm:eu-west-1:123456789012:parameter/app/key', id: '/app/key' },
  ],
  ['aws_ssm_parameter', { name: 'key' }, { arn: 'arn:aws:ssm:eu-west-1:123456789012:parameter/key', id: 'key' }],
  [
    'data.aws_ssm_parameter',
    { name: '/app/key' },
    { arn: 'arn:aws:ssm:eu-west-1:123456789012:parameter/app/key', id: '/app/key' },
  ],
  [
    'aws_secretsmanager_secret',
    { name: 'app/db' },
    {
      arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/db-<arn>',
      id: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/db-<id>',
    },
  ],
  [
    'data.aws_secretsmanager_secret',
    { name: 'app/db' },
    {
      arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/db-<arn>',
      id: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/db-<id>',
    },
  ],
  [
    'data.aws_secretsmanager_secret',
    { arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf' },
    { id: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf' },
  ],
  [
    'aws_secretsmanager_secret_version',
    { secret_id: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf' },
    { arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf' },
  ],
  [
    'data.aws_secretsmanager_secret_version',
    { secret_id: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf' },
    { arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf' },
  ],
  [
    'aws_ecr_repository',
    { name: 'team/api' },
    {
      arn: 'arn:aws:ecr:eu-west-1:123456789012:repository/team/api',
      repository_url: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/api',
      registry_id: '123456789012',
      id: 'team/api',
    },
  ],
  [
    'data.aws_ecr_repository',
    { name: 'api' },
    {
      arn: 'arn:aws:ecr:eu-west-1:123456789012:repository/api',
      repository_url: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/api',
      registry_id: '123456789012',
      id: 'api',
    },
  ],
  [
    'data.aws_ecr_repository',
    { name: 'api', registry_id: '210987654321' },
    {
      arn: 'arn:aws:ecr:eu-west-1:210987654321:repository/api',
      repository_url: '210987654321.dkr.ecr.eu-west-1.amazonaws.com/api',
      id: 'api',
    },
  ],
  [
    'data.aws_ecr_image',
    { repository_name: 'api', image_tag: 'v7' },
    { image_uri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/api@<image_uri>' },
  ],
  [
    'data.aws_ecr_image',
    { repository_name: 'api', image_digest: 'sha256:abc' },
    { image_uri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:abc' },
  ],
  ['aws_iam_role', { name: 'task' }, { arn: 'arn:aws:iam::123456789012:role/task', id: 'task' }],
  [
    'aws_iam_role',
    { name: 'task', path: '/app/blue/' },
    { arn: 'arn:aws:iam::123456789012:role/app/blue/task', id: 'task' },
  ],
  [
    'aws_iam_role',
    { name_prefix: 'task-' },
    { arn: 'arn:aws:iam::123456789012:role/task-<arn>', id: 'task-<id>', name: 'task-<name>' },
  ],
  [
    'aws_iam_role',
    {},
    { arn: 'arn:aws:iam::123456789012:role/terraform-<arn>', id: 'terraform-<id>', name: 'terraform-<name>' },
  ],
  ['data.aws_iam_role', { name: 'task' }, { arn: 'arn:aws:iam::123456789012:role/<arn>task', id: 'task' }],
  [
    'aws_iam_policy',
    { name: 'read', path: '/app/' },
    { arn: 'arn:aws:iam::123456789012:policy/app/read', id: 'arn:aws:iam::123456789012:policy/app/read' },
  ],
  [
    'aws_iam_instance_profile',
    { name: 'node' },
    { arn: 'arn:aws:iam::123456789012:instance-profile/node', id: 'node' },
  ],
  ['aws_iam_user', { name: 'ci' }, { arn: 'arn:aws:iam::123456789012:user/ci', id: 'ci' }],
  ['aws_iam_group', { name: 'dev', path: '/a/' }, { arn: 'arn:aws:iam::123456789012:group/a/dev', id: 'dev' }],
  [
    'aws_ecs_cluster',
    { name: 'main' },
    {
      arn: 'arn:aws:ecs:eu-west-1:123456789012:cluster/main',
      id: 'arn:aws:ecs:eu-west-1:123456789012:cluster/main',
    },
  ],
  [
    'data.aws_ecs_cluster',
    { cluster_name: 'main' },
    {
      arn: 'arn:aws:ecs:eu-west-1:123456789012:cluster/main',
      id: 'arn:aws:ecs:eu-west-1:123456789012:cluster/main',
    },
  ],
  [
    'aws_ecs_service',
    { name: 'api', cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/main' },
    {
      arn: 'arn:aws:ecs:eu-west-1:123456789012:service/main/api',
      id: 'arn:aws:ecs:eu-west-1:123456789012:service/main/api',
    },
  ],
  [
    'aws_ecs_service',
    { name: 'api', cluster: 'main' },
    {
      arn: 'arn:aws:ecs:eu-west-1:123456789012:service/main/api',
      id: 'arn:aws:ecs:eu-west-1:123456789012:service/main/api',
    },
  ],
  [
    'aws_ecs_service',
    { name: 'api' },
    {
      arn: 'arn:aws:ecs:eu-west-1:123456789012:service/default/api',
      id: 'arn:aws:ecs:eu-west-1:123456789012:service/default/api',
    },
  ],
  [
    'aws_ecs_task_definition',
    { family: 'api' },
    { arn_without_revision: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/api', id: 'api' },
  ],
  [
    'aws_ecs_capacity_provider',
    { name: 'gpu' },
    {
      arn: 'arn:aws:ecs:eu-west-1:123456789012:capacity-provider/gpu',
      id: 'arn:aws:ecs:eu-west-1:123456789012:capacity-provider/gpu',
    },
  ],
  [
    'aws_cloudwatch_log_group',
    { name: '/ecs/api' },
    { arn: 'arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/api', id: '/ecs/api' },
  ],
  [
    'data.aws_cloudwatch_log_group',
    { name: '/ecs/api' },
    { arn: 'arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/api', id: '/ecs/api' },
  ],
  [
    'aws_cloudwatch_metric_alarm',
    { alarm_name: 'errors' },
    { arn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors', id: 'errors' },
  ],
  [
    'aws_s3_bucket',
    { bucket: 'data' },
    { arn: 'arn:aws:s3:::data', id: 'data', bucket_domain_name: 'data.s3.amazonaws.com' },
  ],
  [
    'aws_s3_bucket',
    { bucket_prefix: 'data-' },
    {
      arn: 'arn:aws:s3:::data-<arn>',
      id: 'data-<id>',
      bucket: 'data-<bucket>',
      bucket_domain_name: 'data-<bucket_domain_name>.s3.amazonaws.com',
    },
  ],
  [
    'data.aws_s3_bucket',
    { bucket: 'data' },
    { arn: 'arn:aws:s3:::data', id: 'data', bucket_domain_name: 'data.s3.amazonaws.com' },
  ],
  [
    'aws_sqs_queue',
    { name: 'jobs.fifo' },
    {
      arn: 'arn:aws:sqs:eu-west-1:123456789012:jobs.fifo',
      id: 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs.fifo',
      url: 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs.fifo',
    },
  ],
  [
    'data.aws_sqs_queue',
    { name: 'jobs' },
    {
      arn: 'arn:aws:sqs:eu-west-1:123456789012:jobs',
      id: 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs',
      url: 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs',
    },
  ],
  [
    'aws_sns_topic',
    { name: 'alerts' },
    {
      arn: 'arn:aws:sns:eu-west-1:123456789012:alerts',
      id: 'arn:aws:sns:eu-west-1:123456789012:alerts',
    },
  ],
  [
    'data.aws_sns_topic',
    { name: 'alerts' },
    { arn: 'arn:aws:sns:eu-west-1:123456789012:alerts', id: 'arn:aws:sns:eu-west-1:123456789012:alerts' },
  ],
  [
    'aws_kinesis_stream',
    { name: 'events' },
    {
      arn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/events',
      id: 'arn:aws:kinesis:eu-west-1:123456789012:stream/events',
    },
  ],
  [
    'aws_kinesis_firehose_delivery_stream',
    { name: 'events' },
    {
      arn: 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/events',
      id: 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/events',
    },
  ],
  [
    'aws_lambda_function',
    { function_name: 'resize' },
    { arn: 'arn:aws:lambda:eu-west-1:123456789012:function:resize', id: 'resize' },
  ],
  [
    'aws_sfn_state_machine',
    { name: 'flow' },
    {
      arn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:flow',
      id: 'arn:aws:states:eu-west-1:123456789012:stateMachine:flow',
    },
  ],
  ['aws_kms_alias', { name: 'alias/app' }, { arn: 'arn:aws:kms:eu-west-1:123456789012:alias/app', id: 'alias/app' }],
  [
    'aws_kms_alias',
    { name_prefix: 'alias/app-' },
    { arn: 'arn:aws:kms:eu-west-1:123456789012:alias/app-<arn>', id: 'alias/app-<id>', name: 'alias/app-<name>' },
  ],
  ['data.aws_kms_alias', { name: 'alias/app' }, { arn: 'arn:aws:kms:eu-west-1:123456789012:alias/app' }],
  ['aws_dynamodb_table', { name: 'jobs' }, { arn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/jobs', id: 'jobs' }],
  [
    'data.aws_dynamodb_table',
    { name: 'jobs' },
    { arn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/jobs', id: 'jobs' },
  ],
  [
    'aws_db_instance',
    { identifier: 'app', port: 5432 },
    {
      arn: 'arn:aws:rds:eu-west-1:123456789012:db:app',
      address: 'app.<address>.eu-west-1.rds.amazonaws.com',
      endpoint: 'app.<endpoint>.eu-west-1.rds.amazonaws.com:5432',
    },
  ],
  [
    'aws_db_instance',
    { identifier_prefix: 'app-' },
    {
      arn: 'arn:aws:rds:eu-west-1:123456789012:db:app-<arn>',
      identifier: 'app-<identifier>',
      address: 'app-<address>.<address>.eu-west-1.rds.amazonaws.com',
      endpoint: 'app-<endpoint>.<endpoint>.eu-west-1.rds.amazonaws.com:<endpoint>',
    },
  ],
  [
    'aws_rds_cluster',
    { cluster_identifier: 'app' },
    {
      arn: 'arn:aws:rds:eu-west-1:123456789012:cluster:app',
      id: 'app',
      endpoint: 'app.cluster-<endpoint>.eu-west-1.rds.amazonaws.com',
      reader_endpoint: 'app.cluster-ro-<reader_endpoint>.eu-west-1.rds.amazonaws.com',
    },
  ],
  [
    'aws_rds_cluster',
    { cluster_identifier_prefix: 'app-' },
    {
      arn: 'arn:aws:rds:eu-west-1:123456789012:cluster:app-<arn>',
      id: 'app-<id>',
      cluster_identifier: 'app-<cluster_identifier>',
      endpoint: 'app-<endpoint>.cluster-<endpoint>.eu-west-1.rds.amazonaws.com',
      reader_endpoint: 'app-<reader_endpoint>.cluster-ro-<reader_endpoint>.eu-west-1.rds.amazonaws.com',
    },
  ],
  ['aws_db_subnet_group', { name: 'db' }, { arn: 'arn:aws:rds:eu-west-1:123456789012:subgrp:db', id: 'db' }],
  [
    'aws_elasticache_replication_group',
    { replication_group_id: 'Redis' },
    { arn: 'arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:redis', id: 'redis' },
  ],
  [
    'aws_elasticache_cluster',
    { cluster_id: 'redis' },
    { arn: 'arn:aws:elasticache:eu-west-1:123456789012:cluster:redis', id: 'redis' },
  ],
  [
    'aws_opensearch_domain',
    { domain_name: 'logs' },
    {
      arn: 'arn:aws:es:eu-west-1:123456789012:domain/logs',
      id: 'arn:aws:es:eu-west-1:123456789012:domain/logs',
    },
  ],
  ...(['aws_lb_target_group', 'aws_alb_target_group'] as const).map(
    (type) =>
      [
        type,
        { name: 'api' },
        {
          arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/<arn>',
          id: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/<id>',
          arn_suffix: 'targetgroup/api/<arn_suffix>',
        },
      ] as const,
  ),
  [
    'data.aws_lb_target_group',
    { name: 'api' },
    { arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/<arn>' },
  ],
  [
    'data.aws_lb_target_group',
    { arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/0123456789abcdef' },
    { id: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/0123456789abcdef' },
  ],
  ...(['aws_lb', 'aws_alb'] as const).map(
    (type) =>
      [
        type,
        { name: 'web', load_balancer_type: 'network' },
        {
          arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/web/<arn>',
          id: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/web/<id>',
          arn_suffix: 'net/web/<arn_suffix>',
        },
      ] as const,
  ),
  [
    'aws_lb',
    { name_prefix: 'web-' },
    {
      arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web-<arn>/<arn>',
      id: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web-<id>/<id>',
      arn_suffix: 'app/web-<arn_suffix>/<arn_suffix>',
    },
  ],
  [
    'data.aws_lb',
    { name: 'web' },
    { arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/<arn>/web/<arn>' },
  ],
  [
    'data.aws_lb',
    { arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0123456789abcdef' },
    { id: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0123456789abcdef' },
  ],
  [
    'aws_security_group',
    { id: 'sg-1' },
    { arn: 'arn:aws:ec2:eu-west-1:123456789012:security-group/sg-1', name: 'terraform-<name>' },
  ],
  ...(
    [
      ['aws_vpc', 'ec2', 'vpc/vpc-'],
      ['aws_subnet', 'ec2', 'subnet/subnet-'],
      ['aws_ec2_managed_prefix_list', 'ec2', 'prefix-list/pl-'],
      ['aws_efs_file_system', 'elasticfilesystem', 'file-system/fs-'],
      ['data.aws_efs_file_system', 'elasticfilesystem', 'file-system/fs-'],
      ['aws_efs_access_point', 'elasticfilesystem', 'access-point/fsap-'],
      ['data.aws_efs_access_point', 'elasticfilesystem', 'access-point/fsap-'],
      ['aws_service_discovery_service', 'servicediscovery', 'service/srv-'],
      ['aws_service_discovery_http_namespace', 'servicediscovery', 'namespace/ns-'],
      ['aws_service_discovery_private_dns_namespace', 'servicediscovery', 'namespace/ns-'],
      ['aws_service_discovery_public_dns_namespace', 'servicediscovery', 'namespace/ns-'],
    ] as const
  ).map(
    ([type, service, rest]) =>
      [type, {}, { id: '<id>', arn: `arn:aws:${service}:eu-west-1:123456789012:${rest}<arn>` }] as const,
  ),
  ...(
    [
      ['data.aws_security_group', 'security-group/sg-'],
      ['data.aws_vpc', 'vpc/vpc-'],
      ['data.aws_subnet', 'subnet/subnet-'],
      ['data.aws_ec2_managed_prefix_list', 'prefix-list/pl-'],
      ['data.aws_prefix_list', 'prefix-list/pl-'],
    ] as const
  ).map(
    ([type, rest]) =>
      [
        type,
        { owner_id: '210987654321' },
        { id: '<id>', arn: `arn:aws:ec2:eu-west-1:210987654321:${rest}<arn>` },
      ] as const,
  ),
  [
    'aws_security_group',
    { name: 'a' },
    { id: '<id>', arn: 'arn:aws:ec2:eu-west-1:123456789012:security-group/sg-<arn>' },
  ],
  ['aws_launch_template', { name_prefix: 'app-' }, { id: '<id>', name: 'app-<name>' }],
  ['aws_autoscaling_group', { name_prefix: 'app-' }, { id: 'app-<id>', name: 'app-<name>' }],
  [
    'aws_db_subnet_group',
    { name_prefix: 'db-' },
    {
      arn: 'arn:aws:rds:eu-west-1:123456789012:subgrp:db-<arn>',
      id: 'db-<id>',
      name: 'db-<name>',
    },
  ],
  ['aws_kms_key', {}, { arn: 'arn:aws:kms:eu-west-1:123456789012:key/<arn>', id: '<id>', key_id: '<key_id>' }],
  [
    'aws_acm_certificate',
    { domain_name: 'example.com' },
    {
      arn: 'arn:aws:acm:eu-west-1:123456789012:certificate/<arn>',
      id: 'arn:aws:acm:eu-west-1:123456789012:certificate/<id>',
    },
  ],
  [
    'data.aws_security_group',
    { id: 'sg-1', owner_id: '210987654321' },
    { arn: 'arn:aws:ec2:eu-west-1:210987654321:security-group/sg-1' },
  ],
  ['data.aws_vpc', { id: 'vpc-1', owner_id: '210987654321' }, { arn: 'arn:aws:ec2:eu-west-1:210987654321:vpc/vpc-1' }],
];

/** Types whose name the provider makes up, and the argument that tells it. */
const unnamed = [
  ['aws_iam_policy', 'name'],
  ['aws_iam_instance_profile', 'name'],
  ['aws_secretsmanager_secret', 'name'],
  ['aws_cloudwatch_log_group', 'name'],
  ['aws_sqs_queue', 'name'],
  ['aws_sns_topic', 'name'],
  ['aws_sfn_state_machine', 'name'],
  ['aws_s3_bucket', 'bucket'],
] as const;

const typesOf = ({ mode, types }: DerivedAttribute): readonly string[] =>
  types.map((type) => (mode === 'data' ? `data.${type}` : type));
const examples = derivedAttributes.flatMap((row) =>
  typesOf(row).flatMap((type) =>
    (row.examples ?? []).map((example) => ({ type, attribute: row.attribute, ...example })),
  ),
);

describe('the table', () => {
  it.each(examples)('$type.$attribute of $given', ({ type, attribute, given, gives }) => {
    expect(derive(type, given)[attribute]?.replaceAll(/<[^>]*>/g, '*')).toBe(gives);
  });

  it.each(cases)('%s %j', (type, given, expected) => {
    expect(derive(type, given)).toEqual(expected);
  });

  it.each(unnamed)('knows how the %s begins that is given no %s', (type, argument) => {
    expect(derive(type, {})[argument]).toBe(`terraform-<${argument}>`);
    expect(derive(type, { [`${argument}_prefix`]: 'app-' })[argument]).toBe(`app-<${argument}>`);
  });

  it('has a case for every row', () => {
    const covered = new Set([
      ...unnamed.map((row) => row.join('.')),
      ...examples.map(({ type, attribute }) => `${type}.${attribute}`),
      ...cases.flatMap(([type, , expected]) => Object.keys(expected).map((name) => `${type}.${name}`)),
    ]);
    const rows = derivedAttributes.flatMap((row) => typesOf(row).map((type) => `${type}.${row.attribute}`));
    expect(rows.filter((row) => !covered.has(row))).toEqual([]);
  });

  it('says where each form is documented', () => {
    for (const { source } of derivedAttributes) expect(source).toMatch(/^https:\/\/[a-z.]+\/\S+$/);
  });
});

const unique = '20240102030405678900000001';
const uuid = '1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d';

/** Types, their arguments, one attribute of them, and values that it can have, or cannot. */
const forms: readonly (readonly [
  type: string,
  given: Arguments,
  attribute: string,
  can: readonly string[],
  cannot: readonly string[],
])[] = [
  [
    'aws_secretsmanager_secret',
    { name: 'prod/db' },
    'arn',
    ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf'],
    [
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-readonly-AbCdEf',
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdE',
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db',
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf:password::',
    ],
  ],
  [
    'aws_secretsmanager_secret',
    { name_prefix: 'db-' },
    'id',
    [`arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-${unique}-AbCdEf`],
    ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-main-AbCdEf'],
  ],
  [
    'data.aws_secretsmanager_secret',
    { name: 'db' },
    'arn',
    ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf'],
    ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-x-AbCdEf'],
  ],
  ['aws_iam_role', { name_prefix: 'orders-' }, 'name', [`orders-${unique}`], ['orders-admin', `orders-x${unique}`]],
  ['aws_iam_role', {}, 'name', [`terraform-${unique}`], ['terraform-admin', 'orders']],
  [
    'aws_iam_policy',
    { name_prefix: 'p-', path: '/a/' },
    'arn',
    [`arn:aws:iam::123456789012:policy/a/p-${unique}`],
    ['arn:aws:iam::123456789012:policy/a/p-admin'],
  ],
  ['aws_iam_instance_profile', { name_prefix: 'p-' }, 'name', [`p-${unique}`], ['p-admin']],
  [
    'data.aws_iam_role',
    { name: 'app' },
    'arn',
    ['arn:aws:iam::123456789012:role/app', 'arn:aws:iam::123456789012:role/a/b/app'],
    ['arn:aws:iam::123456789012:role/other-app', 'arn:aws:iam::123456789012:role/a/b-app'],
  ],
  ['aws_cloudwatch_log_group', { name_prefix: '/ecs/' }, 'name', [`/ecs/${unique}`], ['/ecs/api', `/ecs/${unique}:*`]],
  ['aws_s3_bucket', { bucket_prefix: 'logs-' }, 'bucket', [`logs-${unique}`], ['logs-prod']],
  [
    'aws_s3_bucket',
    { bucket_prefix: 'logs-' },
    'bucket_domain_name',
    [`logs-${unique}.s3.amazonaws.com`],
    ['logs-prod.s3.amazonaws.com'],
  ],
  ['aws_sqs_queue', { name_prefix: 'jobs-' }, 'name', [`jobs-${unique}`], [`jobs-${unique}.fifo`, 'jobs-high']],
  ['aws_sqs_queue', { name_prefix: 'jobs-', fifo_queue: 'true' }, 'name', [`jobs-${unique}.fifo`], [`jobs-${unique}`]],
  [
    'aws_sqs_queue',
    { fifo_queue: 'true' },
    'url',
    [`https://sqs.eu-west-1.amazonaws.com/123456789012/terraform-${unique}.fifo`],
    [`https://sqs.eu-west-1.amazonaws.com/123456789012/terraform-${unique}`],
  ],
  // It is not known whether it is a FIFO queue.
  [
    'aws_sqs_queue',
    { name_prefix: 'jobs-', fifo_queue: unset },
    'name',
    [`jobs-${unique}`, `jobs-${unique}.fifo`],
    ['job-1'],
  ],
  [
    'aws_sns_topic',
    { name_prefix: 'news-' },
    'arn',
    [`arn:aws:sns:eu-west-1:123456789012:news-${unique}`],
    [`arn:aws:sns:eu-west-1:123456789012:news-${unique}.fifo`, 'arn:aws:sns:eu-west-1:123456789012:news-eu'],
  ],
  [
    'aws_sns_topic',
    { name_prefix: 'news-', fifo_topic: bool(true) },
    'arn',
    [`arn:aws:sns:eu-west-1:123456789012:news-${unique}.fifo`],
    [`arn:aws:sns:eu-west-1:123456789012:news-${unique}`],
  ],
  ['aws_sfn_state_machine', { name_prefix: 'flow-' }, 'name', [`flow-${unique}`], ['flow-a']],
  ['aws_kms_alias', { name_prefix: 'alias/app-' }, 'name', [`alias/app-${unique}`], ['alias/app-main']],
  ['aws_kms_alias', {}, 'name', [`alias/${unique}`], ['alias/app']],
  ['aws_db_instance', { identifier_prefix: 'app-', engine: 'postgres' }, 'identifier', [`app-${unique}`], ['app-main']],
  ['aws_db_instance', {}, 'identifier', [`terraform-${unique}`], ['app-main']],
  [
    'aws_db_instance',
    { identifier: 'app' },
    'endpoint',
    ['app.cabcdefghijk.eu-west-1.rds.amazonaws.com:5432'],
    [
      'app.cabcdefghijk.eu-west-1.rds.amazonaws.com:port',
      'app.proxy-cabcdefghijk.eu-west-1.rds.amazonaws.com:5432',
      'app.a.b.eu-west-1.rds.amazonaws.com:5432',
    ],
  ],
  ['aws_rds_cluster', {}, 'cluster_identifier', [`tf-${unique}`], ['app']],
  [
    'aws_rds_cluster',
    { cluster_identifier: 'app' },
    'endpoint',
    ['app.cluster-cabcdefghijk.eu-west-1.rds.amazonaws.com'],
    ['app.cluster-ro-cabcdefghijk.eu-west-1.rds.amazonaws.com', 'app.cabcdefghijk.eu-west-1.rds.amazonaws.com'],
  ],
  ['aws_db_subnet_group', { name_prefix: 'db-' }, 'name', [`db-${unique}`], ['db-main']],
  [
    'aws_lb_target_group',
    { name_prefix: 'api-' },
    'arn_suffix',
    [`targetgroup/api-${unique}/0123456789abcdef`],
    ['targetgroup/api-blue/0123456789abcdef'],
  ],
  [
    'aws_lb_target_group',
    {},
    'arn_suffix',
    [`targetgroup/tf-${unique}/0123456789abcdef`],
    ['targetgroup/api/0123456789abcdef'],
  ],
  ['aws_lb', { name: 'web' }, 'arn_suffix', ['app/web/0123456789abcdef'], ['app/web/0123456789abcdef/x', 'app/web/']],
  ['aws_lb', {}, 'arn_suffix', [`app/tf-lb-${unique}/0123456789abcdef`], ['app/web/0123456789abcdef']],
  [
    'data.aws_lb',
    { name: 'web' },
    'arn',
    ['arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/web/0123456789abcdef'],
    ['arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/web/0123456789abcdef'],
  ],
  [
    'aws_security_group',
    { name: 'a' },
    'id',
    ['sg-0a1b2c3d', 'sg-0a1b2c3d4e5f60718'],
    ['subnet-0a1b2c3d', 'sg-', 'sg-1,sg-2'],
  ],
  ['aws_security_group', { name_prefix: 'a-' }, 'name', [`a-${unique}`], ['a-b']],
  ['data.aws_subnet', {}, 'id', ['subnet-0a1b2c3d'], ['vpc-0a1b2c3d']],
  ['aws_efs_file_system', {}, 'id', ['fs-0a1b2c3d'], ['fsap-0a1b2c3d']],
  [
    'aws_efs_access_point',
    {},
    'arn',
    ['arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-0a1b'],
    ['arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-0a1b'],
  ],
  [
    'aws_service_discovery_service',
    {},
    'arn',
    ['arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-abcdefghijklmnop'],
    ['arn:aws:servicediscovery:eu-west-1:123456789012:namespace/ns-abcdefghijklmnop'],
  ],
  [
    'aws_kms_key',
    {},
    'arn',
    [
      `arn:aws:kms:eu-west-1:123456789012:key/${uuid}`,
      'arn:aws:kms:eu-west-1:123456789012:key/mrk-1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d',
    ],
    ['arn:aws:kms:eu-west-1:123456789012:alias/app', 'arn:aws:kms:eu-west-1:123456789012:key/app'],
  ],
  [
    'aws_acm_certificate',
    {},
    'arn',
    [`arn:aws:acm:eu-west-1:123456789012:certificate/${uuid}`],
    [`arn:aws:acm:eu-west-1:123456789012:certificate/${uuid}/x`],
  ],
  [
    'data.aws_ecr_image',
    { repository_name: 'api' },
    'image_uri',
    [`123456789012.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:${'0a'.repeat(32)}`],
    [
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:0a',
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com/api:1',
    ],
  ],
];

const drawn: typeof forms = [
  ['random_id', { byte_length: 4 }, 'hex', ['0a1b2c3d'], ['0a1b2c3', '0a1b2c3d4e', '0a1b2c3z']],
  ['random_id', { byte_length: 2, prefix: 'app-' }, 'hex', ['app-0a1b'], ['0a1b', 'app-prod']],
  ['random_string', { length: 6, special: bool(false) }, 'result', ['aB3dE6'], ['aB3dE', 'aB3d-6']],
  ['random_string', { length: 4, special: bool(false), upper: bool(false) }, 'id', ['a3b4'], ['A3b4']],
  ['random_uuid', {}, 'result', [uuid], ['prod']],
];

describe('what only AWS or the provider can tell', () => {
  const patternIn = (type: string, given: Arguments, attribute: string, where: RunPlace = place): TextPattern => {
    const resource = resourceOf(type, given);
    const derived = deriveAttributes({ ...stackOf([resource]), run: where }).get(resource.address);
    const read = readString(derived?.get(attribute));
    if (read === undefined || read.state === 'known') throw new Error(`${type}.${attribute} has no hole`);
    return patternOf(read);
  };

  it.each([...forms, ...drawn])('of %s %j is what %s can be', (type, given, attribute, can, cannot) => {
    const pattern = patternIn(type, given, attribute);
    expect(can.filter((text) => !matchesPattern(text, pattern))).toEqual([]);
    expect(cannot.filter((text) => matchesPattern(text, pattern))).toEqual([]);
  });

  it('is all that is made up of a SQL Server’s name, which is cut off', () => {
    const derived = derive('aws_db_instance', { identifier_prefix: 'reporting-server-', engine: 'sqlserver-ex' });
    expect(derived['identifier']).toBeUndefined();
    expect(derived['arn']).toBe('arn:aws:rds:eu-west-1:123456789012:db:<arn>');
  });

  it('is anything where the arguments do not tell its form', () => {
    expect(derive('random_string', { length: 6 })).toEqual({});
    expect(derive('random_string', { length: unset, special: bool(false) })).toEqual({});
    expect(derive('random_id', { byte_length: unset })).toEqual({});
    expect(derive('random_id', { byte_length: 4, prefix: unset })).toEqual({});
    expect(derive('random_pet', {})).toEqual({});
  });

  it('of a place is one part of the ARN', () => {
    const pattern = patternIn('aws_sns_topic', { name: 'news' }, 'arn', {});
    expect(matchesPattern('arn:aws:sns:eu-west-1:123456789012:news', pattern)).toBe(true);
    expect(matchesPattern('arn:aws:sns:eu-west-1:123456789012:old:news', pattern)).toBe(false);
    expect(matchesPattern('arn:aws:sns:eu-west-1:shared:news', pattern)).toBe(false);
  });
});

describe('arguments', () => {
  it('leave open what is not known of them', () => {
    const name = template(['/app/', unset, '/key']);
    expect(derive('aws_ssm_parameter', { name })).toEqual({
      arn: 'arn:aws:ssm:eu-west-1:123456789012:parameter/app/<var.unset>/key',
      id: '/app/<var.unset>/key',
    });
    expect(derive('aws_ecr_repository', { name: unset })['repository_url']).toBe(
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com/<var.unset>',
    );
  });

  it('that are wholly unknown pass on why', () => {
    expect(derive('aws_iam_role', { name: unset })['id']).toBe('<var.unset>');
  });

  it('say nothing where only the whole counts', () => {
    expect(derive('aws_ecs_task_definition', { family: template(['api-', unset]) })).toEqual({});
  });

  it('that are missing tell nothing', () => {
    expect(derive('aws_ssm_parameter', {})).toEqual({});
    expect(derive('aws_ssm_parameter', { name: '' })).toEqual({});
    expect(derive('aws_ecs_cluster', { tags: 'a' })).toEqual({});
  });

  it('that `ignore_changes` names tell nothing of what is there', () => {
    const role = (ignoreChanges: Resource['ignoreChanges'], given: Arguments) => {
      const resource = resourceOf('aws_iam_role', given, { ignoreChanges });
      const attributes = deriveAttributes(stackOf([resource])).get(resource.address) ?? new Map();
      return Object.fromEntries([...attributes].map(([name, value]) => [name, shown(value)]));
    };
    const arn = 'arn:aws:iam::123456789012:role/<arn>';
    expect(role(['name'], { name: 'task' })).toEqual({ arn });
    expect(role(['name_prefix'], { name_prefix: 'task-' })).toEqual({ arn });
    expect(role(['tags'], { name_prefix: 'task-' })).toMatchObject({ name: 'task-<name>' });
    expect(role('all', { name: 'task' })).toEqual({ arn: 'arn:aws:iam::123456789012:role<arn><arn>' });
  });

  it('that are ARNs do not stand within an ARN', () => {
    const arn = 'arn:aws:ssm:eu-west-1:210987654321:parameter/shared';
    expect(derive('data.aws_ssm_parameter', { name: arn })['arn']).toBeUndefined();
    expect(derive('data.aws_secretsmanager_secret', { name: arn })).toEqual({});
    expect(derive('aws_secretsmanager_secret_version', { secret_id: 'app/db' })).toEqual({});
  });

  it('that name one of AWS’s own parameters tell no ARN, which has no account', () => {
    const name = '/aws/service/ecs/optimized-ami/amazon-linux-2/recommended';
    expect(derive('data.aws_ssm_parameter', { name })['arn']).toBeUndefined();
  });

  it('that are sensitive make the result sensitive', () => {
    const resource = resourceOf('aws_ssm_parameter', { name: { ...string('/app/key'), sensitive: true } });
    const derived = deriveAttributes(stackOf([resource])).get(resource.address);
    expect(derived?.get('arn')).toMatchObject({ kind: 'string', sensitive: true });
    expect(derived?.get('id')).toMatchObject({ kind: 'string', sensitive: true });
  });

  it('of a load balancer whose type is not known tell no ARN', () => {
    expect(derive('aws_lb', { name: 'web', load_balancer_type: unset })).toEqual({});
  });

  it('leave a cluster open that may be an ARN', () => {
    expect(derive('aws_ecs_service', { name: 'api', cluster: unset })['arn']).toBe(
      'arn:aws:ecs:eu-west-1:123456789012:service/<operation>/api',
    );
    const arn = template(['arn:aws:ecs:', unset, ':123456789012:cluster/main']);
    expect(derive('aws_ecs_service', { name: 'api', cluster: arn })['arn']).toBe(
      'arn:aws:ecs:eu-west-1:123456789012:service/main/api',
    );
  });
});

describe('the place', () => {
  it('is left open where it is not known', () => {
    expect(derive('aws_ecs_cluster', { name: 'main' }, {})['arn']).toBe('arn:<arn>:ecs:<arn>:<arn>:cluster/main');
    expect(derive('aws_ecr_repository', { name: 'api' }, {})['registry_id']).toBeUndefined();
  });

  it('has its own partition and host names', () => {
    const china = { account: '123456789012', region: 'cn-north-1', partition: 'aws-cn' };
    expect(derive('aws_ecr_repository', { name: 'api' }, china)).toMatchObject({
      arn: 'arn:aws-cn:ecr:cn-north-1:123456789012:repository/api',
      repository_url: '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/api',
    });
    // There the endpoints of databases have another form.
    expect(derive('aws_db_instance', { identifier: 'a' }, china)['address']).toBeUndefined();
  });

  it('has the partition of its region where nothing else tells it', () => {
    const arn = (region: string) => derive('aws_sns_topic', { name: 'a' }, { region, account: '123456789012' })['arn'];
    expect(arn('us-gov-west-1')).toBe('arn:aws-us-gov:sns:us-gov-west-1:123456789012:a');
    expect(arn('us-iso-east-1')).toBe('arn:aws-iso:sns:us-iso-east-1:123456789012:a');
  });

  const provider = (given: Arguments, blocks: ResolvedBody['blocks'] = new Map()): ProviderConfiguration => ({
    name: 'aws',
    module: '',
    at,
    body: bodyOf(given, blocks),
  });
  const arnWith = (resource: Resource, ...providers: ProviderConfiguration[]) =>
    shown(
      deriveAttributes(stackOf([resource], providers))
        .get(resource.address)
        ?.get('arn'),
    );

  it("is the resource's own region, else its provider's", () => {
    const queue = resourceOf('aws_sqs_queue', { name: 'jobs' }, { provider: 0 });
    expect(arnWith(queue, provider({ region: 'us-west-2' }))).toBe('arn:aws:sqs:us-west-2:123456789012:jobs');
    const own = resourceOf('aws_sqs_queue', { name: 'jobs', region: 'us-east-2' }, { provider: 0 });
    expect(arnWith(own, provider({ region: 'us-west-2' }))).toBe('arn:aws:sqs:us-east-2:123456789012:jobs');
    expect(arnWith(queue, provider({ region: unset }))).toBe('arn:aws:sqs:<var.unset>:123456789012:jobs');
  });

  it('has the account of the role that the provider assumes', () => {
    const assuming = (role: string | TerraformValue) =>
      provider({}, new Map([['assume_role', { blocks: [{ labels: [], at, body: bodyOf({ role_arn: role }) }] }]]));
    const queue = resourceOf('aws_sqs_queue', { name: 'jobs' }, { provider: 0 });
    expect(arnWith(queue, assuming('arn:aws:iam::210987654321:role/deploy'))).toBe(
      'arn:aws:sqs:eu-west-1:210987654321:jobs',
    );
    expect(arnWith(queue, assuming(unset))).toBe('arn:aws:sqs:eu-west-1:<arn>:jobs');
  });
});

describe('knowledge from elsewhere', () => {
  it('tells an id that no argument holds', () => {
    const group = resourceOf('aws_security_group', { name: 'redis' });
    const known = new Map([[group.address, new Map([['id', string('sg-0a1b')]])]]);
    expect(
      shown(
        deriveAttributes(stackOf([group]), known)
          .get(group.address)
          ?.get('arn'),
      ),
    ).toBe('arn:aws:ec2:eu-west-1:123456789012:security-group/sg-0a1b');
  });

  it('keeps why something was not told', () => {
    const source = resourceOf('data.aws_secretsmanager_secret', { name: 'db' });
    const problem = { kind: 'denied', action: 'secretsmanager:DescribeSecret' } as const;
    const denied = unknown({ kind: 'data', address: source.address, path: ['arn'], problem });
    const known = new Map([[source.address, new Map([['arn', denied]])]]);
    const arn = deriveAttributes(stackOf([source]), known)
      .get(source.address)
      ?.get('arn');
    expect(arn?.kind === 'template' && arn.parts.at(-1)).toMatchObject(denied);
  });

  it('says nothing of a resource whose number is not known', () => {
    const role = resourceOf('aws_iam_role', { name: 'task' }, { expansion: because });
    expect(deriveAttributes(stackOf([role]))).toEqual(new Map());
  });
});
