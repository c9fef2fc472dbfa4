/** What is used of the Systems Manager client: loaded when a parameter is looked up. */
export { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
