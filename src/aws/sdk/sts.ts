/** What is used of the STS client: loaded when it is first needed. */
export { GetCallerIdentityCommand, getDefaultRoleAssumer, STSClient } from '@aws-sdk/client-sts';
