/** What is used of the STS client: loaded when it is first needed. */
export { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
