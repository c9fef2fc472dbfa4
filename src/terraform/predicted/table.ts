/** An attribute that follows from the arguments of its own resource and the place that it lives in. */
export interface DerivedAttribute {
  readonly mode: 'managed' | 'data';
  readonly types: readonly string[];
  /** Of several rows for one attribute the first that fits counts. */
  readonly attribute: string;
  /**
   * How it is made up, with placeholders in braces.
   *
   * - `{Partition}`, `{Region}`, `{Account}`: the place, as AWS writes it in its ARN formats; `{Suffix}`: of the
   *   partition's host names
   * - `{name}`: an argument of the resource; without the argument there is no attribute
   * - `{cluster_id:lower}`: an argument changed by one of the filters in `predict.ts`
   * - `{name_prefix*unique}`: an argument and something behind it that only AWS or the provider can tell, of the form
   *   that has this name in `fillings.ts`; `{*secret}`: only that; `{*}`: of any form
   * - `{path|'/'}`: the first that there is, of arguments and texts in quotes
   *
   * An argument that is not known in part leaves that part open. A formula without arguments and places is the form of
   * an attribute that is not known.
   */
  readonly formula: string;
  /** Nothing is said unless all of it is known. */
  readonly whole?: true;
  /** Nothing is said unless this holds of an argument. */
  readonly where?: ArgumentCondition;
  /** The partitions that the formula is documented for; without it every one. */
  readonly partitions?: readonly string[];
  /** Where the form is documented. */
  readonly source: string;
  /**
   * What its documentation says of arguments, in `eu-west-1` of the account 123456789012: the cases that the row is
   * tested with.
   */
  readonly examples?: readonly DerivedExample[];
}

/** Of which arguments a row is: those whose text, empty for one that is left out, matches. */
export interface ArgumentCondition {
  readonly argument: string;
  readonly matches: RegExp;
  /** How the condition reads. */
  readonly text: string;
}

/** Arguments and what follows from them. A part that only AWS can tell is `*`. */
export interface DerivedExample {
  readonly given: Readonly<Record<string, string | number>>;
  readonly gives: string;
}

const arns = (service: string): string =>
  `https://docs.aws.amazon.com/service-authorization/latest/reference/list_${service}.html`;
const resource = (name: string): string =>
  `https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/${name}#attribute-reference`;
const dataSource = (name: string): string =>
  `https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/${name}#attribute-reference`;

/** `types` as both resources and data sources. */
function both(row: Omit<DerivedAttribute, 'mode'>): DerivedAttribute[] {
  return [
    { ...row, mode: 'managed' },
    { ...row, mode: 'data' },
  ];
}

function managed(
  types: string | readonly string[],
  source: string,
  formulas: Readonly<Record<string, string>>,
): DerivedAttribute[] {
  return rows('managed', types, source, formulas);
}

function data(types: string, source: string, formulas: Readonly<Record<string, string>>): DerivedAttribute[] {
  return rows('data', types, source, formulas);
}

function rows(
  mode: DerivedAttribute['mode'],
  types: string | readonly string[],
  source: string,
  formulas: Readonly<Record<string, string>>,
): DerivedAttribute[] {
  return Object.entries(formulas).map(([attribute, formula]) => ({
    mode,
    types: typeof types === 'string' ? [types] : types,
    attribute,
    formula,
    source,
  }));
}

/** What the provider names something that has neither a name nor a prefix: `terraform-` and 26 characters. */
const named = "{name|name_prefix*unique|'terraform-'*unique}";
const arn = (service: string, rest: string): string => `arn:{Partition}:${service}:{Region}:{Account}:${rest}`;

/**
 * The rows of queues or topics, whose made-up names end in `.fifo` where `fifo` says so.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/sqs/queue.go
 */
function queued(
  types: string,
  fifo: string,
  source: string,
  formulas: (name: string) => Readonly<Record<string, string>>,
): DerivedAttribute[] {
  const withName = (filling: string) => formulas(`{name|name_prefix*${filling}|'terraform-'*${filling}}`);
  return [
    ...where({ argument: fifo, matches: /^true$/, text: `${fifo}` }, managed(types, source, withName('unique.fifo'))),
    ...where(
      { argument: fifo, matches: /^(false)?$/, text: `not ${fifo}` },
      managed(types, source, withName('unique')),
    ),
    ...managed(types, source, withName('')),
  ];
}

