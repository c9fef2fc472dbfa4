import { typeOfAddress } from './address.ts';
import type { Unknown } from './value.ts';

/*
 * Attributes that are never null and never empty once their resource or data source is there. For every type that are
 * `id` and `arn`: an empty id means to Terraform's SDK that the resource is gone
 * (https://developer.hashicorp.com/terraform/plugin/sdkv2/resources/read). For the rest, see the attributes that each
 * page of https://registry.terraform.io/providers/hashicorp/aws/latest/docs exports. What only some configurations of a
 * resource have (the endpoint of a cache, the stream of a table, a secret that RDS manages) is not among them.
 */

const always: ReadonlySet<string> = new Set(['id', 'arn']);

const balancer = ['name', 'dns_name', 'zone_id', 'arn_suffix'];
const namespace = ['name', 'hosted_zone'];

const byType: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws_acm_certificate', ['domain_name']],
  ['aws_alb', balancer],
  ['aws_alb_target_group', ['name', 'arn_suffix']],
  ['aws_apigatewayv2_api', ['api_endpoint', 'execution_arn', 'name']],
  ['aws_appconfig_environment', ['environment_id']],
  ['aws_cloudfront_distribution', ['domain_name', 'hosted_zone_id']],
  ['aws_cloudwatch_log_group', ['name']],
  ['aws_codedeploy_deployment_group', ['deployment_group_id']],
  ['aws_cognito_user_pool', ['endpoint', 'name']],
  ['aws_db_instance', ['address', 'endpoint', 'port', 'identifier', 'resource_id', 'username']],
  ['aws_docdb_cluster', ['endpoint', 'cluster_identifier', 'cluster_resource_id', 'port']],
  ['aws_dynamodb_table', ['name']],
  ['aws_ebs_volume', ['availability_zone']],
  ['aws_ecr_repository', ['name', 'repository_url', 'registry_id']],
  ['aws_ecs_capacity_provider', ['name']],
  ['aws_ecs_cluster', ['name']],
  ['aws_ecs_service', ['name']],
  ['aws_ecs_task_definition', ['family', 'revision', 'arn_without_revision']],
  ['aws_efs_access_point', ['file_system_arn', 'file_system_id']],
  ['aws_efs_file_system', ['dns_name', 'creation_token']],
  ['aws_elasticsearch_domain', ['domain_name']],
  ['aws_iam_instance_profile', ['name', 'unique_id']],
  ['aws_iam_policy', ['name', 'policy_id']],
  ['aws_iam_role', ['name', 'unique_id']],
  ['aws_iam_user', ['name', 'unique_id']],
  ['aws_kinesis_firehose_delivery_stream', ['name']],
  ['aws_kinesis_stream', ['name']],
  ['aws_kms_alias', ['name', 'target_key_arn', 'target_key_id']],
  ['aws_kms_key', ['key_id']],
  ['aws_lambda_alias', ['name', 'invoke_arn']],
  ['aws_lambda_function', ['function_name', 'invoke_arn', 'qualified_arn', 'version']],
  ['aws_lb', balancer],
  ['aws_lb_listener', ['load_balancer_arn']],
  ['aws_lb_target_group', ['name', 'arn_suffix']],
  ['aws_opensearch_domain', ['domain_name']],
  ['aws_prefix_list', ['name']],
  ['aws_rds_cluster', ['endpoint', 'reader_endpoint', 'cluster_identifier', 'cluster_resource_id', 'port']],
  ['aws_redshift_cluster', ['endpoint', 'cluster_identifier', 'dns_name']],
  ['aws_s3_bucket', ['bucket', 'bucket_domain_name', 'bucket_regional_domain_name', 'region']],
  ['aws_secretsmanager_secret', ['name']],
  ['aws_secretsmanager_secret_version', ['version_id', 'secret_id']],
  ['aws_security_group', ['name', 'owner_id', 'vpc_id']],
  ['aws_service_discovery_http_namespace', ['name']],
  ['aws_service_discovery_private_dns_namespace', namespace],
  ['aws_service_discovery_public_dns_namespace', namespace],
  ['aws_service_discovery_service', ['name']],
  ['aws_sfn_state_machine', ['name']],
  ['aws_sns_topic', ['name', 'owner']],
  ['aws_sqs_queue', ['name', 'url']],
  ['aws_ssm_parameter', ['name', 'type', 'value', 'version']],
  ['aws_subnet', ['vpc_id', 'availability_zone', 'availability_zone_id', 'owner_id']],
  [
    'aws_vpc',
    [
      'cidr_block',
      'default_network_acl_id',
      'default_route_table_id',
      'default_security_group_id',
      'main_route_table_id',
      'owner_id',
    ],
  ],
  ['random_id', ['hex', 'dec', 'b64_url', 'b64_std']],
  ['random_password', ['result']],
  ['random_string', ['result']],
  ['random_uuid', ['result']],
  ['tls_private_key', ['private_key_pem', 'public_key_pem', 'public_key_openssh']],
]);

/** Whether a resource or data source of a type always has a value for an attribute, and one that is not empty. */
function isAlwaysSet(type: string, attribute: string): boolean {
  return always.has(attribute) || byType.get(type)?.includes(attribute) === true;
}

/** Whether what is not known is such an attribute. */
export function isAlwaysSetAttribute(unknown: Unknown): boolean {
  if (unknown.kind !== 'resource' && unknown.kind !== 'data') return false;
  const [attribute, ...rest] = unknown.path;
  return rest.length === 0 && typeof attribute === 'string' && isAlwaysSet(typeOfAddress(unknown.address), attribute);
}
