import { isPublicId } from '../../model/secret/public-id.ts';
import type { TerraformValue } from '../../model/value.ts';
import { withMark, withOuterMark } from '../evaluate/marks.ts';
import { mapDeep } from '../evaluate/value-parts.ts';

/*
 * What providers mark as sensitive in their schemas. Terraform marks every reference to it, though neither the code
 * nor, before an apply, a state says so.
 */

/** Attributes of one resource or data source, `block.attribute` below a block, and the page or file that says so. */
interface SecretAttributes {
  readonly of: string;
  readonly attributes: readonly string[];
  readonly source: string;
}

const aws = 'https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service';
const registry = 'https://registry.terraform.io/providers';

const masterUserPassword = ['advanced_security_options.master_user_options.master_user_password'];
const github = ['plaintext_value'];
const kubernetes = ['data', 'binary_data'];

/** As they stand in code: `data.` before a data source. */
export const sensitiveAttributes: readonly SecretAttributes[] = [
  { of: 'aws_acm_certificate', attributes: ['private_key'], source: `${aws}/acm/certificate.go` },
  {
    of: 'aws_amplify_app',
    attributes: [
      'access_token',
      'oauth_token',
      'basic_auth_credentials',
      'auto_branch_creation_config.basic_auth_credentials',
    ],
    source: `${aws}/amplify/app.go`,
  },
  { of: 'aws_amplify_branch', attributes: ['basic_auth_credentials'], source: `${aws}/amplify/branch.go` },
  { of: 'aws_api_gateway_api_key', attributes: ['value'], source: `${aws}/apigateway/api_key.go` },
  { of: 'data.aws_api_gateway_api_key', attributes: ['value'], source: `${aws}/apigateway/api_key_data_source.go` },
  { of: 'aws_appsync_api_key', attributes: ['key'], source: `${aws}/appsync/api_key.go` },
  {
    of: 'aws_cloudwatch_event_connection',
    attributes: [
      'auth_parameters.api_key.value',
      'auth_parameters.basic.password',
      'auth_parameters.oauth.client_parameters.client_secret',
      'auth_parameters.oauth.oauth_http_parameters.body.value',
      'auth_parameters.oauth.oauth_http_parameters.header.value',
      'auth_parameters.oauth.oauth_http_parameters.query_string.value',
      'auth_parameters.invocation_http_parameters.body.value',
      'auth_parameters.invocation_http_parameters.header.value',
      'auth_parameters.invocation_http_parameters.query_string.value',
    ],
    source: `${aws}/events/connection.go`,
  },
  { of: 'aws_codebuild_source_credential', attributes: ['token'], source: `${aws}/codebuild/source_credential.go` },
  {
    of: 'aws_cognito_user_pool_client',
    attributes: ['client_secret'],
    source: `${aws}/cognitoidp/user_pool_client.go`,
  },
  {
    of: 'data.aws_cognito_user_pool_client',
    attributes: ['client_secret'],
    source: `${aws}/cognitoidp/user_pool_client_data_source.go`,
  },
  { of: 'aws_db_instance', attributes: ['password'], source: `${aws}/rds/instance.go` },
  { of: 'aws_directory_service_directory', attributes: ['password'], source: `${aws}/ds/directory.go` },
  { of: 'aws_dms_endpoint', attributes: ['password'], source: `${aws}/dms/endpoint.go` },
  { of: 'aws_docdb_cluster', attributes: ['master_password'], source: `${aws}/docdb/cluster.go` },
  {
    of: 'data.aws_ecr_authorization_token',
    attributes: ['authorization_token', 'password'],
    source: `${aws}/ecr/authorization_token_data_source.go`,
  },
  {
    of: 'data.aws_ecrpublic_authorization_token',
    attributes: ['authorization_token', 'password'],
    source: `${aws}/ecrpublic/authorization_token_data_source.go`,
  },
  { of: 'data.aws_eks_cluster_auth', attributes: ['token'], source: `${aws}/eks/cluster_auth_data_source.go` },
  {
    of: 'aws_elasticache_replication_group',
    attributes: ['auth_token'],
    source: `${aws}/elasticache/replication_group.go`,
  },
  {
    of: 'aws_elasticache_user',
    attributes: ['passwords', 'authentication_mode.passwords'],
    source: `${aws}/elasticache/user.go`,
  },
  { of: 'aws_elasticsearch_domain', attributes: masterUserPassword, source: `${aws}/elasticsearch/domain.go` },
  { of: 'aws_fsx_ontap_file_system', attributes: ['fsx_admin_password'], source: `${aws}/fsx/ontap_file_system.go` },
  {
    of: 'aws_fsx_windows_file_system',
    attributes: ['self_managed_active_directory.password'],
    source: `${aws}/fsx/windows_file_system.go`,
  },
  { of: 'aws_iam_access_key', attributes: ['secret', 'ses_smtp_password_v4'], source: `${aws}/iam/access_key.go` },
  { of: 'aws_iam_server_certificate', attributes: ['private_key'], source: `${aws}/iam/server_certificate.go` },
  {
    of: 'aws_kinesis_firehose_delivery_stream',
    attributes: ['redshift_configuration.password', 'http_endpoint_configuration.access_key'],
    source: `${aws}/firehose/delivery_stream.go`,
  },
  { of: 'aws_kms_ciphertext', attributes: ['plaintext'], source: `${aws}/kms/ciphertext.go` },
  { of: 'aws_kms_external_key', attributes: ['key_material_base64'], source: `${aws}/kms/external_key.go` },
  { of: 'data.aws_kms_secrets', attributes: ['plaintext'], source: `${aws}/kms/secrets_data_source.go` },
  { of: 'aws_lightsail_database', attributes: ['master_password'], source: `${aws}/lightsail/database.go` },
  { of: 'aws_memorydb_user', attributes: ['authentication_mode.passwords'], source: `${aws}/memorydb/user.go` },
  {
    of: 'aws_mq_broker',
    attributes: ['user.password', 'ldap_server_metadata.service_account_password'],
    source: `${aws}/mq/broker.go`,
  },
  { of: 'aws_opensearch_domain', attributes: masterUserPassword, source: `${aws}/opensearch/domain.go` },
  { of: 'aws_rds_cluster', attributes: ['master_password'], source: `${aws}/rds/cluster.go` },
  { of: 'aws_redshift_cluster', attributes: ['master_password'], source: `${aws}/redshift/cluster.go` },
  {
    of: 'aws_redshiftserverless_namespace',
    attributes: ['admin_username', 'admin_user_password'],
    source: `${aws}/redshiftserverless/namespace.go`,
  },
  {
    of: 'data.aws_secretsmanager_random_password',
    attributes: ['random_password'],
    source: `${aws}/secretsmanager/random_password_data_source.go`,
  },
  {
    of: 'aws_secretsmanager_secret_version',
    attributes: ['secret_string', 'secret_binary'],
    source: `${aws}/secretsmanager/secret_version.go`,
  },
  {
    of: 'data.aws_secretsmanager_secret_version',
    attributes: ['secret_string', 'secret_binary'],
    source: `${aws}/secretsmanager/secret_version_data_source.go`,
  },
  { of: 'aws_ssm_parameter', attributes: ['value'], source: `${aws}/ssm/parameter.go` },
  { of: 'data.aws_ssm_parameter', attributes: ['value'], source: `${aws}/ssm/parameter_data_source.go` },
  {
    of: 'data.aws_ssm_parameters_by_path',
    attributes: ['values'],
    source: `${aws}/ssm/parameters_by_path_data_source.go`,
  },
  { of: 'aws_transfer_server', attributes: ['host_key'], source: `${aws}/transfer/server.go` },
  {
    of: 'aws_vpn_connection',
    attributes: ['customer_gateway_configuration', 'tunnel1_preshared_key', 'tunnel2_preshared_key'],
    source: `${aws}/ec2/vpnsite_connection.go`,
  },
  {
    of: 'github_actions_environment_secret',
    attributes: github,
    source: `${registry}/integrations/github/latest/docs/resources/actions_environment_secret`,
  },
  {
    of: 'github_actions_organization_secret',
    attributes: github,
    source: `${registry}/integrations/github/latest/docs/resources/actions_organization_secret`,
  },
  {
    of: 'github_actions_secret',
    attributes: github,
    source: `${registry}/integrations/github/latest/docs/resources/actions_secret`,
  },
  {
    of: 'github_dependabot_secret',
    attributes: github,
    source: `${registry}/integrations/github/latest/docs/resources/dependabot_secret`,
  },
  {
    of: 'kubernetes_secret',
    attributes: kubernetes,
    source: `${registry}/hashicorp/kubernetes/latest/docs/resources/secret`,
  },
  {
    of: 'kubernetes_secret_v1',
    attributes: kubernetes,
    source: `${registry}/hashicorp/kubernetes/latest/docs/resources/secret_v1`,
  },
  {
    of: 'data.kubernetes_secret',
    attributes: kubernetes,
    source: `${registry}/hashicorp/kubernetes/latest/docs/data-sources/secret`,
  },
  {
    of: 'data.kubernetes_secret_v1',
    attributes: kubernetes,
    source: `${registry}/hashicorp/kubernetes/latest/docs/data-sources/secret_v1`,
  },
  {
    of: 'local_sensitive_file',
    attributes: ['content', 'content_base64'],
    source: `${registry}/hashicorp/local/latest/docs/resources/sensitive_file`,
  },
  {
    of: 'data.local_sensitive_file',
    attributes: ['content', 'content_base64'],
    source: `${registry}/hashicorp/local/latest/docs/data-sources/sensitive_file`,
  },
  {
    of: 'random_bytes',
    attributes: ['base64', 'hex'],
    source: `${registry}/hashicorp/random/latest/docs/resources/bytes`,
  },
  {
    of: 'random_password',
    attributes: ['result', 'bcrypt_hash'],
    source: `${registry}/hashicorp/random/latest/docs/resources/password`,
  },
  {
    of: 'tls_cert_request',
    attributes: ['private_key_pem'],
    source: `${registry}/hashicorp/tls/latest/docs/resources/cert_request`,
  },
  {
    of: 'tls_locally_signed_cert',
    attributes: ['ca_private_key_pem'],
    source: `${registry}/hashicorp/tls/latest/docs/resources/locally_signed_cert`,
  },
  {
    of: 'tls_private_key',
    attributes: ['private_key_pem', 'private_key_openssh', 'private_key_pem_pkcs8'],
    source: `${registry}/hashicorp/tls/latest/docs/resources/private_key`,
  },
  {
    of: 'tls_self_signed_cert',
    attributes: ['private_key_pem'],
    source: `${registry}/hashicorp/tls/latest/docs/resources/self_signed_cert`,
  },
  {
    of: 'vault_generic_secret',
    attributes: ['data_json', 'data'],
    source: `${registry}/hashicorp/vault/latest/docs/resources/generic_secret`,
  },
  {
    of: 'data.vault_generic_secret',
    attributes: ['data_json', 'data'],
    source: `${registry}/hashicorp/vault/latest/docs/data-sources/generic_secret`,
  },
  {
    of: 'vault_kv_secret_v2',
    attributes: ['data_json', 'data'],
    source: `${registry}/hashicorp/vault/latest/docs/resources/kv_secret_v2`,
  },
  {
    of: 'data.vault_kv_secret_v2',
    attributes: ['data_json', 'data'],
    source: `${registry}/hashicorp/vault/latest/docs/data-sources/kv_secret_v2`,
  },
];