/** The rows of database instances with these identifiers. */
function databases(identifier: string): DerivedAttribute[] {
  const host = `${identifier}.{*host}.{Region}.rds.{Suffix}`;
  return [
    ...managed('aws_db_instance', arns('amazonrds'), { arn: arn('rds', `db:${identifier}`), identifier }),
    ...managed(
      'aws_db_instance',
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_CommonTasks.Connect.html',
      { address: host, endpoint: `${host}:{port|*number}` },
    ).map((row) => ({ ...row, partitions: ['aws', 'aws-us-gov'] })),
  ];
}

/** The `id` of something that EC2 numbers, and its ARN. Somebody else may own what a data source finds. */
function identified(type: string, kind: string, prefix: string): DerivedAttribute[] {
  const source = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html';
  const id = `${prefix}-{*id}`;
  return [
    ...managed(type, source, { id }),
    ...data(type, source, { id }),
    ...managed(type, arns('amazonec2'), { arn: arn('ec2', `${kind}/{id|'${prefix}-'*id}`) }),
    ...data(type, arns('amazonec2'), { arn: `arn:{Partition}:ec2:{Region}:{owner_id}:${kind}/{id|'${prefix}-'*id}` }),
  ];
}

function where(condition: ArgumentCondition, rowsOfIt: readonly DerivedAttribute[]): DerivedAttribute[] {
  return rowsOfIt.map((row) => ({ ...row, where: condition }));
}

/**
 * The attributes that can be predicted, for every type by itself. Left out is whatever depends on more than the
 * arguments: the revision of a task definition, the code of a KMS key, the address of a cache (TLS and cluster mode
 * change its form), S3's regional domain names (they differ between versions of the provider).
 */
