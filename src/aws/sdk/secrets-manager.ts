/** What is used of the Secrets Manager client: loaded when a secret is looked up. */
export { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