const byResource: ReadonlyMap<string, readonly string[]> = new Map(
  sensitiveAttributes.map(({ of, attributes }) => [of, attributes]),
);

/** The paths of what the provider marks in a resource or data source, which is named as `resourceName` does it. */
export function providerSecrets(of: string): readonly string[] {
  return byResource.get(of) ?? [];
}

/**
 * The paths to what the provider marks in an attribute or in blocks, `''` for all of it. A write-only argument ends in
 * `_wo` (https://developer.hashicorp.com/terraform/plugin/best-practices/sensitive-state), and is never anything but a
 * secret.
 */
function secretsIn(of: string, name: string): readonly string[] {
  if (name.endsWith('_wo')) return [''];
  const inside = providerSecrets(of).filter((path) => path === name || path.startsWith(`${name}.`));
  return inside.map((path) => path.slice(name.length + 1));
}

/** A resource or data source as references and `sensitiveAttributes` name it. */
export function resourceName(mode: string, type: string): string {
  return mode === 'data' ? `data.${type}` : type;
}

/**
 * The value of an attribute or of blocks with the provider's marks: sensitive to Terraform, and hidden but for what AWS
 * shows to everyone anyway.
 */
export function withProviderMarks(value: TerraformValue, of: string, name: string): TerraformValue {
  return secretsIn(of, name).reduce((marked, path) => markAt(marked, path === '' ? [] : path.split('.')), value);
}

function markAt(value: TerraformValue, [step, ...rest]: readonly string[]): TerraformValue {
  if (step === undefined) return withSchemaMark(value);
  if ('elements' in value) return { ...value, elements: value.elements.map((one) => markAt(one, [step, ...rest])) };
  if (!('entries' in value)) return value;
  const entry = value.entries.get(step);
  return entry === undefined ? value : { ...value, entries: new Map(value.entries).set(step, markAt(entry, rest)) };
}

/** The value with the mark that the provider's schema gives. A mark of the code's own says more than that. */
export function withSchemaMark(value: TerraformValue): TerraformValue {
  if (value.sensitive === true) return value;
  if ('elements' in value || 'entries' in value) {
    const parts = mapDeep(value, (part) => ('elements' in part || 'entries' in part ? part : hiddenBySchema(part)));
    return withOuterMark(parts);
  }
  return withOuterMark(hiddenBySchema(value));
}

function hiddenBySchema(value: TerraformValue): TerraformValue {
  if (value.kind === 'string' && isPublicId(value.value)) return value;
  return value.sensitive === true ? value : { ...withMark(value), bySchema: true };
}
