/** What is used of the IAM client: loaded when a role is looked up. */
export { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
