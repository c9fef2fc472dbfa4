/** What is used of the ECS client: loaded when it is first needed. */
export { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