export const derivedAttributes: readonly DerivedAttribute[] = [
  // Systems Manager. The leading slash of a name is the slash behind `parameter`.
  ...both({
    types: ['aws_ssm_parameter'],
    attribute: 'arn',
    formula: arn('ssm', 'parameter/{name:parameter}'),
    source: arns('awssystemsmanager'),
  }),
  ...managed('aws_ssm_parameter', resource('ssm_parameter'), { id: '{name}' }),
  ...data('aws_ssm_parameter', dataSource('ssm_parameter'), { id: '{name}' }),

  // Secrets Manager. Behind the name stand a hyphen and six random characters.
  ...managed('aws_secretsmanager_secret', arns('awssecretsmanager'), {
    arn: arn('secretsmanager', `secret:${named}-{*secret}`),
    id: arn('secretsmanager', `secret:${named}-{*secret}`),
    name: named,
  }),
  ...data('aws_secretsmanager_secret', arns('awssecretsmanager'), {
    arn: arn('secretsmanager', 'secret:{name}-{*secret}'),
    id: '{arn}',
  }),
  ...data('aws_secretsmanager_secret', arns('awssecretsmanager'), {
    id: arn('secretsmanager', 'secret:{name}-{*secret}'),
  }),
  ...both({
    types: ['aws_secretsmanager_secret_version'],
    attribute: 'arn',
    formula: '{secret_id:arn}',
    source: resource('secretsmanager_secret_version'),
  }),

  // Elastic Container Registry.
  ...both({
    types: ['aws_ecr_repository'],
    attribute: 'arn',
    formula: 'arn:{Partition}:ecr:{Region}:{registry_id|Account}:repository/{name}',
    source: arns('amazonelasticcontainerregistry'),
  }),
  ...both({
    types: ['aws_ecr_repository'],
    attribute: 'repository_url',
    formula: '{registry_id|Account}.dkr.ecr.{Region}.{Suffix}/{name}',
    source: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html',
  }),
  ...both({
    types: ['aws_ecr_repository'],
    attribute: 'registry_id',
    formula: '{Account}',
    source: resource('ecr_repository'),
  }),
  ...both({
    types: ['aws_ecr_repository'],
    attribute: 'id',
    formula: '{name}',
    source:
      'https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecr/repository_data_source.go',
  }),

  ...data('aws_ecr_image', 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-pull-ecr-image.html', {
    image_uri: '{registry_id|Account}.dkr.ecr.{Region}.{Suffix}/{repository_name}@{image_digest|*digest}',
  }),

  // Identity and Access Management. It has no regions.
  ...managed('aws_iam_role', arns('awsidentityandaccessmanagementiam'), {
    arn: `arn:{Partition}:iam::{Account}:role{path|'/'}${named}`,
  }),
  ...managed('aws_iam_role', resource('iam_role'), { id: named, name: named }),
  ...data('aws_iam_role', arns('awsidentityandaccessmanagementiam'), {
    arn: 'arn:{Partition}:iam::{Account}:role/{*path}{name}',
  }),
  ...data('aws_iam_role', dataSource('iam_role'), { id: '{name}' }),
  ...managed('aws_iam_policy', arns('awsidentityandaccessmanagementiam'), {
    arn: `arn:{Partition}:iam::{Account}:policy{path|'/'}${named}`,
    id: `arn:{Partition}:iam::{Account}:policy{path|'/'}${named}`,
    name: named,
  }),
  ...managed('aws_iam_instance_profile', arns('awsidentityandaccessmanagementiam'), {
    arn: `arn:{Partition}:iam::{Account}:instance-profile{path|'/'}${named}`,
    id: named,
    name: named,
  }),
  ...managed('aws_iam_user', arns('awsidentityandaccessmanagementiam'), {
    arn: "arn:{Partition}:iam::{Account}:user{path|'/'}{name}",
    id: '{name}',
  }),
  ...managed('aws_iam_group', arns('awsidentityandaccessmanagementiam'), {
    arn: "arn:{Partition}:iam::{Account}:group{path|'/'}{name}",
    id: '{name}',
  }),

  // Elastic Container Service. The id of a task definition is its family.
  ...managed('aws_ecs_cluster', arns('amazonelasticcontainerservice'), {
    arn: arn('ecs', 'cluster/{name}'),
    id: arn('ecs', 'cluster/{name}'),
  }),
  ...data('aws_ecs_cluster', arns('amazonelasticcontainerservice'), {
    arn: arn('ecs', 'cluster/{cluster_name}'),
    id: arn('ecs', 'cluster/{cluster_name}'),
  }),
  ...managed(
    'aws_ecs_service',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html',
    {
      arn: arn('ecs', "service/{cluster:last|'default'}/{name}"),
      id: arn('ecs', "service/{cluster:last|'default'}/{name}"),
    },
  ),
  ...managed('aws_ecs_task_definition', arns('amazonelasticcontainerservice'), {
    arn_without_revision: arn('ecs', 'task-definition/{family}'),
    id: '{family}',
  }).map((row) => ({ ...row, whole: true }) as const),
  ...managed('aws_ecs_capacity_provider', arns('amazonelasticcontainerservice'), {
    arn: arn('ecs', 'capacity-provider/{name}'),
    id: arn('ecs', 'capacity-provider/{name}'),
  }),

  // CloudWatch. Since version 3 the provider takes the `:*` off a log group's ARN.
  ...managed('aws_cloudwatch_log_group', resource('cloudwatch_log_group'), {
    arn: arn('logs', `log-group:${named}`),
    id: named,
    name: named,
  }),
  ...data('aws_cloudwatch_log_group', dataSource('cloudwatch_log_group'), {
    arn: arn('logs', 'log-group:{name}'),
    id: '{name}',
  }),
  ...managed('aws_cloudwatch_metric_alarm', arns('amazoncloudwatch'), {
    arn: arn('cloudwatch', 'alarm:{alarm_name}'),
    id: '{alarm_name}',
  }),

  // S3. A bucket's ARN names neither region nor account.
  ...managed('aws_s3_bucket', arns('amazons3'), {
    arn: "arn:{Partition}:s3:::{bucket|bucket_prefix*unique|'terraform-'*unique}",
    id: "{bucket|bucket_prefix*unique|'terraform-'*unique}",
    bucket: "{bucket|bucket_prefix*unique|'terraform-'*unique}",
    bucket_domain_name: "{bucket|bucket_prefix*unique|'terraform-'*unique}.s3.{Suffix}",
  }),
  ...data('aws_s3_bucket', arns('amazons3'), {
    arn: 'arn:{Partition}:s3:::{bucket}',
    id: '{bucket}',
    bucket_domain_name: '{bucket}.s3.{Suffix}',
  }),

  // Queues, topics, streams, functions, state machines.
  ...queued('aws_sqs_queue', 'fifo_queue', arns('amazonsqs'), (name) => ({ arn: arn('sqs', name), name })),
  ...queued(
    'aws_sqs_queue',
    'fifo_queue',
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html',
    (name) => ({
      id: `https://sqs.{Region}.{Suffix}/{Account}/${name}`,
      url: `https://sqs.{Region}.{Suffix}/{Account}/${name}`,
    }),
  ),
  ...data('aws_sqs_queue', arns('amazonsqs'), { arn: arn('sqs', '{name}') }),
  ...data(
    'aws_sqs_queue',
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html',
    {
      id: 'https://sqs.{Region}.{Suffix}/{Account}/{name}',
      url: 'https://sqs.{Region}.{Suffix}/{Account}/{name}',
    },
  ),
  ...queued('aws_sns_topic', 'fifo_topic', arns('amazonsns'), (name) => ({
    arn: arn('sns', name),
    id: arn('sns', name),
    name,
  })),
  ...data('aws_sns_topic', arns('amazonsns'), { arn: arn('sns', '{name}'), id: arn('sns', '{name}') }),
  ...managed('aws_kinesis_stream', arns('amazonkinesisdatastreams'), {
    arn: arn('kinesis', 'stream/{name}'),
    id: arn('kinesis', 'stream/{name}'),
  }),
  ...managed('aws_kinesis_firehose_delivery_stream', arns('amazondatafirehose'), {
    arn: arn('firehose', 'deliverystream/{name}'),
    id: arn('firehose', 'deliverystream/{name}'),
  }),
  ...managed('aws_lambda_function', arns('awslambda'), {
    arn: arn('lambda', 'function:{function_name}'),
    id: '{function_name}',
  }),
  ...managed('aws_sfn_state_machine', arns('awsstepfunctions'), {
    arn: arn('states', `stateMachine:${named}`),
    id: arn('states', `stateMachine:${named}`),
    name: named,
  }),

  // Keys: an alias has its own ARN; that of the key it stands for is AWS's to tell.
  ...managed('aws_kms_alias', arns('awskeymanagementservice'), {
    arn: arn('kms', "{name|name_prefix*unique|'alias/'*unique}"),
    id: "{name|name_prefix*unique|'alias/'*unique}",
    name: "{name_prefix*unique|'alias/'*unique}",
  }),
  ...data('aws_kms_alias', arns('awskeymanagementservice'), { arn: arn('kms', '{name}') }),

  // Databases and caches.
  ...both({
    types: ['aws_dynamodb_table'],
    attribute: 'arn',
    formula: arn('dynamodb', 'table/{name}'),
    source: arns('amazondynamodb'),
  }),
  ...both({
    types: ['aws_dynamodb_table'],
    attribute: 'id',
    formula: '{name}',
    source: resource('dynamodb_table'),
  }),
  ...databases("{identifier|identifier_prefix*unique|'terraform-'*unique}").flatMap((row) =>
    // What the provider names a SQL Server is cut off behind 15 characters.
    where({ argument: 'engine', matches: /^(?!.*sqlserver)/i, text: 'engine is not sqlserver' }, [row]),
  ),
  ...databases('{identifier|*}'),
  ...managed('aws_rds_cluster', arns('amazonrds'), {
    arn: arn('rds', "cluster:{cluster_identifier|cluster_identifier_prefix*unique|'tf-'*unique}"),
    id: "{cluster_identifier|cluster_identifier_prefix*unique|'tf-'*unique}",
    cluster_identifier: "{cluster_identifier_prefix*unique|'tf-'*unique}",
  }),
  ...managed(
    'aws_rds_cluster',
    'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.Endpoints.html',
    {
      endpoint:
        "{cluster_identifier|cluster_identifier_prefix*unique|'tf-'*unique}.cluster-{*host}.{Region}.rds.{Suffix}",
      reader_endpoint:
        "{cluster_identifier|cluster_identifier_prefix*unique|'tf-'*unique}.cluster-ro-{*host}.{Region}.rds.{Suffix}",
    },
  ).map((row) => ({ ...row, partitions: ['aws', 'aws-us-gov'] })),
  ...managed('aws_db_subnet_group', arns('amazonrds'), {
    arn: arn('rds', "subgrp:{name|name_prefix*unique|'terraform-'*unique}"),
  }),
  ...managed('aws_db_subnet_group', resource('db_subnet_group'), { id: named, name: named }),
  ...managed('aws_elasticache_replication_group', arns('amazonelasticache'), {
    arn: arn('elasticache', 'replicationgroup:{replication_group_id:lower}'),
    id: '{replication_group_id:lower}',
  }),
  ...managed('aws_elasticache_cluster', arns('amazonelasticache'), {
    arn: arn('elasticache', 'cluster:{cluster_id:lower}'),
    id: '{cluster_id:lower}',
  }),
  ...managed('aws_opensearch_domain', arns('amazonopensearchservice'), {
    arn: arn('es', 'domain/{domain_name}'),
    id: arn('es', 'domain/{domain_name}'),
  }),

  // Load balancing. Every ARN ends in a number that AWS makes up.
  ...managed(['aws_lb_target_group', 'aws_alb_target_group'], arns('awselasticloadbalancingv2'), {
    arn: arn('elasticloadbalancing', "targetgroup/{name|name_prefix*unique|'tf-'*unique}/{*balancer}"),
    id: arn('elasticloadbalancing', "targetgroup/{name|name_prefix*unique|'tf-'*unique}/{*balancer}"),
    arn_suffix: "targetgroup/{name|name_prefix*unique|'tf-'*unique}/{*balancer}",
  }),
  ...data('aws_lb_target_group', arns('awselasticloadbalancingv2'), {
    arn: arn('elasticloadbalancing', 'targetgroup/{name}/{*balancer}'),
    id: '{arn}',
  }),
  ...managed(['aws_lb', 'aws_alb'], arns('awselasticloadbalancingv2'), {
    arn: arn(
      'elasticloadbalancing',
      "loadbalancer/{load_balancer_type:balancer|'app'}/{name|name_prefix*unique|'tf-lb-'*unique}/{*balancer}",
    ),
    id: arn(
      'elasticloadbalancing',
      "loadbalancer/{load_balancer_type:balancer|'app'}/{name|name_prefix*unique|'tf-lb-'*unique}/{*balancer}",
    ),
    arn_suffix: "{load_balancer_type:balancer|'app'}/{name|name_prefix*unique|'tf-lb-'*unique}/{*balancer}",
  }),
  ...data('aws_lb', arns('awselasticloadbalancingv2'), {
    arn: arn('elasticloadbalancing', 'loadbalancer/{*kind}/{name}/{*balancer}'),
    id: '{arn}',
  }),

  // EC2: from the id, once something has told it; until then only its form is known.
  ...identified('aws_security_group', 'security-group', 'sg'),
  ...identified('aws_vpc', 'vpc', 'vpc'),
  ...identified('aws_subnet', 'subnet', 'subnet'),
  ...identified('aws_ec2_managed_prefix_list', 'prefix-list', 'pl').map((row) => ({
    ...row,
    types: ['aws_ec2_managed_prefix_list', ...(row.mode === 'data' ? ['aws_prefix_list'] : [])],
  })),
  ...managed('aws_security_group', resource('security_group'), { name: named }),
  ...managed('aws_launch_template', resource('launch_template'), { id: 'lt-{*id}', name: named }),
  ...managed('aws_autoscaling_group', resource('autoscaling_group'), { id: named, name: named }),

  // Elastic File System.
  ...both({
    types: ['aws_efs_file_system'],
    attribute: 'id',
    formula: 'fs-{*id}',
    source: 'https://docs.aws.amazon.com/efs/latest/ug/API_FileSystemDescription.html',
  }),
  ...both({
    types: ['aws_efs_file_system'],
    attribute: 'arn',
    formula: arn('elasticfilesystem', "file-system/{id|'fs-'*id}"),
    source: arns('amazonelasticfilesystem'),
  }),
  ...both({
    types: ['aws_efs_access_point'],
    attribute: 'id',
    formula: 'fsap-{*id}',
    source: 'https://docs.aws.amazon.com/efs/latest/ug/API_AccessPointDescription.html',
  }),
  ...both({
    types: ['aws_efs_access_point'],
    attribute: 'arn',
    formula: arn('elasticfilesystem', "access-point/{id|'fsap-'*id}"),
    source: arns('amazonelasticfilesystem'),
  }),

  // Cloud Map.
  ...managed('aws_service_discovery_service', arns('awscloudmap'), {
    id: 'srv-{*id}',
    arn: arn('servicediscovery', "service/{id|'srv-'*id}"),
  }),
  ...managed(
    [
      'aws_service_discovery_http_namespace',
      'aws_service_discovery_private_dns_namespace',
      'aws_service_discovery_public_dns_namespace',
    ],
    arns('awscloudmap'),
    { id: 'ns-{*id}', arn: arn('servicediscovery', "namespace/{id|'ns-'*id}") },
  ),

  // Keys and certificates.
  ...managed('aws_kms_key', arns('awskeymanagementservice'), {
    arn: arn('kms', 'key/{key_id|*key}'),
    id: '{*key}',
    key_id: '{*key}',
  }),
  ...managed('aws_acm_certificate', arns('awscertificatemanager'), {
    arn: arn('acm', 'certificate/{*uuid}'),
    id: arn('acm', 'certificate/{*uuid}'),
  }),
];
